/**
 * Forecasts from the last time the logs were read, for the hooks and the status line, which do not compute forecasts:
 * when limits run out, and what expires unspent.
 */

import type { Pico } from "../pricing/money.ts";
import type { Expiring, Forecast, Limit } from "./limit.ts";

export type Outlook = {
  /** The limit's id. */
  readonly id: string;
  /** The limit that the forecast was made for: a forecast does not apply to a changed limit. */
  readonly limitPico: Pico | null;
  readonly runsOut: Forecast | null;
  readonly expiring: readonly Expiring[];
};

export function outlookOf(limits: readonly Limit[]): readonly Outlook[] {
  return limits
    .filter(({ kind, runsOut, expiring }) => kind !== "window" && (runsOut !== null || expiring.length > 0))
    .map(({ id, limitPico, runsOut, expiring }) => ({ id, limitPico, runsOut, expiring }));
}

/** The limits, with those stored forecasts that are still in the future. */
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
