import fc from "fast-check";
import { expect, test } from "vitest";
import { type Line, span } from "../../text/spans.ts";
import { targetText } from "../click-target.ts";
import { inverseLine } from "../lists/list.ts";
import type { Pane, PaneRows } from "../pane.ts";
import { scrolledLines } from "./scrolled-panes.ts";

const WIDTH = 30;

type Rows = { readonly head: number; readonly count: number; readonly chosenAt: number };

/** A pane with a row for each thing; `calls` are the rows that were drawn. */
function paneOf(id: string, { head, count, chosenAt }: Rows, calls: [number, number][] = []): Pane {
  const header: Line = [
    { text: `Header of ${id}`, target: targetText({ kind: "header", list: "sessions", header: id }) },
  ];
  const rows: PaneRows = {
    head,
    count,
    chosenAt,
    draw: (width, from, to) => {
      calls.push([from, to]);
      const drawn = Array.from({ length: to - from }, (_, i): Line => {
        const line = [span(`${id} row ${from + i}`)];
        return from + i === chosenAt ? inverseLine(line, width) : line;
      });
      return [...(head > 0 ? [header] : []), ...drawn];
    },
  };
  const whole = 1 + head + count;
  return {
    id,
    title: id,
    priority: 1,
    minHeight: 3,
    idealHeight: whole,
    fullHeight: () => whole,
    grows: true,
    rows,
    draw: (width) => rows.draw(width, 0, count),
  };
}

const withoutRows = ({ rows: _, ...pane }: Pane): Pane => pane;

test("shows the same as panes of which every row is drawn", () => {
  const pane = fc.record({ head: fc.constantFrom(0, 1), count: fc.integer({ min: 1, max: 40 }) });
  const panes = fc.array(pane, { minLength: 1, maxLength: 4 });
  const box = fc.record({ height: fc.integer({ min: 3, max: 30 }), scroll: fc.integer({ min: 0, max: 200 }) });
  fc.assert(
    fc.property(panes, box, fc.nat(), fc.boolean(), (shapes, { height, scroll }, pick, isChosen) => {
      const chosenPane = pick % shapes.length;
      const made = shapes.map((shape, i) =>
        paneOf(`p${i}`, { ...shape, chosenAt: isChosen && i === chosenPane ? pick % shape.count : -1 }),
      );
      const view = { width: WIDTH, height, scroll, unicode: true };
      expect(scrolledLines(made, view)).toEqual(scrolledLines(made.map(withoutRows), view));
    }),
  );
});

test("draws the visible rows alone, however many there are", () => {
  const calls: [number, number][] = [];
  const pane = paneOf("sessions", { head: 1, count: 100_000, chosenAt: 50_000 }, calls);
  const { lines, scrollEnd } = scrolledLines([pane], { width: WIDTH, height: 20, scroll: 0, unicode: true });
  expect(lines).toHaveLength(20);
  // A title, a header and 100,000 rows, of which 20 lines are seen.
  expect(scrollEnd).toBe(100_002 - 20);
  expect(calls.every(([from, to]) => to - from <= 20)).toBe(true);
  expect(lines.flat().some(({ inverse }) => inverse)).toBe(true);
});
