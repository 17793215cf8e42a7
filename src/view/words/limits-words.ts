/** Texts for limits and alerts. Each states its basis: how much, of what, until when. */

import type { Alert } from "../../core/alerts.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { ContextAlert } from "../../core/context/alerts.ts";
import type { Limit, LimitSource } from "../../core/limits/limit.ts";
import { usdNumber } from "../../core/pricing/money.ts";
import { counted, duration, money } from "../text/format.ts";
import { when } from "../text/time.ts";
import { limitName, nextWords, percentText, reloadWords, usedWords } from "./limit-phrases.ts";

const MINUTE_MS = 60_000;

/** The text of an alert: one line, no colour. */
export function alertMessage(alert: Alert, nowMs: number, zone: Zone): string {
  if (alert.kind === "context") return contextMessage(alert);
  const { limit } = alert;
  const name = capital(limitName(limit));
  switch (alert.kind) {
    case "threshold":
      return `${name}: ${usedWords(limit)}${ending(limit, nowMs, zone)}`;
    case "run-out": {
      const at = alert.atMs ?? nowMs;
      const early = limit.resetsAtMs === null ? "" : `, ${roughly(limit.resetsAtMs - at)} before it resets`;
      return `${name}: at this pace it runs out ${when(at, nowMs, zone)}${early} (${usedWords(limit)})`;
    }
    case "expiry":
      return `${name}: about ${money(alert.pico ?? 0n)} will expire unspent ${when(alert.atMs ?? nowMs, nowMs, zone)}`;
    case "news":
      return `${name}: ${reloadWords(limit, nowMs)}`;
  }
}

/** The message of an alert in a few words, for a narrow pane. */
export function alertBrief(alert: Alert, nowMs: number, zone: Zone): string {
  if (alert.kind === "context") {
    const left = alert.state.turnsUntilCompact ?? 0;
    return `${percentText(alert.state.usedPercent)} full${left < 1 ? "" : `, ${counted(left, "turn")} left`}`;
  }
  const name = capital(limitName(alert.limit));
  if (alert.kind === "run-out") return `${name} out ${when(alert.atMs ?? nowMs, nowMs, zone)}`;
  if (alert.kind === "expiry") return `${name}: ${money(alert.pico ?? 0n)} expires`;
  if (alert.kind === "news") return `${name} reloads`;
  return `${name} ${alert.limit.severity === "over" ? "used up" : percentText(alert.limit.usedPercent)}`;
}

function contextMessage({ name, state }: ContextAlert): string {
  const left = state.turnsUntilCompact ?? 0;
  const turns = left < 1 ? "" : `, about ${counted(left, "turn")} left`;
  return `Context ${percentText(state.usedPercent)} full in ${name}${turns}`;
}

/** A forecast is not accurate to the second. */
function roughly(ms: number): string {
  return duration(ms < MINUTE_MS ? ms : Math.round(ms / MINUTE_MS) * MINUTE_MS);
}

function ending(limit: Limit, nowMs: number, zone: Zone): string {
  const parts: string[] = [];
  if (limit.resetsAtMs !== null) {
    parts.push(`resets ${when(limit.resetsAtMs, nowMs, zone)}, in ${duration(limit.resetsAtMs - nowMs)}`);
  }
  const next = nextWords(limit);
  if (next !== "") parts.push(next);
  if (limit.stale) parts.push(`as of ${duration(nowMs - limit.asOfMs)} ago`);
  return parts.length === 0 ? "" : `; ${parts.join("; ")}`;
}

/** A URL is not capitalised. */
const capital = (text: string): string =>
  /^[^\s,]*@/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);

const SOURCES: Readonly<Record<LimitSource, string>> = {
  statusline: "status line",
  client: "Claude Code's cache",
  logs: "logs, API rates",
  settings: "settings",
  organization: "fetched",
};

/** `status line, 3m 20s ago`; our own sums are always current. */
export function sourceText(limit: Limit, nowMs: number): string {
  const age = nowMs - limit.asOfMs;
  return age < 60_000 ? SOURCES[limit.source] : `${SOURCES[limit.source]}, ${duration(age)} ago`;
}

/** When it will run out at the present rate, with the range where that adds information. */
export function forecastText(limit: Limit, nowMs: number, zone: Zone): string {
  const { runsOut } = limit;
  if (runsOut === null || limit.severity === "over") return "";
  const at = when(runsOut.atMs, nowMs, zone);
  const width = (runsOut.latestMs ?? Number.POSITIVE_INFINITY) - runsOut.earliestMs;
  if (width < 2 * 3_600_000) return at;
  const from = when(runsOut.earliestMs, nowMs, zone);
  return `${at} (${from} – ${runsOut.latestMs === null ? "not at all" : when(runsOut.latestMs, nowMs, zone)})`;
}

/** Used share of the limit for a bar; 1 = full, over 1 = overflow. */
export function fillRatio(limit: Limit): number | null {
  if (limit.usedPercent !== null) return limit.usedPercent / 100;
  if (limit.usedPico === null || limit.limitPico === null || limit.limitPico === 0n) return null;
  return usdNumber(limit.usedPico) / usdNumber(limit.limitPico);
}
