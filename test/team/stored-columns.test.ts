/** The quick reader of columns against the library's, and against bytes that were made to do harm. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { CELL_COLUMNS, type Cell } from "../../src/core/team/cell.ts";
import { Random } from "../../src/data/demo/random.ts";
import { DamagedFile, readParquetColumns, readStored } from "../../src/store/files/parquet-file.ts";
import { parquetOfCells } from "../../src/store/team/cell-parquet.ts";
import { runs } from "../helpers/runs.ts";
import { madeTeam } from "./engines.ts";
import { sign } from "./hostile-folder.ts";

const NAMES = CELL_COLUMNS.map(({ name }) => name);
const cells = madeTeam({ developers: 6, machines: 2, days: 60 }).flatMap((p) => p.cells);

/** The rows of all groups, one after another; a missing value is null. */
async function storedRows(bytes: Uint8Array): Promise<Map<string, unknown[]>> {
  const { groups } = await readStored(bytes, NAMES);
  if (groups === null) throw new Error("the file is stored in another way");
  const rows = new Map<string, unknown[]>(NAMES.map((name) => [name, []]));
  for (const { columns } of groups) {
    for (const [name, { values, codes }] of columns) {
      for (const code of codes) rows.get(name)?.push(code === values.length ? null : values[code]);
    }
  }
  return rows;
}

test("gives every value that the library gives, of files of any size and any values", async () => {
  const amount = fc.oneof(fc.bigInt({ min: 0n, max: 9_000_000_000_000_000_000n }), fc.constant(null));
  const count = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1_000_000_000 }));
  const change = fc.record({ costPico: amount, prs: fc.oneof(count, fc.constant(null)), input: count, output: count });
  await fc.assert(
    fc.asyncProperty(
      // From no row over one group of a thousand rows to several.
      fc.constantFrom(0, 1, 2, 7, 8, 9, 255, 256, 257, 999, 1000, 1001, 2600),
      fc.array(change, { minLength: 1, maxLength: 50 }),
      fc.boolean(),
      async (size, changes, isRunning) => {
        const some = Array.from({ length: size }, (_, i): Cell => {
          const at = isRunning ? Math.floor(i / 20) : i;
          return {
            ...(cells[at % cells.length] as Cell),
            ...(changes[at % changes.length] as Partial<Cell>),
            idsFold: BigInt(i) * 7_919n - 3n,
          };
        });
        const bytes = parquetOfCells(some);
        const { columns } = await readParquetColumns(bytes);
        const rows = await storedRows(bytes);
        for (const name of NAMES) {
          expect(rows.get(name), name).toEqual(Array.from(columns.get(name) ?? [], (value) => value ?? null));
        }
      },
    ),
    { numRuns: runs({ ci: 100, here: 25 }) },
  );
}, 60_000);

test("gives columns or says what is wrong, at once, whatever stands in the pages", async () => {
  const good = Buffer.from(parquetOfCells(cells.slice(0, 300)));
  const footer = good.length - good.readUInt32LE(good.length - 8) - 8;
  const random = new Random("pages");
  let refused = 0;
  for (let i = 0; i < runs({ ci: 2000, here: 300 }); i++) {
    const bytes = Buffer.from(good);
    for (let k = random.int(1, 3); k > 0; k--) bytes[random.int(4, footer - 1)] = random.int(0, 255);
    sign(bytes);
    const read = await readStored(bytes, NAMES).catch((error: unknown) => error);
    if (read instanceof Error) {
      expect(read).toBeInstanceOf(DamagedFile);
      refused++;
      continue;
    }
    for (const { rows, columns } of (read as Awaited<ReturnType<typeof readStored>>).groups ?? []) {
      for (const { codes, values } of columns.values()) {
        expect(codes).toHaveLength(rows);
        expect(Math.max(...codes)).toBeLessThanOrEqual(values.length);
      }
    }
  }
  expect(refused).toBeGreaterThan(20);
}, 60_000);
