/** Pressing `j` alone selects and shows every row of a view, and everything that is announced can be reached. */

import { describe, expect, test } from "vitest";
import { buildFrame, type Frame } from "../../src/view/dashboard/frame.ts";
import { listsOf } from "../../src/view/dashboard/lists/lists-of.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../src/view/dashboard/ui-state.ts";
import { type Line, plainLine } from "../../src/view/text/spans.ts";
import { ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

type Size = readonly [columns: number, rows: number];

const frameOf = (state: LiveState, [columns, rows]: Size): Frame =>
  buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: state.nowMs });

const linesOf = (frame: Frame): readonly Line[] => frame.stacks.flatMap(({ panes }) => panes.flatMap((p) => p.lines));

function press(state: LiveState, size: Size, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => {
    const { scrollEnd, lists, headers } = frameOf(s, size);
    return reduce(s, { type: "key", key, text: key, scrollEnd, lists, headers });
  }, state);
}

const sample = sampleState();
const LAST_DAY = Math.max(...(sample.data?.days.keys() ?? []));
/** Less than all days: each is a step. */
const START: LiveState = {
  ...sample,
  data: sample.data && {
    ...sample.data,
    days: new Map([...sample.data.days].filter(([day]) => day > LAST_DAY - 40)),
  },
};

/** Every state that `j` comes to, the one it begins with included. */
function walk(start: LiveState, size: Size): readonly LiveState[] {
  const states = [start];
  for (;;) {
    const last = states.at(-1) as LiveState;
    const next = press(last, size, "j");
    if (JSON.stringify(next.ui.chosen) === JSON.stringify(last.ui.chosen)) return states;
    states.push(next);
  }
}

/** The row that is chosen, also where it is the first one without a key. */
function chosenOf(state: LiveState): string | null {
  const list = listsOf(state).find(({ chosenAt }) => chosenAt >= 0);
  return list === undefined ? null : `${list.id} ${list.idAt(list.chosenAt)}`;
}

const isInverse = (line: Line): boolean => line.some(({ inverse }) => inverse);
const titlesOf = (lines: readonly Line[]): readonly string[] =>
  lines.map(plainLine).flatMap((text) => /^(\S.*?) ─+( |$)/.exec(text)?.[1] ?? []);

const PLACES: readonly (readonly [name: string, keys: readonly string[]])[] = [
  ["Now", ["1"]],
  ["Today", ["2"]],
  ["Sessions", ["3"]],
  ["History", ["4"]],
  ["History by week", ["4", "w"]],
  ["History by month", ["4", "m"]],
  ["Limits", ["5"]],
  ["Background", ["6"]],
  ["a session", ["3", "enter"]],
  ["a turn", ["3", "enter", "enter"]],
  ["causes of a session", ["3", "enter", "o"]],
  ["a day", ["4", "j", "enter"]],
  ["a limit", ["5", "j", "enter"]],
];

describe.each([
  [80, 24],
  [40, 24],
  [60, 16],
  [120, 50],
] as const)("at %i x %i", (...size) => {
  test.each(PLACES)("%s: j chooses each row once, and it is seen", (_, keys) => {
    const states = walk(press(START, size, ...keys), size);
    const chosen: string[] = [];
    const seen = new Set<string>();
    for (const state of states) {
      const lines = linesOf(frameOf(state, size));
      for (const title of titlesOf(lines)) seen.add(title);
      const row = chosenOf(state);
      expect(lines.filter(isInverse)).toHaveLength(row === null ? 0 : 1);
      if (row !== null) chosen.push(row);
    }
    const { lists: ids } = frameOf(states[0] as LiveState, size);
    const all = listsOf(states[0] as LiveState).filter(({ id }) => ids.includes(id));
    expect(chosen).toEqual(
      all.flatMap((list) => Array.from({ length: list.count }, (_, i) => `${list.id} ${list.idAt(i)}`)),
    );
    const { length } = linesOf(frameOf(states[0] as LiveState, size)).filter((l) => /^▼/.test(plainLine(l)));
    expect(length).toBeLessThanOrEqual(1);
  });

  test.each([
    ["Today", ["2"], ["So far", "Spend by hour", "Sessions today", "Projects today", "Models today"]],
    ["a session", ["3", "enter"], ["Subagents", "What it was spent on", "What happened"]],
  ] as const)("%s: every pane comes into sight", (_, keys, titles) => {
    const states = walk(press(START, size, ...keys), size);
    const seen = new Set(states.flatMap((state) => titlesOf(linesOf(frameOf(state, size)))));
    for (const title of titles) expect([...seen]).toContain(title);
  });
});

test("Today: each cause is chosen on the way, and Enter opens them all", () => {
  const size: Size = [80, 24];
  const states = walk(press(START, size, "2"), size);
  const causes = states.filter(({ ui }) => ui.chosen?.list === "causes");
  expect(causes.length).toBeGreaterThan(1);
  const opened = press(causes[0] as LiveState, size, "enter");
  expect(opened.ui.place.kind).toBe("scope-causes");
});

test("what there is no room for is counted in things, with the key that shows it", () => {
  const text = (keys: readonly string[], size: Size): string =>
    linesOf(frameOf(press(START, size, ...keys), size))
      .map(plainLine)
      .filter((line) => line.startsWith("▼"))
      .join("\n");
  expect(text(["1"], [80, 24])).toMatch(/^▼ with 5: \d+ limits, l: 2 open sessions, 2: Today by hour, .+$/);
  expect(text(["4"], [80, 24])).toMatch(/^▼ \d+ days, The year, 2 projects, 2 models/);
  expect(text(["3", "enter"], [80, 24])).toMatch(/^▼ with l: /);
  expect(text(["4"], [40, 24])).toMatch(/^▼ \d+ days, The year, .*\d/);
});
