/** What a receipt shows. */

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
  /** As far as they are the subject's. */
  readonly sessions: readonly SessionSummary[];
  /** Logged requests; they sum to `totals.costPico`. */
  readonly lines: readonly ReceiptLine[];
  readonly totals: Totals;
  readonly background: BackgroundSum;
  /** Logged requests and background. */
  readonly totalPico: Pico;
  /** What the sessions that are exact came to. */
  readonly exactPico: Pico;
  /** First and last request; epoch milliseconds, NaN = none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Paths. */
  readonly projects: readonly string[];
  readonly tickets: readonly string[];
  readonly tags: readonly string[];
};
