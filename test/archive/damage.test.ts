import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/data/demo/random.ts";
import { lastGoodCopyOf, readArchiveFile } from "../../src/store/archive/archive-files.ts";
import { parquetOf, rowsOfParquet } from "../../src/store/archive/parquet.ts";
import { mergeIntoArchive, repairArchive } from "../../src/store/archive/write-archive.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { archiveRow } from "./rows.ts";

/** More of them by hand: `DAMAGES=20000 npx vitest run test/archive/damage.test.ts`. */
const DAMAGES = Number(process.env["DAMAGES"] ?? 300);

const ROWS = Array.from({ length: 60 }, (_, n) => archiveRow(n));

/** A bit turned, some bytes zeroed or replaced, or the end cut off. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = random.int(0, copy.length - 1);
  const kind = random.int(0, 3);
  if (kind === 0) copy[at] = (copy[at] as number) ^ (1 << random.int(0, 7));
  else if (kind === 1) copy.fill(0, at, at + random.int(1, 100));
  else if (kind === 2) copy.fill(random.int(0, 255), at, at + random.int(1, 8));
  else return copy.subarray(0, at);
  return copy;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(Buffer.from(b));

describe("a damaged month", () => {
  test(`is never read as if it were whole: ${DAMAGES} damages`, async () => {
    const bytes = parquetOf(ROWS);
    const random = new Random(7);
    for (let i = 0; i < DAMAGES; i++) {
      const broken = damaged(bytes, random);
      const read = await rowsOfParquet(broken).catch((error: Error) => error.name);
      if (isSame(broken, bytes)) expect((read as { rows: unknown }).rows).toEqual(ROWS);
      else expect(read, `damage ${i}`).toBe("DamagedFile");
    }
  });

  test("without a checksum, as earlier versions wrote it, is read as far as its rows can be, and nothing throws", async () => {
    const { ARCHIVE_COLUMNS } = await import("../../src/store/archive/archive-row.ts");
    const columnData = ARCHIVE_COLUMNS.filter(([name]) => name !== "account").map(([name, field, type]) => ({
      name,
      type,
      nullable: field === "costUsd",
      data: ROWS.map((row) => {
        if (type === "TIMESTAMP") return new Date(row.timeMs);
        return type === "INT64" ? BigInt(row[field] as number) : row[field];
      }),
    }));
    const old = new Uint8Array(parquetWriteBuffer({ columnData }));
    const whole = await rowsOfParquet(old);
    expect([whole.hasChecksum, whole.rows.length, whole.rows[0]]).toEqual([false, ROWS.length, ROWS[0]]);
    const random = new Random(8);
    for (let i = 0; i < DAMAGES; i++) {
      const read = await rowsOfParquet(damaged(old, random)).catch((error: Error) => error.name);
      if (typeof read === "string") expect(read).toBe("DamagedFile");
    }
  });

  test("gives way to its last good copy, and repair puts that in its place and sets the damaged file aside", async () => {
    const dir = tempDir();
    const [first, second] = [ROWS.slice(0, 40), ROWS.slice(40)];
    await mergeIntoArchive(dir, first);
    await mergeIntoArchive(dir, second);
    const path = join(dir, "year=2026", "month=10", "responses.parquet");
    expect((await readArchiveFile(path)).rows).toHaveLength(60);
    const bytes = readFileSync(path);
    bytes[200] = (bytes[200] as number) ^ 1;
    writeFileSync(path, bytes);
    const read = await readArchiveFile(path);
    expect([read.state, read.isLastGoodCopy, read.rows.length]).toEqual(["damaged", true, 40]);
    expect((await repairArchive(dir))?.written).toEqual([path]);
    expect(await readArchiveFile(path)).toMatchObject({ state: "whole", rows: { length: 40 } });
    const aside = readdirSync(dirname(path)).filter((name) => name.includes(".damaged-"));
    expect(readFileSync(join(dirname(path), aside[0] as string))).toEqual(bytes);
    await mergeIntoArchive(dir, second);
    expect((await readArchiveFile(path)).rows).toHaveLength(60);
  });

  test("without a good copy is named, never counted, and does not keep new rows out", async () => {
    const dir = tempDir();
    await mergeIntoArchive(dir, ROWS.slice(0, 40));
    const path = join(dir, "year=2026", "month=10", "responses.parquet");
    writeFileSync(path, readFileSync(path).subarray(0, -9));
    rmSync(lastGoodCopyOf(path), { force: true });
    expect(await readArchiveFile(path)).toMatchObject({ state: "damaged", rows: [], isLastGoodCopy: false });
    expect((await repairArchive(dir))?.failed).toHaveLength(1);
    await mergeIntoArchive(dir, ROWS.slice(40));
    expect(await readArchiveFile(path)).toMatchObject({ state: "whole", rows: { length: 20 } });
    expect(readdirSync(dirname(path)).some((name) => name.includes(".damaged-"))).toBe(true);
  });
});

describe("what a user sees of it", () => {
  function archived(): { home: string; path: string; log: string } {
    const home = tempDir();
    makeTree(join(home, ".claude"), {
      "a.jsonl": [1, 2, 3].map((n) => assistantRow({ id: `m${n}`, timestamp: `2026-10-0${n}T10:00:00.000Z` })),
    });
    const path = join(home, "cost", "archive", "year=2026", "month=10", "responses.parquet");
    return { home, path, log: join(home, ".claude", "projects", "-home-dev-app", "a.jsonl") };
  }

  test("every report, verify and doctor name the damage and the way out; the rest is counted", async () => {
    const { home, path, log } = archived();
    await runHere(["sessions"], { home });
    expect((await runHere(["archive", "verify"], { home })).code).toBe(0);
    // The log is gone, and a later month is whole.
    rmSync(log);
    const later = join(dirname(dirname(path)), "month=11", "responses.parquet");
    mkdirSync(dirname(later));
    writeFileSync(later, parquetOf([archiveRow(1, { source: join(home, ".claude"), timeMs: Date.UTC(2026, 10, 2) })]));
    copyFileSync(path, `${path}.good`);
    const bytes = readFileSync(path);
    bytes[100] = (bytes[100] as number) ^ 4;
    writeFileSync(path, bytes);
    rmSync(lastGoodCopyOf(path), { force: true });
    for (const index of [[], [], ["--no-index"]]) {
      const ran = await runHere(["sessions", "--json", ...index], { home });
      expect([ran.code, JSON.parse(ran.stdout).totals.requests]).toEqual([0, 1]);
      expect(ran.stderr).toMatch(/responses\.parquet is damaged .*put a backup/);
    }
    const check = await runHere(["archive", "verify", "--json"], { home });
    expect([check.code, JSON.parse(check.stdout).whole]).toEqual([1, false]);
    expect(JSON.parse(check.stdout).months[0]).toMatchObject({ month: "2026-10", state: "damaged", responses: 0 });
    const { stdout } = await runHere(["doctor"], { home });
    expect(stdout.replace(/\s+/g, " ")).toMatch(/! archive .*2026-10 damaged/);
    copyFileSync(`${path}.good`, path);
    const whole = await jsonHere<{ totals: { requests: number } }>(["sessions"], { home });
    expect(whole.totals.requests).toBe(4);
  });
});
