/**
 * What was foretold at the last look at the logs, for those who have no time to foretell: when limits run out, and what
 * expires unspent.
 */

import type { Pico } from "../pricing/money.ts";
import type { Expiring, Forecast, Limit } from "./limit.ts";

export type Outlook = {
  /** The limit's id. */
  readonly id: string;
  /** What it was foretold for: another limit has another end. */
  readonly limitPico: Pico | null;
  readonly runsOut: Forecast | null;
  readonly expiring: readonly Expiring[];
};

export function outlookOf(limits: readonly Limit[]): readonly Outlook[] {
  return limits
    .filter(({ kind, runsOut, expiring }) => kind !== "window" && (runsOut !== null || expiring.length > 0))
    .map(({ id, limitPico, runsOut, expiring }) => ({ id, limitPico, runsOut, expiring }));
}

/** Limits with what was foretold for them and has not come yet. */
export function withOutlook(limits: readonly Limit[], outlook: readonly Outlook[], nowMs: number): readonly Limit[] {
  return limits.map((limit) => {
    const foretold = outlook.find((o) => o.id === limit.id && o.limitPico === limit.limitPico);
    if (foretold === undefined || limit.kind === "window") return limit;
    const { runsOut } = foretold;
    return {
      ...limit,
      runsOut: runsOut !== null && runsOut.atMs > nowMs ? runsOut : limit.runsOut,
      expiring: foretold.expiring.filter((e) => e.atMs > nowMs),
    };
  });
}
