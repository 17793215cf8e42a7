import { expect, it } from "vitest";
import {
  chromeOf,
  GUTTER,
  type PaneSize,
  placeColumns,
  type Shape,
  shapeOf,
  stackHeights,
} from "../../src/view/dashboard/layout.ts";

const pane = (priority: number, minHeight: number, idealHeight: number, grows = false): PaneSize => ({
  priority,
  minHeight,
  idealHeight,
  grows,
});

/** Panes as boxes of their letters, drawn from the columns and heights that they get. */
function boxes(stacks: readonly PaneSize[][], shape: Shape, width: number, height: number): string[] {
  const cells = Array.from({ length: height }, () => Array.from({ length: width }, () => "."));
  const letters = new Map(stacks.flat().map((p, i) => [p, "ABCDEF"[i] as string]));
  let x = 0;
  for (const column of placeColumns(stacks, shape, width)) {
    let y = 0;
    stackHeights(column.panes, height).forEach((h, i) => {
      for (let row = y; row < y + h; row++) {
        (cells[row] as string[]).fill(letters.get(column.panes[i] as PaneSize) as string, x, x + column.width);
      }
      if (h > 0) y += h + 1;
    });
    x += column.width + GUTTER;
  }
  return cells.map((row) => row.join(""));
}

const STACKS = [
  [pane(1, 2, 2), pane(2, 2, 3, true)],
  [pane(3, 2, 2), pane(4, 2, 2)],
];

it("puts everything in one stack where the terminal is not wide, least important dropped first", () => {
  expect(boxes(STACKS, "medium", 12, 8)).toEqual([
    "AAAAAAAAAAAA",
    "AAAAAAAAAAAA",
    "............",
    "BBBBBBBBBBBB",
    "BBBBBBBBBBBB",
    "............",
    "CCCCCCCCCCCC",
    "CCCCCCCCCCCC",
  ]);
});

it("puts two stacks side by side where it is wide, and lets one pane take what is left", () => {
  expect(boxes(STACKS, "wide", 23, 9)).toEqual([
    "AAAAAAAAAAAA...CCCCCCCC",
    "AAAAAAAAAAAA...CCCCCCCC",
    ".......................",
    "BBBBBBBBBBBB...DDDDDDDD",
    "BBBBBBBBBBBB...DDDDDDDD",
    "BBBBBBBBBBBB...........",
    "BBBBBBBBBBBB...........",
    "BBBBBBBBBBBB...........",
    "BBBBBBBBBBBB...........",
  ]);
});

it("names the shapes by their columns and keeps one row free", () => {
  expect([39, 40, 79, 80, 119, 120, 300].map((columns) => shapeOf({ columns, rows: 24 }))).toEqual([
    "too-small",
    "narrow",
    "narrow",
    "medium",
    "medium",
    "wide",
    "wide",
  ]);
  expect(shapeOf({ columns: 80, rows: 9 })).toBe("too-small");
  expect(chromeOf({ columns: 80, rows: 24 })).toEqual({ width: 80, height: 23, hasRules: true, bodyHeight: 18 });
  expect(chromeOf({ columns: 80, rows: 10 })).toEqual({ width: 80, height: 9, hasRules: false, bodyHeight: 6 });
});

it("gives a third stack a place of its own from 160 columns on, below the second one before that", () => {
  const stacks = [["a"], ["b"], ["c"]];
  expect(placeColumns(stacks, "wide", 159)).toEqual([
    { width: 93, panes: ["a"] },
    { width: 63, panes: ["b", "c"] },
  ]);
  expect(placeColumns(stacks, "wide", 160)).toEqual([
    { width: 67, panes: ["a"] },
    { width: 43, panes: ["b"] },
    { width: 44, panes: ["c"] },
  ]);
  expect(placeColumns([["a"], [], ["c"]], "wide", 160)).toEqual([
    { width: 94, panes: ["a"] },
    { width: 63, panes: ["c"] },
  ]);
});

it("makes the most important pane short only where it and the next one would not fit, and gives the other the rest", () => {
  const session: PaneSize = { ...pane(1, 6, 8), lowHeight: 3 };
  const turns: PaneSize = { ...pane(2, 5, 21, true), lowHeight: 3 };
  const others = pane(4, 3, 3);
  // 6 + 1 + 5 = 12 lines are enough for both.
  expect(stackHeights([session, turns, others], 12)).toEqual([6, 5, 0]);
  expect(stackHeights([session, turns, others], 11)).toEqual([3, 7, 0]);
  expect(stackHeights([session, turns, others], 7)).toEqual([3, 3, 0]);
});

it("gives what is left to the last pane that has use for it, then to the one before", () => {
  const causes: PaneSize = { ...pane(1, 3, 4, true), mostHeight: 9 };
  const days: PaneSize = { ...pane(2, 3, 3, true), mostHeight: 6 };
  const fixed = pane(3, 2, 2);
  // 4 + 3 + 2 and two blank lines are 11.
  expect(stackHeights([causes, days, fixed], 11)).toEqual([4, 3, 2]);
  expect(stackHeights([causes, days, fixed], 14)).toEqual([4, 6, 2]);
  expect(stackHeights([causes, days, fixed], 15)).toEqual([5, 6, 2]);
  expect(stackHeights([causes, days, fixed], 19)).toEqual([9, 6, 2]);
  expect(stackHeights([causes, days, fixed], 40), "more would stay blank").toEqual([9, 6, 2]);
});
