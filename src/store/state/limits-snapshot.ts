/**
 * `state/limits.json`: the facts that limits are computed from, as of the last time the logs were read, and forecasts,
 * for the status line and the hooks. Replaced as a whole; disposable.
 */

import { join } from "node:path";
import type { LimitsFacts } from "../../core/limits/limits-facts.ts";
import type { Outlook } from "../../core/limits/outlook.ts";
import { writeDisposable } from "../files/atomic-file.ts";
import { readStateJson, stateJson } from "./state-json.ts";

const VERSION = 2;

export type LimitsSnapshot = {
  /** Identifies its inputs; null = not known. */
  readonly madeFrom: string | null;
  readonly facts: LimitsFacts;
  readonly outlook: readonly Outlook[];
};

function fileIn(stateDir: string): string {
  return join(stateDir, "limits.json");
}

/** @returns false where our folder cannot be written: a report must not fail because of it */
export function writeLimitsSnapshot(stateDir: string, snapshot: LimitsSnapshot): boolean {
  return writeDisposable(fileIn(stateDir), stateJson({ version: VERSION, ...snapshot }));
}

/** null where there is no valid one. */
export function readLimitsSnapshot(stateDir: string): LimitsSnapshot | null {
  const value = readStateJson(fileIn(stateDir)) as Partial<Record<"version" | keyof LimitsSnapshot, unknown>> | null;
  if (value?.version !== VERSION || !isFacts(value.facts) || !Array.isArray(value.outlook)) return null;
  const outlook = value.outlook.filter((o: Partial<Outlook> | null) => Array.isArray(o?.expiring));
  return { madeFrom: typeof value.madeFrom === "string" ? value.madeFrom : null, facts: value.facts, outlook };
}

/** Written by this program; this check only detects edits by hand. */
function isFacts(value: unknown): value is LimitsFacts {
  const facts = value as Partial<LimitsFacts> | null;
  const { credits, spent } = facts ?? {};
  const amounts = [credits?.monthPico, credits?.dayPico, credits?.sinceReportPico, credits?.sinceOrganizationPico];
  const sums = [spent?.day, spent?.week, spent?.month].map((sum) => sum?.pico);
  return (
    typeof facts?.atMs === "number" &&
    [...amounts, ...sums, credits?.unknownPico].every((pico) => typeof pico === "bigint") &&
    [facts.apiLedger, credits?.ledger].every((ledger) => ledger === null || Array.isArray(ledger?.lots)) &&
    Array.isArray(facts.reports) &&
    facts.reports.every((report) => typeof report?.id === "string") &&
    Array.isArray(facts.budgets) &&
    facts.budgets.every((b) => typeof b?.spent?.pico === "bigint" && typeof b.scope?.session === "string") &&
    typeof facts.entries?.apiCredits === "string"
  );
}
