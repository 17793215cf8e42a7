/** Homes of a made-up team's developers with generated logs, and what the folder says of them, read with nothing of ours. */

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import type { DemoTruth, TruthItem } from "../../src/data/demo/types.ts";
import type { Ran } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { decimal, sum, toText } from "../oracle/decimal.ts";
import { oracleUsd } from "../oracle/price.ts";

export const NOW = Date.parse("2026-11-26T15:04:05Z");

export const RUN = { nowMs: NOW } as const;

/** A home with logs. @returns the truth of them */
export function home(
  dir: string,
  seed: string,
  options: { days?: number; scale?: number; endMs?: number } = {},
): DemoTruth {
  const { days = 20, scale = 0.25, endMs = NOW - 60_000 } = options;
  mkdirSync(dir, { recursive: true });
  return writeDemoTree(join(dir, ".claude"), { seed, endMs, days, scale, bytesPerToken: 0.005 });
}

export async function ok(
  args: readonly string[],
  dir: string,
  options: { nowMs?: number; columns?: number; env?: Record<string, string> } = {},
): Promise<Ran> {
  const ran = await runHere(args, { home: dir, ...RUN, ...options });
  if (ran.code !== 0) throw new Error(`${args.join(" ")} exited with ${ran.code}: ${ran.stderr}`);
  return ran;
}

/** Makes a team, by its lead's home. @returns the invite */
export async function team(lead: string, folder: string, ...options: string[]): Promise<string> {
  mkdirSync(lead, { recursive: true });
  return (await ok(["team", "init", folder, "--from", "2026-11-01", ...options], lead)).stdout.trim();
}

export async function joined(dir: string, invite: string, name: string): Promise<void> {
  await ok(["team", "join", invite, "--as", name, "--yes"], dir);
}

/** Every file below a folder, with its path there. */
export function filesBelow(
  folder: string,
  below = "",
): { readonly path: string; readonly bytes: Buffer; readonly mtimeMs: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return filesBelow(folder, path);
    const file = join(folder, path);
    return [{ path, bytes: readFileSync(file), mtimeMs: statSync(file).mtimeMs }];
  });
}

export type FolderRow = Readonly<Record<string, string | number | bigint | Date | null>>;

/** All rows of a folder's Parquet files, by another reader than the program's. */
export async function rowsIn(folder: string): Promise<FolderRow[]> {
  const rows: FolderRow[] = [];
  for (const { path, bytes } of filesBelow(folder)) {
    if (!path.endsWith(".parquet")) continue;
    const buffer = new Uint8Array(bytes).buffer;
    rows.push(...((await parquetReadObjects({ file: buffer })) as FolderRow[]));
  }
  return rows;
}

const DAY_MS = 86_400_000;

/** Of the truth, what is logged on the dates that the team shares: its first to yesterday, UTC. */
export function sharedItems({ items }: DemoTruth, nowMs = NOW, from = "2026-11-01"): readonly TruthItem[] {
  const until = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const first = Date.parse(`${from}T00:00:00Z`);
  return items.filter((item) => item.logged && item.timeMs >= first && item.timeMs < until);
}

/** Pico-dollars of items, by the oracle; what has no price costs nothing. */
export function oraclePico(items: readonly TruthItem[]): bigint {
  const usd = toText(sum(items.map((item) => oracleUsd(item) ?? decimal(0))));
  const [whole = "0", part = ""] = usd.split(".");
  return BigInt(whole) * 10n ** 12n + BigInt(part.padEnd(12, "0"));
}

export const isLogged = (row: FolderRow): boolean => !String(row["kind"]).startsWith("background:");

export function picoOf(rows: readonly FolderRow[]): bigint {
  return rows.reduce((n, row) => n + ((row["cost_pico"] as bigint | null) ?? 0n), 0n);
}
