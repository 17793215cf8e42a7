/** The contents of a receipt. */

import type { BackgroundSum } from "../background/sum.ts";
import type { ReceiptLine } from "../drivers/receipt-lines.ts";
import type { Pico } from "../pricing/money.ts";
import type { SessionSummary } from "./session-list.ts";
import type { Totals } from "./totals.ts";

export type ReceiptSubject =
  | { readonly kind: "session"; readonly sessionId: string }
  /** `owner/repository#12`. */
  | { readonly kind: "pr"; readonly key: string };

export type Receipt = {
  readonly subject: ReceiptSubject;
  /** The parts of the sessions that belong to the subject. */
  readonly sessions: readonly SessionSummary[];
  /** Logged requests; they add up to `totals.costPico`. */
  readonly lines: readonly ReceiptLine[];
  readonly totals: Totals;
  readonly background: BackgroundSum;
  /** Logged requests and background. */
  readonly totalPico: Pico;
  /** The cost of the sessions that are exact. */
  readonly exactPico: Pico;
  /** First and last request; epoch milliseconds, NaN = none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Paths. */
  readonly projects: readonly string[];
  readonly tickets: readonly string[];
  readonly tags: readonly string[];
};
