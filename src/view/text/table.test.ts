import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLine, type Line, lineWidth, plainLine } from "./spans.ts";
import { type Column, renderTable, solveColumns, tableLines } from "./table.ts";
import { PLAIN_STYLE, terminalStyle } from "./terminal-style.ts";

const columns: Column[] = [
  { header: "Project", priority: 1, rule: "shrink", minWidth: 8 },
  { header: "Cost", priority: 1, rule: "hard", align: "right" },
  { header: "Requests", priority: 3, rule: "hard", align: "right" },
  { header: "", priority: 4, rule: "grow", minWidth: 6 },
];
const rows = [
  ["/home/dev/a-long-way/to/the/project", "$1,234.56", "12", (w: number) => [{ text: "#".repeat(w) }]],
  ["app", "$0.07", "1,204", (w: number) => [{ text: "#".repeat(w) }]],
];

describe("a table", () => {
  it("gives what is left to the bar, aligns numbers right and cuts nothing when there is room", () => {
    expect(renderTable(columns, rows, 76, PLAIN_STYLE)).toEqual([
      "Project                                   Cost  Requests",
      "/home/dev/a-long-way/to/the/project  $1,234.56        12  ##################",
      "app                                      $0.07     1,204  ##################",
    ]);
  });
  it("cuts names in the middle, then drops whole columns, never a number", () => {
    expect(renderTable(columns, rows, 40, PLAIN_STYLE)).toEqual([
      "Project           Cost  Requests",
      "/home~oject  $1,234.56        12  ######",
      "app              $0.07     1,204  ######",
    ]);
    expect(renderTable(columns, rows, 24, PLAIN_STYLE)).toEqual([
      "Project             Cost",
      "/home/~roject  $1,234.56",
      "app                $0.07",
    ]);
  });
  it("puts totals under a rule", () => {
    expect(
      renderTable(columns.slice(0, 2), [["app", "$1.00"]], 30, PLAIN_STYLE, { totals: [["Total", "$1.00"]] }),
    ).toEqual(["Project   Cost", "app      $1.00", "--------------", "Total    $1.00"]);
  });
  it("colours only when it may", () => {
    const painted = renderTable(columns.slice(0, 2), rows, 40, terminalStyle({ colour: true, unicode: true }));
    expect(painted[0]).toContain("\u001b[2m");
    expect(renderTable(columns.slice(0, 2), rows, 40, PLAIN_STYLE).join("")).not.toContain("\u001b");
  });
  it("takes nothing from a name that would move the cursor", () => {
    const [, line] = renderTable(columns, [["a\u001b[2Jb\u0007\nc", "$1.00", "1", ""]], 60, PLAIN_STYLE);
    expect(line).toMatch(/^ab c +\$1\.00 +1$/);
  });
});

const anyColumn = fc.record({
  header: fc.string({ maxLength: 10 }),
  priority: fc.integer({ min: 1, max: 5 }),
  rule: fc.constantFrom("hard" as const, "shrink" as const, "grow" as const),
  align: fc.constantFrom("left" as const, "right" as const),
  minWidth: fc.integer({ min: 1, max: 12 }),
});

it("without Unicode draws our own dashes in ASCII, and leaves names from outside as they are", () => {
  const named: Column[] = [
    { header: "Title", priority: 1, rule: "shrink", isName: true },
    { header: "Background", priority: 1, rule: "hard", align: "right" },
  ];
  const lines = tableLines(named, [["10–12 · plan…", "–"]], 60, { unicode: false, header: false });
  expect(lines.map(plainLine)).toEqual(["10–12 · plan…  -"]);
  // A frame of the dashboard is fitted line by line.
  expect(plainLine(fitLine([...(lines[0] as Line), { text: " · –" }], 32, false))).toBe(
    "10–12 · plan…  - , -            ",
  );
});

it("never exceeds the width, whatever the columns, the text and the glyphs", () => {
  fc.assert(
    fc.property(
      fc.array(anyColumn, { minLength: 1, maxLength: 8 }),
      fc.array(fc.array(fc.string({ unit: "grapheme", maxLength: 40 }), { minLength: 8, maxLength: 8 }), {
        maxLength: 5,
      }),
      fc.integer({ min: 0, max: 120 }),
      fc.boolean(),
      (specs, cells, width, unicode) => {
        for (const line of tableLines(specs, cells, width, { unicode, totals: cells.slice(0, 1) })) {
          expect(lineWidth(line)).toBeLessThanOrEqual(width);
          expect(plainLine(line)).not.toMatch(/[\u0000-\u001f]/);
        }
      },
    ),
  );
});

it("keeps every number whole: a hard column has its natural width or none", () => {
  const size = fc.record({
    priority: fc.integer({ min: 1, max: 5 }),
    rule: fc.constantFrom("hard" as const, "shrink" as const, "grow" as const),
    minWidth: fc.integer({ min: 1, max: 10 }),
    naturalWidth: fc.integer({ min: 1, max: 40 }),
    maxWidth: fc.constant(60),
  });
  fc.assert(
    fc.property(fc.array(size, { maxLength: 8 }), fc.integer({ min: 0, max: 200 }), (sizes, width) => {
      const widths = solveColumns(sizes, width, 2);
      sizes.forEach((s, i) => {
        if (s.rule === "hard") expect([0, s.naturalWidth]).toContain(widths[i]);
      });
      const shown = sizes.filter((_, i) => (widths[i] as number) > 0);
      const dropped = sizes.filter((_, i) => widths[i] === 0);
      for (const d of dropped) for (const s of shown) expect(s.priority).toBeLessThanOrEqual(d.priority);
    }),
  );
});
