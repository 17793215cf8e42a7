/** Limits as one line each: how much is used, where an even pace would be, and when the limit resets. */

import type { Limit } from "../../../core/limits/limit.ts";
import { bar } from "../../text/charts.ts";
import { bareDuration, counted } from "../../text/format.ts";
import { type Line, span } from "../../text/spans.ts";
import { type Column, tableLines } from "../../text/table.ts";
import { percentText } from "../../words/limit-phrases.ts";
import { shortLimitName } from "../../words/live-words.ts";
import { LIMIT_TONES } from "../limits-view.ts";
import type { Pane, ViewContext } from "../pane.ts";

const COLUMNS: readonly Column[] = [
  { header: "", priority: 1, rule: "shrink", minWidth: 8, maxWidth: 20, cut: "end" },
  { header: "", priority: 3, rule: "grow", minWidth: 8, maxWidth: 40 },
  { header: "", priority: 1, rule: "hard", align: "right", floor: 6 },
  { header: "", priority: 2, rule: "hard", align: "right", floor: 7, tone: "muted" },
];

/** Null where no limit has a figure. */
export function windowsPane(limits: readonly Limit[], ctx: ViewContext): Pane | null {
  const known = limits.filter(({ usedPercent }) => usedPercent !== null);
  if (known.length === 0) return null;
  return {
    id: "windows",
    title: "Limits",
    aside: `${ctx.unicode ? "│" : "|"} even pace`,
    below: () => counted(known.length, "limit"),
    reach: "5",
    priority: 4,
    minHeight: Math.min(3, 1 + known.length),
    idealHeight: Math.min(8, 1 + known.length),
    fullHeight: () => 1 + known.length,
    grows: false,
    draw: (width, height) => {
      const fits = known.length <= height ? known.length : Math.max(0, height - 1);
      const rows = known.slice(0, fits).map((limit) => limitRow(limit, ctx));
      const rest = known.length - fits;
      const more: Line[] = rest > 0 ? [[span(`with 5: ${rest} more`, "muted")]] : [];
      return [...tableLines(COLUMNS, rows, width, { unicode: ctx.unicode, header: false }), ...more];
    },
  };
}

function limitRow(limit: Limit, ctx: ViewContext) {
  const { usedPercent, pacePercent, severity, stale, resetsAtMs } = limit;
  const tone = LIMIT_TONES[severity];
  const ratio = (usedPercent ?? 0) / 100;
  const pace = pacePercent === null ? null : pacePercent / 100;
  const sign = severity === "ok" || severity === "unknown" ? "" : severity === "warn" || !ctx.unicode ? "! " : "▲ ";
  const isAhead = resetsAtMs !== null && resetsAtMs > ctx.nowMs;
  return [
    shortLimitName(limit),
    (width: number) => bar(ratio, width, { unicode: ctx.unicode, tone, pace }),
    span(
      `${sign}${stale ? (ctx.unicode ? "≥" : ">=") : ""}${percentText(usedPercent)}`,
      severity === "ok" ? "text" : tone,
      true,
    ),
    isAhead ? untilReset(resetsAtMs - ctx.nowMs) : "",
  ];
}

/** Without seconds, which would change too often. */
const untilReset = (ms: number): string => (ms < 60_000 ? "<1m" : bareDuration(ms));
