/** What works over whole tables gives the same, with WebAssembly and without. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { USAGE_COLUMN_TYPES } from "../../src/core/reports/usage-rollup.ts";
import { emptyColumns, Flag, pushRow, type ResponseRow, type ResponseTable } from "../../src/core/responses/columns.ts";
import { PLAIN_WORK, type TableSums } from "../../src/core/responses/table-operations.ts";
import { NO_TOKENS } from "../../src/core/responses/tokens.ts";
import { FAST_WORK, tableWorkFor } from "../../src/runtime/tables/fast-tables.ts";

const DAY_MS = Date.UTC(2026, 10, 20);
const ORIGINS = 4;
const numbers = { minLength: 4, maxLength: 4 };
const MODELS = ["a", "b", "c"];

/** Few identities, some with the same half; times within a few quarters of an hour; sums that a column cannot hold. */
const row = fc.record({
  idLo: fc.constantFrom(1, 2, 129, 4_294_967_295),
  idHi: fc.constantFrom(0, 7),
  requestHash: fc.constant(0),
  timeMs: fc.integer({ min: 0, max: 4_000_000 }).map((n) => DAY_MS + n),
  spanMs: fc.constant(0),
  input: fc.constantFrom(0, 1, 500, 2_000_000_000),
  output: fc.nat(5000),
  cacheWrite5m: fc.nat(5000),
  cacheWrite1h: fc.constantFrom(0, 4_000_000_000),
  cacheRead: fc.nat(5000),
  webSearches: fc.constantFrom(0, 0, 3, 60_000),
  model: fc.nat(MODELS.length - 1),
  origin: fc.nat(ORIGINS - 1),
  flags: fc.constantFrom(0, Flag.stopped, Flag.search, Flag.advisor | Flag.sidechain),
  costPico: fc.constantFrom(0, 5, 123_456_789, 2 ** 52 - 1, Number.NaN),
});

function tableOf(rows: readonly (ResponseRow & { readonly costPico: number })[]): ResponseTable {
  const columns = emptyColumns(1);
  for (const each of rows) {
    const i = pushRow(columns, each);
    columns.costPico[i] = each.costPico;
  }
  return { columns, models: MODELS, origins: [], iterationsByRow: new Map() };
}

/** In use, without the room that an array may have left. */
function readable({ columns, starts }: TableSums): object {
  const used = USAGE_COLUMN_TYPES.map(([name]) => [name, [...columns[name].subarray(0, columns.length)]]);
  return { ...Object.fromEntries(used), starts: [...starts] };
}

describe("with WebAssembly and without", () => {
  test("copies of a response are found", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const { columns } = tableOf(rows);
        expect([...FAST_WORK.copies(columns)]).toEqual([...PLAIN_WORK.copies(columns)]);
      }),
    );
  });

  test("responses are summed by quarter of an hour, model and origin", () => {
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 12 }), { maxLength: 6 }), fc.nat(4_500_000), (files, last) => {
        const table = tableOf(files.flat());
        let from = 0;
        const ranges = files.map((rows) => {
          const to = from + rows.length;
          const range = { from, to };
          from = to;
          return range;
        });
        const [fast, plain] = [FAST_WORK, PLAIN_WORK].map((w) => readable(w.sum(table, ranges, DAY_MS + last)));
        expect(fast).toEqual(plain);
      }),
      { numRuns: 500 },
    );
  });

  test("codes are replaced, and rows grouped by their code", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { maxLength: 30 }),
        fc.array(fc.integer({ min: -1, max: 2 }), numbers),
        (c, g) => {
          const groupOf = Int32Array.from(g);
          const grouped = [FAST_WORK, PLAIN_WORK].map((w) => w.group(Uint32Array.from(c), groupOf, 3));
          expect(grouped[0]).toEqual(grouped[1]);
          for (const Type of [Uint16Array, Uint32Array]) {
            const [fast, plain] = [FAST_WORK, PLAIN_WORK].map((work) => {
              const column = Type.from(c);
              work.recode(column, [7, 65_535, 0, 3]);
              return column;
            });
            expect(fast).toEqual(plain);
          }
        },
      ),
    );
    const { rows, starts } = PLAIN_WORK.group(Uint32Array.of(1, 0, 3, 1, 2), Int32Array.of(2, 0, -1, 2), 3);
    expect([[...rows], [...starts]]).toEqual([
      [0, 3, 1, 2],
      [0, 2, 2, 4],
    ]);
  });

  test("the arithmetic of one quarter of an hour", () => {
    const first = { idLo: 1, idHi: 1, requestHash: 0, spanMs: 0, webSearches: 1, model: 0, origin: 2, flags: 0 };
    const rows = [
      { ...first, ...NO_TOKENS, timeMs: DAY_MS + 1, input: 3, cacheRead: 100, costPico: 30 },
      { ...first, ...NO_TOKENS, timeMs: DAY_MS + 899_999, output: 2, flags: Flag.search, costPico: 12 },
      { ...first, ...NO_TOKENS, timeMs: DAY_MS + 900_000, input: 5, costPico: 50 },
    ];
    // 3 input, 2 output, 100 cached; one of the two is no request; 30 + 12; then the next quarter begins.
    const { columns } = FAST_WORK.sum(tableOf(rows), [{ from: 0, to: 3 }], Number.POSITIVE_INFINITY);
    const at = (i: number): unknown[] => USAGE_COLUMN_TYPES.map(([name]) => columns[name][i]);
    expect(columns.length).toBe(2);
    expect(at(0)).toEqual([DAY_MS, 42, 1, 3, 2, 0, 0, 100, 2, 2, 0]);
    expect(at(1)).toEqual([DAY_MS + 900_000, 50, 1, 5, 0, 0, 0, 0, 1, 2, 0]);
  });

  test("WebAssembly is for many rows", () => {
    expect(tableWorkFor(10)).toBe(PLAIN_WORK);
    expect(tableWorkFor(1_000_000)).toBe(FAST_WORK);
  });
});
