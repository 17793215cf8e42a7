import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { keysInMarkdown } from "../../src/view/dashboard/keymap.ts";

it("the README's table of keys is the dashboard's keymap", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8").replaceAll("\r\n", "\n");
  expect(readme).toContain(keysInMarkdown());
});
