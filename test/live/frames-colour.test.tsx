import { renderToString } from "ink";
import { expect, it, vi } from "vitest";

// Ink's colours are decided when it is loaded.
vi.hoisted(() => {
  process.env["FORCE_COLOR"] = "1";
});

const { FrameView } = await import("../../src/ui/frame-view.tsx");
const { buildFrame } = await import("../../src/view/dashboard/frame.ts");
const { reduce } = await import("../../src/view/dashboard/reduce.ts");
const { NOW_MS, sampleState, ZONE } = await import("./sample-data.ts");

function draw(view: string, colour: boolean): string {
  const state = reduce(sampleState(), { type: "key", key: view, text: view });
  const frame = buildFrame(state, { columns: 80, rows: 24 }, { zone: ZONE, unicode: true, nowMs: NOW_MS });
  return renderToString(<FrameView frame={frame} look={{ colour }} isSpoken={false} />, { columns: 80 });
}

/** Escape sequences made visible, so that a reader of the file sees what changed. */
const visible = (text: string): string => text.replaceAll("\u001b[", "␛");

it.each(["1", "5"])("colours of view %s are the terminal's sixteen, and at most one thing is red", async (view) => {
  const frame = draw(view, true);
  const codes = [...frame.matchAll(/\u001b\[([\d;]*)m/g)].map((m) => m[1]);
  expect(codes.filter((c) => /^(38|48|4\d|9\d|10\d)/.test(c ?? ""))).toEqual([]);
  expect(new Set(codes)).toContain("36");
  await expect(`${visible(frame)}\n`).toMatchFileSnapshot(`../frames/colour-${view}-80.txt`);
});

it("NO_COLOR takes the colours and leaves bold and dim, with the same text", () => {
  const plain = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, "");
  const mono = draw("5", false);
  expect(new Set([...mono.matchAll(/\u001b\[([\d;]*)m/g)].map((m) => m[1]))).toEqual(new Set(["1", "2", "22"]));
  expect(plain(mono)).toBe(plain(draw("5", true)));
});
