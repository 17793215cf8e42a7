import { renderToString } from "ink";
import { describe, expect, it, vi } from "vitest";
import type { ScreenTheme } from "../../src/view/text/screen-theme.ts";

// Ink's colours are decided when it is loaded.
vi.hoisted(() => {
  process.env["FORCE_COLOR"] = "1";
});

const { FrameView } = await import("../../src/ui/frame-view.tsx");
const { buildFrame } = await import("../../src/view/dashboard/frame.ts");
const { reduce } = await import("../../src/view/dashboard/reduce.ts");
const { NOW_MS, ZONE } = await import("./samples/basics.ts");
const { sampleState } = await import("./samples/sample-data.ts");

const ANSI = { name: "ansi" } as const;
const MONO = { name: "mono" } as const;

function draw(view: string, theme: ScreenTheme): string {
  const state = reduce(sampleState(), { type: "key", key: view, text: view });
  const frame = buildFrame(state, { columns: 80, rows: 24 }, { zone: ZONE, unicode: true, nowMs: NOW_MS });
  return renderToString(<FrameView frame={frame} look={{ theme }} isSpoken={false} />, { columns: 80 });
}

/** Escape sequences made visible, so that a reader of the file sees what changed. */
const visible = (text: string): string => text.replaceAll("\u001b[", "␛");
const plain = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, "");
const codesIn = (text: string): Set<string | undefined> =>
  new Set([...text.matchAll(/\u001b\[([\d;]*)m/g)].map((m) => m[1]));

it.each(["1", "5"])("colours of view %s are the terminal's sixteen, and at most one thing is red", async (view) => {
  const frame = draw(view, ANSI);
  const codes = codesIn(frame);
  expect([...codes].filter((c) => /^(38|48|4\d|9\d|10\d)/.test(c ?? ""))).toEqual([]);
  expect(codes).toContain("36");
  await expect(`${visible(frame)}\n`).toMatchFileSnapshot(`../frames/colours/colour-${view}-80.txt`);
});

it("NO_COLOR takes the colours and leaves bold and dim, with the same text", () => {
  const mono = draw("5", MONO);
  expect(codesIn(mono)).toEqual(new Set(["1", "2", "22"]));
  expect(plain(mono)).toBe(plain(draw("5", ANSI)));
});

describe("themes", () => {
  it.each([
    ["dark", { name: "dark", isTrueColour: true }],
    ["light", { name: "light", isTrueColour: true }],
    ["dark-256", { name: "dark", isTrueColour: false }],
    ["ansi", ANSI],
    ["mono", MONO],
  ] as const)("%s draws the same text, with its own colours alone", async (name, theme) => {
    const frame = draw("4", theme);
    expect(plain(frame)).toBe(plain(draw("4", ANSI)));
    const colours = [...codesIn(frame)].filter((code) => code?.startsWith("38;"));
    const wanted = { dark: /^38;2;/, light: /^38;2;/, "dark-256": /^38;5;/, ansi: /^$/, mono: /^$/ }[name];
    for (const code of colours) expect(code).toMatch(wanted);
    await expect(`${visible(frame)}\n`).toMatchFileSnapshot(`../frames/colours/theme-${name}-80.txt`);
  });
  it("every severity has a word or a sign as well as a colour", () => {
    const limits = draw("5", MONO);
    for (const said of ["▲", "high", "over", "»"]) expect(limits).toContain(said);
  });
});
