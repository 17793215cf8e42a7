/**
 * Keeps settled days in the archive, because the client deletes its transcripts after a month. Looked at once a day, and
 * whenever all logs were read; a month is written only where it has changed.
 */

import type { SessionFacts } from "../../core/responses/session-facts.ts";
import { archiveFiles, mergeIntoArchive } from "../../store/archive/archive-files.ts";
import { type ArchiveRow, monthOf } from "../../store/archive/archive-row.ts";
import { type Kept, stampOf, writeKept } from "../../store/archive/archive-state.ts";
import type { LoadedLogs } from "../load/loaded-logs.ts";
import { responseRow, sessionRow } from "./archive-rows.ts";

const DAY_MS = 86_400_000;
/** Going through so many responses takes a while: not while someone waits for a report. */
const MANY_ROWS = 20_000;
const MOST_STAMPS = 40;

export type KeepArchiveInputs = {
  readonly logs: LoadedLogs;
  readonly archiveDir: string;
  /** Tells choices of roots apart. */
  readonly scope: string;
  readonly kept: Kept;
  /** Of the archive as it was looked at. */
  readonly stamp: string;
  readonly sourceOf: (sessionId: string) => string;
  readonly nowMs: number;
  /** Whatever there is to be kept is kept at once. */
  readonly isNow: boolean;
  /** Has it done by another process. */
  readonly later: (() => void) | undefined;
};

type Sum = { rows: number; lo: number; hi: number };

/** @returns one line for each month that could not be written, or for a folder that cannot be */
export async function keepArchive(inputs: KeepArchiveInputs): Promise<readonly string[]> {
  try {
    return await keep(inputs);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code) throw error;
    return [`cannot write the archive in ${inputs.archiveDir} (${code}); the figures are of what the logs still hold`];
  }
}

async function keep(inputs: KeepArchiveInputs): Promise<readonly string[]> {
  const { logs, archiveDir, nowMs } = inputs;
  const today = Math.floor(nowMs / DAY_MS);
  const { kept, isNow, later } = inputs;
  if (!isNow) {
    if (kept.day === today && !logs.wasRead) return [];
    const isMuch = logs.responses > MANY_ROWS;
    // The run that has just read all logs for the first time took long enough.
    if (isMuch && logs.isFirst) return [];
    if (isMuch && later) {
      later();
      return [];
    }
  }
  const beforeMs = (today - 1) * DAY_MS;
  const sums = sumMonths(logs, beforeMs);
  const months = Object.fromEntries([...sums].map(([m, s]) => [m, `${s.rows}-${s.lo}-${s.hi}`]));
  const changed = new Set(Object.keys(months).filter((m) => months[m] !== kept.months[m]));
  // One after the other: the rows of a month are as much as should be in memory at once.
  for (const month of changed) {
    const bad = await mergeIntoArchive(archiveDir, rowsOf(inputs, beforeMs, month));
    if (bad === null) return [];
    if (bad.length > 0) return bad.map((b) => `cannot add to the archive: ${b.path} (${b.reason})`);
  }
  writeKept(archiveDir, inputs.scope, {
    day: today,
    months,
    stamps: [...kept.stamps.slice(-MOST_STAMPS), inputs.stamp, stampOf(archiveFiles(archiveDir))],
  });
  return [];
}

function sumMonths({ allResponses, sessions }: LoadedLogs, beforeMs: number): Map<string, Sum> {
  const { table } = allResponses();
  const c = table.columns;
  const sums = new Map<string, Sum>();
  let day = Number.NaN;
  let sum: Sum = { rows: 0, lo: 0, hi: 0 };
  const at = (timeMs: number): Sum => {
    const next = Math.floor(timeMs / DAY_MS);
    if (next === day) return sum;
    day = next;
    const month = monthOf(timeMs);
    sum = sums.get(month) ?? { rows: 0, lo: 0, hi: 0 };
    sums.set(month, sum);
    return sum;
  };
  for (let i = 0; i < c.length; i++) {
    const timeMs = c.timeMs[i] as number;
    if (timeMs >= beforeMs) continue;
    const s = at(timeMs);
    s.rows++;
    s.lo = (s.lo + (c.idLo[i] as number) * 3 + (c.output[i] as number)) >>> 0;
    s.hi = (s.hi ^ (c.idHi[i] as number)) >>> 0;
  }
  for (const facts of sessions.values()) {
    if (!isSettled(facts, beforeMs)) continue;
    const s = at(facts.lastMs);
    s.rows++;
    s.lo = (s.lo + facts.lastMs + facts.ledgers.length) >>> 0;
  }
  return sums;
}

const isSettled = (facts: SessionFacts, beforeMs: number): boolean => facts.lastMs < beforeMs;

function rowsOf(inputs: KeepArchiveInputs, beforeMs: number, month: string): ArchiveRow[] {
  const { allResponses, sessions } = inputs.logs;
  const { table } = allResponses();
  const rows: ArchiveRow[] = [];
  const isWanted = (timeMs: number): boolean => timeMs < beforeMs && monthOf(timeMs) === month;
  for (let i = 0; i < table.columns.length; i++) {
    if (isWanted(table.columns.timeMs[i] as number)) rows.push(responseRow(table, i, inputs.sourceOf));
  }
  for (const facts of sessions.values()) {
    if (isWanted(facts.lastMs)) rows.push(sessionRow(facts, inputs.sourceOf));
  }
  return rows;
}
