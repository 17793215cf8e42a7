/** Files that were made to do harm: bytes changed, and the checksum made to fit. Held against the bundle, which has the bounds. */

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { Random } from "../../src/data/demo/random.ts";
import { generateTeam } from "../../src/data/demo/team/team.ts";
import type * as CellParquet from "../../src/store/team/cell-parquet.ts";
import { runs } from "../helpers/runs.ts";

const END_DAY = 20_782;
const KEY = "claude-cost.sha256";

const bundle = createRequire(import.meta.url)("../../dist/cells.cjs") as typeof CellParquet;

function sign(bytes: Buffer): void {
  const at = bytes.lastIndexOf(KEY) + KEY.length + 2;
  if (at + 64 > bytes.length) return;
  bytes.write("0".repeat(64), at, "latin1");
  bytes.write(createHash("sha256").update(bytes).digest("hex"), at, "latin1");
}

it("gives cells or says what is wrong, at once, whatever the bytes", { timeout: 120_000 }, async () => {
  const [person] = [...generateTeam({ seed: 1, developers: 1, days: 20, endDay: END_DAY })];
  const good = Buffer.from(bundle.parquetOfCells(person?.cells ?? []));
  const footer = good.length - good.readUInt32LE(good.length - 8) - 8;
  const random = new Random("hostile");
  let refused = 0;
  for (let i = 0; i < runs({ ci: 3000, here: 300 }); i++) {
    const bytes = Buffer.from(good);
    const from = i % 2 === 0 ? 0 : footer;
    for (let k = random.int(1, 3); k > 0; k--) bytes[random.int(from, good.length - 1)] = random.int(0, 255);
    sign(bytes);
    const result = await bundle.cellsOfParquet(bytes, END_DAY + 1).catch((error: unknown) => error);
    // An error that nobody waited for would end the process here.
    await setImmediate();
    if (Array.isArray(result)) continue;
    expect(result).toBeInstanceOf(bundle.DamagedFile);
    refused++;
  }
  expect(refused).toBeGreaterThan(100);
});
