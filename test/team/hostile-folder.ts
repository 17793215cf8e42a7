/** A team's folder in which files were copied, moved, swapped, torn or made to do harm; and what of it may be counted. */

import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { compactTeam } from "../../src/app/team/tidy-team.ts";
import { type Cell, cellsByMonth } from "../../src/core/team/cell.ts";
import type { TeamDeveloper } from "../../src/data/demo/team/team.ts";
import { parquetOfCells } from "../../src/store/team/cell-parquet.ts";
import { readCellFile } from "../../src/store/team/read-cells.ts";
import { writeTeam } from "../../src/store/team/team-file.ts";
import { compactedFile, usageFile } from "../../src/store/team/team-folder.ts";
import { END_DAY, madeTeam, TODAY, writeTeamFolder } from "./engines.ts";

const KEY = "claude-cost.sha256";

/** Puts the checksum that fits into a file that was changed: it is no secret. */
export function sign(bytes: Buffer): void {
  const at = bytes.lastIndexOf(KEY) + KEY.length + 2;
  if (at + 64 > bytes.length) return;
  bytes.write("0".repeat(64), at, "latin1");
  bytes.write(createHash("sha256").update(bytes).digest("hex"), at, "latin1");
}

export type HostileFolder = {
  readonly dir: string;
  /** The cells of all files that count, duplicates among them. */
  readonly cells: readonly Cell[];
  /** Files that are to be named, by what the reason says. */
  readonly leftOut: ReadonlyMap<string, RegExp>;
};

type SoundFolder = {
  readonly people: readonly TeamDeveloper[];
  /** By path in the folder. */
  readonly files: ReadonlyMap<string, Buffer>;
};

/** Three months of which two are compacted. */
async function soundFolder(): Promise<SoundFolder> {
  const dir = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
  const people = madeTeam({ developers: 16, machines: 1, days: 80, synced: 0 }).filter((p) => p.cells.length > 0);
  writeTeam(dir, {
    id: "0".repeat(16),
    name: "Hostile",
    from: END_DAY - 90,
    to: null,
    k: 5,
    allow: [],
    agreedToNames: false,
    retentionMonths: 12,
  });
  writeTeamFolder(dir, people);
  await compactTeam(dir, TODAY, null);
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = new Map(paths.map((path) => [relative(dir, path), readFileSync(path)]));
  rmSync(dir, { recursive: true });
  return { people, files };
}

let sound: Promise<SoundFolder> | undefined;

/** The sound folder in `dir`, with files that are not to be counted added. */
export async function hostileFolder(dir: string): Promise<HostileFolder> {
  sound ??= soundFolder();
  const { people, files } = await sound;
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  }
  const leftOut = new Map<string, RegExp>();
  const lost = new Set<Cell>();
  const added: Cell[] = [];
  const owners = people
    .map(({ member, machines, cells }) => ({ member, machine: machines[0] ?? "", cells }))
    .map((owner) => ({ ...owner, november: cellsByMonth(owner.cells).get("2026-11") ?? [] }))
    .filter(({ november }) => november.length > 0);
  const [a, b, c, d, e, f, g, h, i] = owners as Required<typeof owners>;
  if (!a || !b || !c || !d || !e || !f || !g || !h || !i) throw new Error("too few people in November");
  const nov = (owner: (typeof owners)[number]): string => usageFile(dir, owner, "2026-11");
  const bad = (path: string, reason: RegExp, gone: readonly Cell[] = []): void => {
    leftOut.set(path, reason);
    for (const cell of gone) lost.add(cell);
  };
  const put = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  };

  // Copied into another member's folder, of a month that is compacted and of one that nobody shared.
  for (const month of ["2026-09", "2026-07"]) {
    put(usageFile(dir, b, month), readFileSync(nov(a)));
    bad(usageFile(dir, b, month), /another month/);
  }
  put(usageFile(dir, { ...a, machine: "m-00000000aa" }, "2026-11"), readFileSync(nov(a)));
  bad(usageFile(dir, { ...a, machine: "m-00000000aa" }, "2026-11"), /another member's or machine's/);
  // Renamed to another month.
  mkdirSync(dirname(usageFile(dir, c, "2026-08")), { recursive: true });
  renameSync(nov(c), usageFile(dir, c, "2026-08"));
  bad(usageFile(dir, c, "2026-08"), /another month/, c.november);
  // Swapped.
  const swapped = readFileSync(nov(d));
  put(nov(d), readFileSync(nov(e)));
  put(nov(e), swapped);
  for (const owner of [d, e]) bad(nov(owner), /another member's or machine's/, owner.november);
  // A compacted month that was copied to another.
  const october = compactedFile(dir, "2026-10");
  mkdirSync(dirname(compactedFile(dir, "2026-06")), { recursive: true });
  cpSync(october, compactedFile(dir, "2026-06"));
  bad(compactedFile(dir, "2026-06"), /another month/);
  // What was compacted, shared again as it was before: it counts once.
  const before = (cellsByMonth(a.cells).get("2026-10") ?? []).map((cell) => ({
    ...cell,
    generatedAtMs: cell.generatedAtMs - 2,
  }));
  put(usageFile(dir, a, "2026-10"), parquetOfCells(before));
  added.push(...before);
  // A late correction of a compacted month: it replaces.
  const corrected = (cellsByMonth(b.cells).get("2026-10") ?? []).map((cell) => {
    return { ...cell, generatedAtMs: cell.generatedAtMs + 2, costPico: (cell.costPico ?? 0n) + 1n };
  });
  put(usageFile(dir, b, "2026-10"), parquetOfCells(corrected));
  added.push(...corrected);

  // Torn, overwritten, changed by a bit.
  const whole = readFileSync(nov(f));
  put(nov(f), whole.subarray(0, whole.length >> 1));
  bad(nov(f), /no whole Parquet file|checksum/, f.november);
  put(usageFile(dir, f, "2026-07"), Buffer.concat([whole.subarray(0, 400), Buffer.from("PAR1")]));
  bad(usageFile(dir, f, "2026-07"), /no whole Parquet file|checksum/);
  const flipped = Buffer.from(readFileSync(nov(g)));
  flipped[200] = (flipped[200] as number) ^ 1;
  put(nov(g), flipped);
  bad(nov(g), /checksum/, g.november);
  // Not of a team's folder at all.
  put(join(dir, "usage", "usage.parquet"), readFileSync(nov(a)));
  bad(join(dir, "usage", "usage.parquet"), /not a file of claude-cost/);
  put(join(dir, "compacted", "year=2026", "usage.parquet"), Buffer.from("PAR1 nothing PAR1"));
  bad(join(dir, "compacted", "year=2026", "usage.parquet"), /not a file of claude-cost/);
  mkdirSync(dirname(compactedFile(dir, "2026-05")), { recursive: true });
  symlinkSync(october, compactedFile(dir, "2026-05"));
  bad(compactedFile(dir, "2026-05"), /a link/);

  // Rows that cannot be, each in a file of its own.
  const [cell] = h.november as [Cell];
  const impossible: readonly (readonly [Partial<Record<keyof Cell, unknown>>, RegExp])[] = [
    [{ generatedAtMs: (TODAY + 10) * 86_400_000 }, /generated_at is in the future/],
    [{ costPico: -1n }, /cost_pico is -1/],
    [{ responses: -1 }, /responses is -1/],
    [{ cacheRead: 1e12 + 1 }, /cache_read_tokens is/],
    [{ kind: "evil" }, /kind is not one/],
    [{ provider: "else" }, /provider is not one/],
    [{ project: "a\u202eb" }, /project has characters/],
    [{ project: "x".repeat(101) }, /project is too long/],
    [{ schema: 2 }, /schema is 2/],
    [{ day: 9_000_000 }, /the date is in the future/],
    [{ member: "dev-zzzzzzzzzz" }, /member is not one/],
  ];
  for (const [n, [change, reason]] of impossible.entries()) {
    const machine = { member: h.member, machine: `m-00000000${n.toString(16).padStart(2, "0")}` };
    const cells = [cell, { ...cell, ...change } as Cell].map((one) => ({ ...one, machine: machine.machine }));
    put(usageFile(dir, machine, "2026-11"), parquetOfCells(cells));
    bad(usageFile(dir, machine, "2026-11"), reason);
  }
  // Statistics that disagree with the rows, in files whose rows are right: the files count as a whole.
  put(nov(i), withWrongStatistics(i.november));
  const september = await readCellFile(compactedFile(dir, "2026-09"), "2026-09", TODAY);
  if (typeof september === "string") throw new Error(september);
  put(compactedFile(dir, "2026-09"), withWrongStatistics(september));
  // Bytes of the rows made wrong, and the checksum made to fit.
  const broken = Buffer.from(whole);
  broken.fill(0xff, 60, 110);
  sign(broken);
  const machine = { member: f.member, machine: "m-00000000ff" };
  put(usageFile(dir, machine, "2026-11"), broken);
  bad(usageFile(dir, machine, "2026-11"), /.*/);

  const cells = people.flatMap((p) => p.cells).filter((one) => !lost.has(one));
  return { dir, cells: [...cells, ...added], leftOut };
}

/**
 * Removes the files that SQL alone cannot leave out: those that a database fails on, or of which only a checksum tells, or
 * characters that are not seen.
 */
export function withoutTorn({ dir, leftOut }: HostileFolder): void {
  for (const [path, reason] of leftOut) {
    // ClickHouse has no date that is so late.
    if (
      /whole|checksum|\.\*|date|characters/.test(reason.source) ||
      path === join(dir, "compacted", "year=2026", "usage.parquet")
    )
      rmSync(path);
  }
}

/** Changes the least and the largest values in the file's end, for those columns that engines could leave rows out by. */
function withWrongStatistics(cells: readonly Cell[]): Buffer {
  const bytes = Buffer.from(parquetOfCells(cells));
  const footer = bytes.length - bytes.readUInt32LE(bytes.length - 8) - 8;
  const replace = (from: Buffer, to: Buffer): void => {
    for (let at = bytes.indexOf(from, footer); at >= 0; at = bytes.indexOf(from, at + 1)) to.copy(bytes, at);
  };
  const int32 = (n: number): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeInt32LE(n);
    return buffer;
  };
  const int64 = (n: bigint): Buffer => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(n);
    return buffer;
  };
  const days = cells.map(({ day }) => day);
  // All rows would be of 2020, and cost and hold nothing.
  for (const day of [Math.min(...days), Math.max(...days)]) replace(int32(day), int32(18_300));
  for (const field of ["costPico", "input", "output", "cacheRead"] as const) {
    const amounts = cells.map((cell) => BigInt(cell[field] ?? 0)).sort((x, y) => (x < y ? -1 : 1));
    const most = amounts.at(-1) ?? 0n;
    if (most > 1000n) replace(int64(most), int64(1n));
  }
  replace(Buffer.from("background:"), Buffer.from("aackground:"));
  sign(bytes);
  return bytes;
}
