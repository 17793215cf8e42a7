/** Whatever does not fit can be reached: every line of every view is seen at some scroll, and no key is dead. */

import { describe, expect, test } from "vitest";
import { buildFrame, type Frame } from "../../src/view/dashboard/frame.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../src/view/dashboard/ui-state.ts";
import { type Line, plainLine } from "../../src/view/text/spans.ts";
import { NOW_MS, ZONE } from "./samples/basics.ts";
import { sampleData, sampleState } from "./samples/sample-data.ts";

const frameOf = (state: LiveState, columns: number, rows: number): Frame =>
  buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: state.nowMs });

/** With ten weeks of days: more than a terminal is high, and few enough to go through row by row. */
function sampleOfWeeks(): LiveState {
  const state = sampleState();
  const first = ZONE.dayOf(NOW_MS) - 70;
  const data = sampleData();
  return { ...state, data: { ...data, days: new Map([...data.days].filter(([day]) => day > first)) } };
}

const textOf = (frame: Frame): string[] =>
  frame.stacks.flatMap((stack) =>
    stack.panes.flatMap((pane) => pane.lines.map((line: Line) => plainLine(line).trim())),
  );

/** As the program does: a key comes with what was seen. */
function press(state: LiveState, size: readonly [number, number], ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => pressAt(s, frameOf(s, ...size), key), state);
}

/** Panes that only fill a tall terminal: what they show can be opened, or is in another view. */
const FILLERS = [
  "last-days",
  "usual-hours",
  "last-months",
  "by-day",
  "by-hour",
  "of-projects",
  "of-models",
  "top-days",
  "coming",
];

/** Of causes, the part that `o` opens is below them where there is room; the pane's title says so. */
const isPart = (id: string, line: Line): boolean => id === "causes" && plainLine(line).startsWith("  ");

const withoutFillers = (frame: Frame): Frame => ({
  ...frame,
  stacks: frame.stacks.map((stack) => ({
    ...stack,
    panes: stack.panes
      .filter(({ id }) => !FILLERS.includes(id))
      .map((pane) => ({ ...pane, lines: pane.lines.filter((line) => !isPart(pane.id, line)) })),
  })),
});

const pressAt = (state: LiveState, { scrollEnd, lists }: Frame, key: string): LiveState =>
  reduce(state, { type: "key", key, text: "", scrollEnd, lists });

const SIZES = [
  [40, 24],
  [80, 24],
  [120, 24],
] as const;

describe.each(["2", "4", "5", "6"])("view %s", (view) => {
  test.each(SIZES)("shows every line of a tall terminal at %i x %i by scrolling", (...size) => {
    const start = press(sampleOfWeeks(), size, view);
    // Charts are as high as there is room for; what is written must be seen.
    const all = new Set(textOf(withoutFillers(frameOf(start, size[0], 400))).filter((text) => /[a-z]/i.test(text)));
    const seen = new Set<string>();
    let state = start;
    for (let before: LiveState | null = null; before?.ui.chosen?.id !== state.ui.chosen?.id || before === null; ) {
      const frame = frameOf(state, ...size);
      for (const text of textOf(frame)) seen.add(text.replace(/^› /, ""));
      [before, state] = [state, pressAt(state, frame, "j")];
    }
    expect([...all].filter((text) => !seen.has(text))).toEqual([]);
  });

  test.each(SIZES)("has no dead key after G at %i x %i", (...size) => {
    const end = press(sampleState(), size, view, "G");
    const text = (state: LiveState): string[] => textOf(frameOf(state, ...size));
    expect(text(press(end, size, "j"))).toEqual(text(end));
    expect(text(press(end, size, "k"))).not.toEqual(text(end));
    expect(text(press(end, size, "g"))).toEqual(text(press(sampleState(), size, view)));
  });

  test("says what else there is, up to the last line", () => {
    const size = [80, 24] as const;
    const start = press(sampleState(), size, view);
    const { scrollEnd } = frameOf(start, ...size);
    const marks = (state: LiveState): string[] => textOf(frameOf(state, ...size)).filter((t) => t.startsWith("▼ "));
    expect(marks(start)).toHaveLength(scrollEnd === 0 ? 0 : 1);
    expect(marks(press(start, size, "G"))).toEqual([]);
  });
});
