import { expect, it } from "vitest";
import { chromeOf, type PaneSize, placePanes, type Rect, shapeOf } from "../../src/view/dashboard/layout.ts";

const pane = (priority: number, minHeight: number, idealHeight: number, grows = false): PaneSize => ({
  priority,
  minHeight,
  idealHeight,
  grows,
});

/** Panes as boxes of their letters. */
function boxes(rects: (Rect | null)[][], width: number, height: number): string[] {
  const cells = Array.from({ length: height }, () => Array.from({ length: width }, () => "."));
  rects.flat().forEach((rect, i) => {
    if (!rect) return;
    for (let y = rect.y; y < rect.y + rect.height; y++) {
      for (let x = rect.x; x < rect.x + rect.width; x++) (cells[y] as string[])[x] = "ABCDEF"[i] as string;
    }
  });
  return cells.map((row) => row.join(""));
}

const STACKS = [
  [pane(1, 2, 2), pane(2, 2, 3, true)],
  [pane(3, 2, 2), pane(4, 2, 2)],
];

it("puts everything in one stack where the terminal is not wide, least important dropped first", () => {
  expect(boxes(placePanes(STACKS, "medium", 12, 8), 12, 8)).toEqual([
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
  expect(boxes(placePanes(STACKS, "wide", 23, 9), 23, 9)).toEqual([
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
