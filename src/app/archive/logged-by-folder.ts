/** Finds the responses and sessions in the logs of each Claude Code folder, by month, for archiving. */

import { sep } from "node:path";
import { logsFolder } from "../../claude-code/logs/roots.ts";
import type { ResponseTable } from "../../core/responses/columns.ts";
import { identityOf } from "../../core/responses/identity.ts";
import { IdentityMap } from "../../core/responses/identity-map.ts";
import { monthOf } from "../../store/archive/archive-row.ts";
import type { IndexContent } from "../../store/index/encode-index.ts";

const DAY_MS = 86_400_000;

/** What a folder's logs contain of one month. */
export type FolderMonth = {
  readonly folder: string;
  /** Rows of the resolved table. */
  readonly rows: number[];
  readonly sessions: string[];
};

export type LoggedMonth = {
  readonly folders: Map<string, FolderMonth>;
  /** A hash that changes with any row; only used for comparison. */
  lo: number;
  hi: number;
};

/**
 * @param folders whose logs were read, as paths
 * @param beforeMs only older rows are included; epoch milliseconds
 */
export function loggedByMonth(
  content: IndexContent,
  folders: readonly string[],
  beforeMs: number,
): ReadonlyMap<string, LoggedMonth> {
  const { table, own, copied, shared, sessions, files, scans } = content;
  const months = new Months(beforeMs);
  const folded = foldedRows(content);
  const seen = new Set<string>();
  const hashes = table.origins.map(({ sessionId }) => identityOf(sessionId).lo);
  files.forEach((file, f) => {
    const folder = folderOf(file.path, folders);
    const range = own[f] as { from: number; to: number };
    for (let i = range.from; i < range.to; i++) months.response(table, hashes, i, folder);
    const { from, to } = copied[f] as { from: number; to: number };
    for (let k = from; k < to; k++) {
      const row = folded.find(shared.columns.idLo[k] as number, shared.columns.idHi[k] as number);
      const key = `${row} ${folder}`;
      if (seen.has(key)) continue;
      seen.add(key);
      months.response(table, hashes, row, folder);
    }
  });
  // The archive's scan is last, and belongs to no file.
  scans.slice(0, -1).forEach((scan, f) => {
    const folder = folderOf(files[f]?.path ?? "", folders);
    for (const { sessionId } of scan.sessions) {
      const key = `session ${sessionId} ${folder}`;
      const facts = sessions.get(sessionId);
      if (seen.has(key) || !facts) continue;
      seen.add(key);
      months.session(facts, folder);
    }
  });
  return months.byMonth;
}

class Months {
  readonly byMonth = new Map<string, LoggedMonth>();
  readonly #beforeMs: number;
  #day = Number.NaN;
  #month: LoggedMonth = { folders: new Map(), lo: 0, hi: 0 };

  constructor(beforeMs: number) {
    this.#beforeMs = beforeMs;
  }

  response({ columns: c }: ResponseTable, sessionHashes: readonly number[], i: number, folder: string): void {
    const timeMs = c.timeMs[i] as number;
    if (!(timeMs < this.#beforeMs)) return;
    const month = this.#at(timeMs);
    folderIn(month, folder).rows.push(i);
    const payer = sessionHashes[c.origin[i] as number] as number;
    const used = (c.output[i] as number) + (c.input[i] as number) * 7 + (c.cacheRead[i] as number) * 31;
    month.lo = (month.lo + Math.imul((c.idLo[i] as number) ^ payer, 0x01000193) + used) >>> 0;
    month.hi = (month.hi + Math.imul((c.idHi[i] as number) + used, 0x5bd1e995) + (timeMs % 0xffff_ffff)) >>> 0;
  }

  session(facts: { sessionId: string; lastMs: number; ledgers: readonly unknown[] }, folder: string): void {
    if (!(facts.lastMs < this.#beforeMs)) return;
    const month = this.#at(facts.lastMs);
    folderIn(month, folder).sessions.push(facts.sessionId);
    month.lo = (month.lo + identityOf(`${JSON.stringify(facts)} ${folder}`).lo) >>> 0;
  }

  #at(timeMs: number): LoggedMonth {
    const day = Math.floor(timeMs / DAY_MS);
    if (day === this.#day) return this.#month;
    this.#day = day;
    const name = monthOf(timeMs);
    this.#month = this.byMonth.get(name) ?? { folders: new Map(), lo: 0, hi: 0 };
    this.byMonth.set(name, this.#month);
    return this.#month;
  }
}

function folderIn({ folders }: LoggedMonth, folder: string): FolderMonth {
  let part = folders.get(folder);
  if (!part) {
    part = { folder, rows: [], sessions: [] };
    folders.set(folder, part);
  }
  return part;
}

/** Finds the responses that several files have by their identity: they are after those that only one file has. */
function foldedRows({ table, own }: IndexContent): IdentityMap {
  const { columns } = table;
  const from = own.reduce((end, { to }) => Math.max(end, to), 0);
  const rows = new IdentityMap(columns, columns.length - from);
  for (let i = from; i < columns.length; i++) rows.findOrAdd(i);
  return rows;
}

function folderOf(path: string, folders: readonly string[]): string {
  return folders.find((folder) => path.startsWith(logsFolder(folder) + sep)) ?? folders[0] ?? "";
}
