/** Sums the spend that drew on usage credits. */

import type { Pico } from "../../pricing/money.ts";
import type { Burn } from "../burn.ts";
import { DAY_MS, type Span, utcMonth } from "../calendar.ts";
import { runLedger } from "./credit-ledger.ts";
import type { CreditFacts, ExtraUsageReport, UsageCreditsPolicy } from "./usage-credits-input.ts";

export type CreditFactsInput = {
  readonly policy: UsageCreditsPolicy;
  readonly report: ExtraUsageReport | null;
  /** Spend in the span that certainly drew on credits. */
  drawnIn(span: Span): Pico;
  readonly unknownPico: Pico;
  readonly burn: Burn | null;
  readonly nowMs: number;
};

export function creditFacts(input: CreditFactsInput): CreditFacts {
  const { policy, report, drawnIn, nowMs } = input;
  const month = utcMonth(nowMs);
  const dayFromMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const since = (fromMs: number): Pico => drawnIn({ fromMs, toMs: nowMs + 1 });
  const { purchases, readings } = policy;
  const hasBalance = purchases.length > 0 || readings.length > 0;
  return {
    monthFromMs: month.fromMs,
    dayFromMs,
    monthPico: since(month.fromMs),
    dayPico: since(dayFromMs),
    sinceReportPico: report === null ? 0n : since(Math.max(report.atMs, month.fromMs)),
    sinceOrganizationPico: policy.organizationUsed === null ? 0n : since(policy.organizationUsed.asOfMs),
    unknownPico: input.unknownPico,
    ledger: hasBalance
      ? runLedger({
          purchases,
          reconciliations: readings,
          spentIn: (fromMs, toMs) => drawnIn({ fromMs, toMs }),
          drawnBefore: (atMs) => drawnBefore(input, atMs),
          nowMs,
        })
      : null,
    burn: input.burn,
  };
}

/**
 * What was drawn in the month before a reading: by the logs' evidence, or by the client's own figure where that is
 * more.
 */
function drawnBefore({ drawnIn, report }: CreditFactsInput, atMs: number): Pico {
  const { fromMs, toMs } = utcMonth(atMs);
  const drawn = drawnIn({ fromMs, toMs: atMs });
  const isSameMonth = report !== null && report.atMs >= fromMs && report.atMs < toMs;
  const told = isSameMonth ? (report.usedPico ?? 0n) : 0n;
  return told > drawn ? told : drawn;
}
