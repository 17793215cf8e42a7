/** Rate cards as a table. */

import type { RateCard, RateEntry, Rates } from "../../core/pricing/rate-card.ts";
import type { TOKEN_CLASSES } from "../../core/responses/tokens.ts";
import { compactTokens } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { type TableFrame, titleLine } from "./frame.ts";

const COLUMNS: readonly Column[] = [
  { header: "Model", priority: 1, rule: "shrink", minWidth: 18, maxWidth: 40 },
  { header: "From", priority: 4, rule: "hard" },
  { header: "Rates", priority: 3, rule: "hard" },
  { header: "Input", priority: 1, rule: "hard", align: "right" },
  { header: "Output", priority: 1, rule: "hard", align: "right" },
  { header: "Write 5m", priority: 2, rule: "hard", align: "right" },
  { header: "Write 1h", priority: 2, rule: "hard", align: "right" },
  { header: "Read", priority: 2, rule: "hard", align: "right" },
  { header: "Source", priority: 9, rule: "shrink", minWidth: 30, maxWidth: 60, tone: "muted" },
];

/** Dollars per million tokens, without trailing zeros. */
function rate(picoPerToken: number): string {
  return String(picoPerToken / 1e6);
}

const ratesCells = (rates: Rates): string[] => TOKEN_ORDER.map((name) => rate(rates[name]));
const TOKEN_ORDER = [
  "input",
  "output",
  "cacheWrite5m",
  "cacheWrite1h",
  "cacheRead",
] as const satisfies typeof TOKEN_CLASSES;

export function entryDate(entry: RateEntry): string {
  return Number.isFinite(entry.fromMs) ? new Date(entry.fromMs).toISOString().slice(0, 10) : "start";
}

export function entryRows(card: RateCard, entry: RateEntry): Row[] {
  const rows: Row[] = [[card.id, entryDate(entry), entry.basis, ...ratesCells(entry.rates), entry.source]];
  const band = entry.longPrompt;
  if (band) rows.push(["", "", `>${compactTokens(band.abovePromptTokens)} prompt`, ...ratesCells(band.rates)]);
  if (entry.fast) rows.push(["", "", "fast", ...ratesCells(entry.fast)]);
  return rows;
}

const SURCHARGES = "Web search $10 per 1,000. US inference and regional cloud endpoints +10%, batch half.";

/** @param asOf the day on which the shipped list was last checked */
export function priceLines(
  entries: readonly { readonly card: RateCard; readonly entry: RateEntry }[],
  asOf: string,
  frame: TableFrame,
): string[] {
  const { style } = frame;
  return [
    titleLine("Rate cards, dollars per million tokens", frame),
    "",
    ...renderTable(
      COLUMNS,
      entries.flatMap(({ card, entry }) => entryRows(card, entry)),
      frame.width,
      style,
    ),
    ...wrapWords(`List checked ${asOf}. ${SURCHARGES}`, frame.width).map((line) => style.paint("muted", line)),
  ];
}
