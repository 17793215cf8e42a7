/** `state/summary.json`: the last sums, replaced as a whole by every command that reads all logs. */

import { join } from "node:path";
import { SUMMARY_VERSION, type SummarySnapshot } from "../../core/statusline/spend-snapshot.ts";
import { readText } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

function fileIn(stateDir: string): string {
  return join(stateDir, "summary.json");
}

/** null where there is none that can be used. */
export function readSummarySnapshot(stateDir: string): SummarySnapshot | null {
  let value: Partial<SummarySnapshot> | null;
  try {
    value = JSON.parse(readText(fileIn(stateDir)));
  } catch (error) {
    // Missing, unreadable or torn by hand: it is a convenience, and the next load writes it anew.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code) return null;
    throw error;
  }
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

/** @returns false where our folder cannot be written: a report must not fail for it */
export function writeSummarySnapshot(stateDir: string, summary: SummarySnapshot): boolean {
  try {
    writeFileAtomic(fileIn(stateDir), JSON.stringify(summary), { durable: false });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return false;
    throw error;
  }
}
