/** Limits as table rows with bars and pace marks, for the one-shot command and the dashboard. */

import type { Alert } from "../../core/alerts.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { Limit, Severity } from "../../core/limits/limit.ts";
import { bar } from "../text/charts.ts";
import { duration } from "../text/format.ts";
import { type Line, type Span, span } from "../text/spans.ts";
import { type Column, type Row, tableLines } from "../text/table.ts";
import type { Tone } from "../text/terminal-style.ts";
import { when } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { limitName, moneyText, percentText } from "../words/limit-phrases.ts";
import { alertMessage, fillRatio, forecastText, sourceText } from "../words/limits-words.ts";

export type LimitsFrame = {
  readonly width: number;
  readonly unicode: boolean;
  readonly nowMs: number;
  readonly zone: Zone;
};

/** The bar is dropped before the reset where only one of them fits. */
const columnsFor = (width: number): readonly Column[] => [
  { header: "Limit", priority: 1, rule: "shrink", minWidth: 14 },
  { header: "", priority: 3, rule: "grow", minWidth: 8, maxWidth: 30 },
  { header: "Used", priority: 1, rule: "hard", align: "right", floor: 4 },
  { header: "", priority: 1, rule: "hard" },
  { header: "Money", priority: 2, rule: "hard", align: "right" },
  { header: "Resets", priority: width < 80 ? 4 : 2, rule: "hard" },
  { header: "Runs out", priority: 5, rule: "hard" },
  { header: "Source", priority: 6, rule: "hard", tone: "muted" },
];

const TONES: Readonly<Record<Severity, Tone>> = {
  ok: "accent",
  unknown: "muted",
  warn: "warn",
  critical: "danger",
  over: "danger",
};

/** Severity as a word, because there may be no colour. */
const WORDS: Readonly<Record<Severity, string>> = { ok: "", unknown: "?", warn: "!", critical: "!!", over: "over" };

/** One line per limit, under a header unless that is switched off. */
export function limitLines(limits: readonly Limit[], frame: LimitsFrame, header = true): Line[] {
  return tableLines(
    columnsFor(frame.width),
    limits.map((limit) => limitRow(limit, frame)),
    frame.width,
    { unicode: frame.unicode, header },
  );
}

/** Below this width there is only room for "in how long", not for "when", and for names without an explanation. */
const ROOM_FOR_CLOCK = 100;
const EXPLANATION = " (extra usage)";

function resetText(resetsAtMs: number, { nowMs, zone, unicode, width }: LimitsFrame): string {
  const at = when(resetsAtMs, nowMs, zone);
  if (width < ROOM_FOR_CLOCK && resetsAtMs > nowMs) return duration(resetsAtMs - nowMs);
  return resetsAtMs <= nowMs ? at : `${duration(resetsAtMs - nowMs)} ${unicode ? "·" : "-"} ${at}`;
}

function limitRow(limit: Limit, frame: LimitsFrame): Row {
  const { nowMs, zone, unicode } = frame;
  const tone = TONES[limit.severity];
  const resets = limit.resetsAtMs;
  const pace = limit.pacePercent === null ? null : limit.pacePercent / 100;
  return [
    limitName(frame.width < ROOM_FOR_CLOCK ? { ...limit, label: limit.label.replace(EXPLANATION, "") } : limit),
    (width) => bar(fillRatio(limit), width, { unicode, tone, pace }),
    span(percentText(limit.usedPercent), limit.severity === "ok" ? "text" : tone),
    span(WORDS[limit.severity], tone, true),
    moneyText(limit),
    resets === null ? "" : resetText(resets, frame),
    forecastText(limit, nowMs, zone),
    sourceText(limit, nowMs),
  ];
}

/** One or two lines per alert, worst first. */
export function alertLines(alerts: readonly Alert[], frame: LimitsFrame): Line[] {
  return alerts.flatMap((alert): Line[] => {
    const tone = alert.kind === "news" ? "muted" : TONES[alert.severity];
    const sign: Span = span(`${alert.kind === "news" ? "i" : WORDS[alert.severity]} `.padEnd(5), tone, true);
    const lines = wrapWords(alertMessage(alert, frame.nowMs, frame.zone), Math.max(20, frame.width - 5), 2);
    return lines.map((text, i) => [i === 0 ? sign : span("     "), span(text)]);
  });
}

/** Notes on what the figures are based on and do not include. */
export function noteLines(limits: readonly Limit[], width: number): Line[] {
  return limits.flatMap((limit) =>
    limit.notes.flatMap((note) =>
      wrapWords(`${limitName(limit)}: ${note}`, width, 2).map((text): Line => [span(text, "muted")]),
    ),
  );
}
