/** `state/summary.json`: the last sums, replaced as a whole by every command that reads all logs. */

import { join } from "node:path";
import { SUMMARY_VERSION, type SummarySnapshot } from "../../core/statusline/spend-snapshot.ts";
import { readJson } from "../../runtime/regular-file.ts";
import { writeDisposable } from "../files/atomic-file.ts";

function fileIn(stateDir: string): string {
  return join(stateDir, "summary.json");
}

/** null where there is no valid one. */
export function readSummarySnapshot(stateDir: string): SummarySnapshot | null {
  const value = readJson(fileIn(stateDir)) as Partial<SummarySnapshot> | null | undefined;
  if (value?.version !== SUMMARY_VERSION) return null;
  const { asOfMs, dayStartMs, dayEndMs, weekEndMs, monthEndMs, todayUsd, weekUsd, monthUsd } = value;
  const numbers = [asOfMs, dayStartMs, dayEndMs, weekEndMs, monthEndMs];
  const amounts = [todayUsd, weekUsd, monthUsd];
  const isUsable =
    numbers.every(Number.isFinite) &&
    amounts.every((a) => typeof a === "string" && Number.isFinite(Number(a))) &&
    typeof value.sessions === "object";
  return isUsable ? (value as SummarySnapshot) : null;
}

/** @returns false where our folder cannot be written: a report must not fail because of it */
export function writeSummarySnapshot(stateDir: string, summary: SummarySnapshot): boolean {
  return writeDisposable(fileIn(stateDir), JSON.stringify(summary));
}
