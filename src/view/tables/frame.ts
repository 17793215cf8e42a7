/** What every table of a one-shot report has around it. */

import { cleanText } from "../../core/clean-text.ts";
import type { Unpriced } from "../../core/reports/totals.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { compactTokens, counted } from "../text/format.ts";
import type { TerminalStyle } from "../text/terminal-style.ts";
import { wrapWords } from "../text/wrap.ts";

export type TableFrame = { readonly width: number; readonly style: TerminalStyle; readonly demo: boolean };

/** Title line, marked where the figures are made up. */
export function titleLine(title: string, frame: TableFrame): string {
  const mark = frame.demo ? `${frame.style.paint("warn", "DEMO")} ` : "";
  return `${mark}${frame.style.bold(title)}`;
}

const HINT = "not in the dollars above; give a price with `claude-cost prices add`";

/** Loud where something could not be priced; empty where all was. */
export function unpricedLines(unpriced: Unpriced, { style, width }: Pick<TableFrame, "style" | "width">): string[] {
  if (unpriced.requests === 0 && unpriced.models.length === 0) return [];
  const models = unpriced.models.map(cleanText).join(", ");
  const what = `${counted(unpriced.requests, "request")} (${compactTokens(totalTokens(unpriced.tokens))} tokens)`;
  return [
    ...wrapWords(`! unpriced: ${what} of ${models}`, width, 2).map((line) => style.paint("warn", line)),
    ...wrapWords(`  ${HINT}`, width, 2).map((line) => style.paint("muted", line)),
  ];
}
