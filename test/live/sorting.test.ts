import { describe, expect, test } from "vitest";
import { buildFrame, type Frame } from "../../src/view/dashboard/frame.ts";
import { listsOf } from "../../src/view/dashboard/lists/lists-of.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

const frameOf = (state: LiveState, columns: number, rows: number): Frame =>
  buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: state.nowMs });

const textOf = (frame: Frame): string =>
  frame.stacks.flatMap(({ panes }) => panes.flatMap(({ lines }) => lines.map(plainLine))).join("\n");

function press(state: LiveState, columns: number, rows: number, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => {
    const { scrollEnd, lists, headers } = frameOf(s, columns, rows);
    return reduce(s, { type: "key", key, text: key, scrollEnd, lists, headers });
  }, state);
}

describe.each([
  [40, 24],
  [60, 24],
  [80, 24],
  [120, 50],
  [160, 50],
] as const)("at %i x %i", (columns, rows) => {
  test.each(["1", "2", "3", "4", "5", "6"])("view %s: every order that S comes to is marked on the screen", (view) => {
    let state = press(sampleState(), columns, rows, view);
    const seen = new Set<string>();
    for (let i = 0; i < 24; i++) {
      state = press(state, columns, rows, "S");
      const [sort] = Object.values(state.ui.sorts);
      if (sort === undefined) break;
      seen.add(sort.header);
      expect(textOf(frameOf(state, columns, rows))).toContain(`${sort.header} ▼`);
      const turned = press(state, columns, rows, "s");
      expect(textOf(frameOf(turned, columns, rows))).toContain(`${sort.header} ▲`);
    }
    expect(state.ui.sorts).toEqual({});
    expect(seen.size).toBeGreaterThan(1);
  });

  test("S goes through just the columns that are seen", () => {
    let state = press(sampleState(), columns, rows, "3");
    const seen = new Set<string>();
    for (;;) {
      const shown = frameOf(state, columns, rows).headers.sessions ?? [];
      state = press(state, columns, rows, "S");
      const header = state.ui.sorts.sessions?.header;
      if (header === undefined) break;
      expect(shown).toContain(header);
      expect(seen).not.toContain(header);
      seen.add(header);
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});

test("an order by a column that a narrower terminal leaves out is named beside the position", () => {
  const wide = press(sampleState(), 160, 50, "3");
  const byRequests = { ...wide, ui: { ...wide.ui, sorts: { sessions: { header: "Requests", isReversed: true } } } };
  const [title] = textOf(frameOf(byRequests, 40, 24)).split("\n");
  expect(title).toMatch(/Sessions ─+ \d+, by Requests ▲$/);
  expect(textOf(frameOf(wide, 40, 24))).not.toContain("by ");
});

test("limits are ordered by what is used, and their title says so", () => {
  const state = press(sampleState(), 80, 24, "5", "s");
  const used = press(sampleState(), 80, 24, "5", "s", "S");
  const order = (s: LiveState): readonly string[] => {
    const [list] = listsOf(s);
    return list === undefined ? [] : Array.from({ length: list.count }, (_, i) => list.idAt(i));
  };
  expect(textOf(frameOf(state, 80, 24)).split("\n")[0]).toContain("by Limit ▼");
  expect(textOf(frameOf(used, 80, 24)).split("\n")[0]).toContain("by Used ▼");
  expect(order(used)).not.toEqual(order(state));
});

test("a session that comes first by another order or a filter is selected, so that what is beside the list is of it", () => {
  const sorted = press(sampleState(), 120, 50, "3", "s");
  expect(sorted.ui.chosen?.list).toBe("sessions");
  const typed = press(sampleState(), 120, 50, "3", "/", "w", "e", "b");
  expect(typed.ui.chosen).toBeNull();
  expect(press(typed, 120, 50, "enter").ui.chosen?.list).toBe("sessions");
});
