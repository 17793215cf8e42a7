/** The parts around the table of a one-shot report. */

import { cleanText } from "../../core/clean-text.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import type { CurrencyRate } from "../../core/pricing/currency.ts";
import { type Pico, usdNumber } from "../../core/pricing/money.ts";
import { lacksPrices, type Unpriced } from "../../core/reports/totals.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { compactTokens, counted, money, percent } from "../text/format.ts";
import { textWidth, truncateEnd } from "../text/spans.ts";
import type { TerminalStyle } from "../text/terminal-style.ts";
import { wrapWords } from "../text/wrap.ts";

export type TableFrame = {
  readonly width: number;
  readonly style: TerminalStyle;
  readonly demo: boolean;
  /** The filter of the report (`filterText`); undefined or "" = none. */
  readonly filter?: string;
  /** What dollars mean on the user's plan; undefined or null = not known. */
  readonly money?: MoneyMeaning | null;
  /** A currency to show beside dollars; undefined or null = none. */
  readonly currency?: CurrencyRate | null;
};

/**
 * The title with the filter of the report, marked where the figures are invented. Contains line breaks where the
 * terminal is narrow.
 */
export function titleLine(title: string, frame: TableFrame): string {
  const { style, width, filter = "" } = frame;
  const mark = frame.demo ? `${style.paint("warn", "DEMO")} ` : "";
  const left = width - (frame.demo ? "DEMO ".length : 0);
  const head = `${mark}${wrapWords(title, left).map(style.bold).join("\n")}`;
  if (filter === "") return head;
  const room = left - textWidth(title) - 2;
  // A filter that does not fit beside the title gets a line of its own.
  if (textWidth(filter) <= room) return `${head}  ${style.paint("muted", filter)}`;
  return `${head}\n${style.paint("muted", truncateEnd(`  ${filter}`, width, style.unicode))}`;
}

/** The title of a table of dollars, with what they mean on the user's plan. */
export function moneyTitle(title: string, frame: TableFrame): string {
  const { filter = "", money: meaning = null } = frame;
  return titleLine(title, { ...frame, filter: [meaning ?? "", filter].filter((part) => part !== "").join("; ") });
}

/** How much of the money is exact; empty where all of it is. */
export function exactLines(exactPico: Pico, totalPico: Pico, { style, width }: TableFrame): string[] {
  if (exactPico >= totalPico) return [];
  const share = percent(usdNumber(exactPico), usdNumber(totalPico));
  const text = `exact: ${money(exactPico)} of ${money(totalPico)} (${share}); the rest is a lower bound`;
  return wrapWords(text, width, 2).map((line) => style.paint("muted", line));
}

const HINT = "not in the dollars above; give a price with `claude-cost prices add`";

type Screen = Pick<TableFrame, "style" | "width">;

/** A warning where something could not be priced, with what to do; empty where everything was. */
export function unpricedLines(unpriced: Unpriced, screen: Screen): string[] {
  if (!lacksPrices(unpriced)) return [];
  const hint = wrapWords(`  ${HINT}`, screen.width, 2).map((line) => screen.style.paint("muted", line));
  return [...unpricedWarning(unpriced, screen), ...hint];
}

/** The warning alone. */
export function unpricedWarning(unpriced: Unpriced, { style, width }: Screen): string[] {
  if (!lacksPrices(unpriced)) return [];
  const models = unpriced.models.map(cleanText).join(", ");
  const what = `${counted(unpriced.requests, "request")} (${compactTokens(totalTokens(unpriced.tokens))} tokens)`;
  return wrapWords(`! unpriced: ${what} of ${models}`, width, 2).map((line) => style.paint("warn", line));
}
