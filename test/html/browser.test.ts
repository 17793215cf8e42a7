/** Pages as a browser shows them. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVIL } from "../gate/hostile.ts";
import { Browser, CHROMIUM } from "../helpers/chromium.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { samplePage } from "./sample-page.ts";

describe.skipIf(CHROMIUM === null)("a page in Chromium", () => {
  let browser: Browser;
  beforeAll(() => {
    browser = new Browser();
  });
  afterAll(() => browser.close());

  const HOSTILE = `${EVIL}"><img src="http://127.0.0.1:9/x"><script>document.title="run"</script><style>body{display:none}</style>`;

  test.each([
    { width: 390, dark: false, background: "rgb(255, 255, 255)" },
    { width: 1280, dark: true, background: "rgb(23, 23, 27)" },
  ])("asks for nothing and says nothing: $width px", async ({ width, dark, background }) => {
    const file = join(tempDir(), "page.html");
    writeFileSync(file, samplePage(HOSTILE));
    const page = await browser.open(file, { width, dark });
    expect(page.requests).toEqual([]);
    expect(page.problems).toEqual([]);
    expect(page.overflowPx).toBeLessThanOrEqual(0);
    expect(page.background).toBe(background);
    expect(page.text).toContain("$1,234.56");
    expect(page.text).toContain('<script>document.title="run"</script>');
  });

  test("would be told of what a page asks for", async () => {
    const file = join(tempDir(), "asks.html");
    writeFileSync(file, `<!doctype html><link rel="stylesheet" href="other.css"><script>console.error("x")</script>`);
    const page = await browser.open(file, { width: 390 });
    expect(page.requests).toEqual([expect.stringContaining("other.css")]);
    expect(page.problems.length).toBeGreaterThan(0);
  });
});
