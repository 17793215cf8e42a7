/**
 * `feeds/exhausted.jsonl`: when a window of the plan was used up, and until when. One line for each time, written by the
 * first process that hears of it. Evidence for which requests drew on usage credits.
 */

import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Span } from "../../core/limits/calendar.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { isAbsent } from "../files/absent.ts";
import type { DataPaths } from "../files/data-dir.ts";
import { claimCrossing } from "../state/crossings.ts";

function fileIn(paths: DataPaths): string {
  return join(paths.dataDir, "feeds", "exhausted.jsonl");
}

/** Notes each window that is used up now and was not yet noted. Cheap where there is none. */
export function noteExhausted(paths: DataPaths, limits: readonly Limit[], nowMs: number): void {
  for (const { kind, id, usedPercent, resetsAtMs, hard } of limits) {
    if (kind !== "window" || !hard || usedPercent === null || usedPercent < 100 || resetsAtMs === null) continue;
    if (!claimCrossing(paths.stateDir, `exhausted ${id}@${Math.round(resetsAtMs / 900_000)}`)) continue;
    mkdirSync(dirname(fileIn(paths)), { recursive: true, mode: 0o700 });
    const line = { window: id, fromMs: nowMs, toMs: resetsAtMs };
    appendFileSync(fileIn(paths), `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }
}

/** Lines that cannot be read are left out. */
export function readExhausted(paths: DataPaths): readonly Span[] {
  const spans: Span[] = [];
  for (const line of readLines(fileIn(paths))) {
    try {
      const { fromMs, toMs } = JSON.parse(line) as Partial<Span>;
      if (Number.isFinite(fromMs) && Number.isFinite(toMs)) spans.push({ fromMs: Number(fromMs), toMs: Number(toMs) });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return spans;
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
