/** The sentences of a report: its subject, the meaning of its dollars, and what is not known. */

import { dayKey } from "../../core/calendar/period.ts";
import { cleanText } from "../../core/clean-text.ts";
import { type Pico, usdNumber } from "../../core/pricing/money.ts";
import type { PeriodList } from "../../core/reports/period-list.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { compactTokens, counted, money, percent, wholeNumber } from "../text/format.ts";
import { clock } from "../text/time.ts";
import { basisWords } from "../words/basis.ts";
import { boundMoney } from "../words/certainty.ts";
import { rangeText } from "../words/filter-text.ts";
import { amountOf, amountText } from "../words/priced-amount.ts";
import { rangeName } from "./range-names.ts";
import type { ShownReport } from "./report-tables.ts";

export function reportTitle({ report: { since, until }, zone, nowMs }: ShownReport): string {
  return `Claude Code, ${rangeName(since, until, zone.dayOf(nowMs))}`;
}

/** `2026-11-01 to 2026-11-26, Europe/Berlin; value at API rates`. */
export function reportSubtitle({ report: { since, until }, zone, basis, money: meaning, filter }: ShownReport): string {
  return [`${rangeText({ since, until })}, ${zone.name}`, basisWords(basis, meaning), filter]
    .filter((part) => part !== "")
    .join("; ");
}

export type Figure = { readonly label: string; readonly value: string; readonly note: string };

/** Most important first. */
export function reportFigures({ report }: ShownReport): readonly Figure[] {
  const { periods, activeDays, sessions, background, since, until } = report;
  const { totalPico, totals } = periods;
  const days = until - since + 1;
  const backgroundPico = periods.backgroundPico ?? 0n;
  const perDay = activeDays === 0 ? 0n : totalPico / BigInt(activeDays);
  const spent = (pico: Pico): string => amountText(amountOf({ totals, totalPico: pico }), true);
  const read = totals.tokens.cacheRead;
  const prompts = read + totals.tokens.input + totals.tokens.cacheWrite5m + totals.tokens.cacheWrite1h;
  return [
    { label: "Total", value: spent(totalPico), note: exactNote(periods) },
    {
      label: "An active day",
      value: spent(perDay),
      note: `${wholeNumber(activeDays)} of ${counted(days, "day")} active`,
    },
    {
      label: "Requests",
      value: wholeNumber(totals.requests),
      note: `in ${counted(sessions.count, "session")}`,
    },
    {
      label: "Tokens",
      value: compactTokens(totalTokens(totals.tokens)),
      note: prompts === 0 ? "" : `${percent(read, prompts)} of what was read came from the cache`,
    },
    {
      label: "Background",
      value: background.costPico === null ? "not known" : boundMoney(backgroundPico, background.status, true),
      note:
        background.costPico === null ? "" : `${percent(usdNumber(backgroundPico), usdNumber(totalPico))} of the total`,
    },
  ];
}

function exactNote(periods: PeriodList): string {
  const {
    certainty: { exactPico },
    totalPico,
  } = periods;
  const rest = exactPico >= totalPico ? "" : `${money(exactPico)} of it exact, the rest at least that`;
  if (!amountOf(periods).lacksPrices) return rest || "exact";
  return [rest, "without what has no price"].filter((part) => part !== "").join("; ");
}

/**
 * What must not be overlooked, one line each. @param nameOf cleans a model's id, which comes from a log, for the line
 */
export function reportWarnings(
  { report: { sessions } }: ShownReport,
  nameOf: (model: string) => string = cleanText,
): readonly string[] {
  const { requests, tokens, models } = sessions.totals.unpriced;
  if (requests === 0 && models.length === 0) return [];
  const what = `${counted(requests, "request")} (${compactTokens(totalTokens(tokens))} tokens)`;
  return [`not priced, and not in the dollars: ${what} of ${models.map(nameOf).join(", ")}`];
}

/** A description of the bars for screen readers. */
export function barsSummary({ report: { bars } }: ShownReport): string {
  const spent = bars.bars.map(({ period, costPico, backgroundPico }) => ({ period, pico: costPico + backgroundPico }));
  const most = spent.reduce<(typeof spent)[number] | null>((a, b) => (a === null || b.pico > a.pico ? b : a), null);
  if (most === null || most.pico === 0n) {
    const isUnpriced = bars.bars.some(({ lacksPrices }) => lacksPrices);
    return `${counted(spent.length, bars.kind)}, ${isUnpriced ? "nothing with a price" : "nothing spent"}`;
  }
  return `${counted(spent.length, bars.kind)}, at most ${money(most.pico)} (${most.period})`;
}

export function reportFooter({ zone, nowMs, version, titles }: ShownReport): string {
  const at = `${dayKey(zone.dayOf(nowMs))} ${clock(nowMs, zone)} ${zone.name}`;
  const names = titles ? "" : " Titles and paths are left out.";
  return `Made by claude-cost ${version}, ${at}, from the logs of this machine.${names}`;
}
