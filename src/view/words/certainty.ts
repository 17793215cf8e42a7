/** How certain a figure is, as a sign and in words. */

import type { BackgroundGap, BackgroundStatus } from "../../core/background/types.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { cellMoney, fineMoney } from "../text/format.ts";

export const STATUS_WORDS: Readonly<Record<BackgroundStatus, string>> = {
  exact: "exact",
  "at-least": "at least",
  partial: "in part",
  unrecorded: "not recorded",
};

/** The sign before a lower bound: `≥`, or `>=` without Unicode; nothing before an exact figure. */
export function boundSign(status: BackgroundStatus, unicode: boolean): string {
  if (status === "exact") return "";
  return unicode ? "≥" : ">=";
}

/** Money with its sign. "≥<$0.01" would be meaningless, so a small lower bound is shown with more digits. */
export function boundMoney(
  pico: Pico,
  status: BackgroundStatus,
  unicode: boolean,
  write: (pico: Pico) => string = cellMoney,
): string {
  const sign = boundSign(status, unicode);
  const cell = write(pico);
  return sign === "" ? cell : `${sign}${cell.startsWith("<") ? fineMoney(pico) : cell}`;
}

/** A background cell, for every table with such a column; `–` where there is none. */
export function backgroundCell(
  { backgroundPico, backgroundStatus }: { readonly backgroundPico: Pico; readonly backgroundStatus: BackgroundStatus },
  unicode: boolean,
): string {
  return backgroundPico === 0n ? "–" : boundMoney(backgroundPico, backgroundStatus, unicode);
}

/** A background cell where it is null if it is not known; `–` then. */
export function knownBackgroundCell(pico: Pico | null, status: BackgroundStatus, unicode: boolean): string {
  return pico === null ? "–" : boundMoney(pico, status, unicode);
}

/** The same in words, followed by a space. */
export function boundWords(status: BackgroundStatus): string {
  return status === "exact" ? "" : "at least ";
}

/** Descriptions of how a figure is known. */
export const SOURCE_WORDS = {
  otel: "telemetry",
  "cost-state": "client's ledger",
  statusline: "status line",
  none: "not recorded",
} as const;

export const GAP_WORDS: Readonly<Record<BackgroundGap, string>> = {
  "crashed-run": "a run was killed before it wrote its ledger",
  "after-ledger": "the session went on after its last ledger",
  "short-ledger": "the ledger is short of the log",
  "lost-parent": "the ledger it went on from is not known",
  "dollars-only": "the status line has dollars, no tokens",
  "part-telemetry": "telemetry covers a part",
  "telemetry-alone": "telemetry alone, which may miss requests",
  "lost-answer": "an answer broke off or never came",
  "other-client": "another client worked in the session and left no ledger",
  detached: "a session without a terminal makes requests that leave no record",
  contradiction: "telemetry reports more than the client's ledger includes",
  "unsplit-writes": "cache writes of 5 minutes and an hour are not separated",
};
