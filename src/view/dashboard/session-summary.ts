/** What one session costs, how fast it spends, and how full it is: the top of Now and of a session's details. */

import type { ContextState } from "../../core/context/context-state.ts";
import type { DashboardData, SessionDetail, SessionRow, SessionStatus } from "../../core/dashboard/dashboard-data.ts";
import type { Timeline } from "../../core/dashboard/turn.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { modelLabel } from "../tables/model-label.ts";
import { bar, glyphs } from "../text/charts.ts";
import { compactTokens, counted, duration, money, percent } from "../text/format.ts";
import {
  type Line,
  lineWidth,
  type Span,
  span,
  textWidth,
  toLine,
  truncateEnd,
  truncateMiddle,
} from "../text/spans.ts";
import type { Tone } from "../text/terminal-style.ts";
import { when } from "../text/time.ts";
import { boundWords } from "../words/certainty.ts";
import { amountCell, amountText } from "../words/priced-amount.ts";
import { field, spread, type ViewContext, words } from "./pane.ts";
import { loggedCost, spentAmount } from "./spend.ts";
import { sparklineIn } from "./time-charts.ts";

const LABEL = 11;
const MINUTE_MS = 60_000;
const BURN_MINUTES = 60;

const STATUS_TONES: Readonly<Record<SessionStatus, Tone>> = {
  busy: "accent",
  waiting: "warn",
  idle: "text",
  open: "text",
  closed: "muted",
};

export function statusSpan(status: SessionStatus): Span {
  return span(status, STATUS_TONES[status]);
}

export function titleOf(session: SessionRow): string {
  return toLine(session.title || "(untitled)")[0]?.text ?? "";
}

export function summaryLines(
  session: SessionRow,
  detail: SessionDetail | null,
  data: DashboardData,
  width: number,
  form: SummaryForm,
  ctx: ViewContext,
): Line[] {
  const head = headLine(session, detail, width, ctx);
  const cost = costLine(session, detail?.timeline ?? null, width, ctx);
  const burn = burnLine(session, detail?.timeline ?? null, data, width, ctx);
  const context = contextLine(detail?.context ?? null, width, ctx);
  const cache = cacheLine(session, detail?.context ?? null, width, ctx);
  if (form === "short") return [head, context, cost, burn, cache];
  const about = [head, placeLine(session, width, ctx), [], cost, burn];
  return form === "without-context" ? about : [...about, context, cache];
}

/** `short`: most important first, for a narrow or low terminal. `without-context`: where another pane shows that. */
export type SummaryForm = "full" | "short" | "without-context";

/** Height of a pane with it, including the title. */
export const SUMMARY_HEIGHTS: Readonly<Record<SummaryForm, number>> = { full: 8, short: 6, "without-context": 6 };

function headLine(session: SessionRow, detail: SessionDetail | null, width: number, { unicode }: ViewContext): Line {
  const model = [modelLabel(session.model || detail?.timeline?.model || ""), detail?.effort ?? ""].filter(Boolean);
  const right: Line = [span(model.join(" "), "muted"), span(model.length > 0 ? "  " : ""), statusSpan(session.status)];
  const room = width - lineWidth(right) - 2;
  const title = truncateEnd(titleOf(session), Math.max(10, room), unicode);
  return spread([{ text: title, tone: "text", bold: true, isName: true }], right, width);
}

/** A path cut shorter than this is not useful. */
const PLACE_WIDTH = 18;

function placeLine(session: SessionRow, width: number, ctx: ViewContext): Line {
  const id = session.sessionId.slice(0, 8);
  const since = Number.isFinite(session.firstMs)
    ? `since ${when(session.firstMs, ctx.nowMs, ctx.zone)}, last ${agoWords(session.lastMs, ctx.nowMs)}`
    : "no request yet";
  const branch = toLine(session.branch)[0]?.text ?? "";
  const right: Line = textWidth(since) + 30 <= width ? [span(since, "muted")] : [];
  const room = width - lineWidth(right) - 2;
  const leftOf = (tail: readonly string[]): number => room - tail.reduce((sum, t) => sum + textWidth(t) + 3, 0);
  const tails = [[branch, id], [branch], []].map((tail) => tail.filter((t) => t !== ""));
  const tail = tails.find((t) => leftOf(t) >= PLACE_WIDTH) ?? [];
  const place = toLine(session.project || "(no project)")[0]?.text ?? "";
  const project = truncateMiddle(place, Math.max(12, leftOf(tail)), ctx.unicode);
  return spread(words([project, ...tail.map((t) => span(t, "muted"))], room, ctx.unicode), right, width);
}

/** Minutes are precise enough for an age, and seconds would change too often. */
export function agoWords(ms: number, nowMs: number): string {
  if (!Number.isFinite(ms)) return "–";
  const age = nowMs - ms;
  if (age < MINUTE_MS) return "just now";
  return `${age < 3_600_000 ? `${Math.floor(age / MINUTE_MS)}m` : duration(age)} ago`;
}

function costLine(session: SessionRow, timeline: Timeline | null, width: number, ctx: ViewContext): Line {
  const parts: Span[] = [];
  if (session.backgroundPico === null) {
    parts.push(
      span(`logged ${amountText(loggedCost(session), ctx.unicode)}`),
      span(session.status === "closed" ? "background not recorded" : "background not recorded yet", "muted"),
    );
  } else {
    const bound = boundWords(session.backgroundStatus);
    parts.push(span(`logged ${amountText(loggedCost(session), ctx.unicode)}`));
    parts.push(span(`background ${bound}${money(session.backgroundPico)}`));
  }
  if (session.unpriced > 0) parts.push(span(`${counted(session.unpriced, "request")} unpriced`, "warn"));
  const turns = timeline?.turns.filter((t) => t.requests > 0) ?? [];
  const mean = turns.length > 0 ? turns.reduce((sum, t) => sum + t.costPico, 0n) / BigInt(turns.length) : null;
  if (mean !== null) parts.push(span(`${counted(turns.length, "turn")}, ${money(mean)} each`, "muted"));
  const cost = amountCell(spentAmount(session), ctx.unicode, { isBold: true, write: money });
  const total = { ...cost, text: cost.text.padEnd(11) };
  return field("Cost", [total, ...words(parts, width - LABEL - 11, ctx.unicode)], LABEL);
}

function burnLine(
  session: SessionRow,
  timeline: Timeline | null,
  data: DashboardData,
  width: number,
  ctx: ViewContext,
): Line {
  const minutes = sessionMinutes(timeline, data, ctx.nowMs);
  const spent = minutes.reduce((sum, m) => sum + m, 0);
  const inLastHour = BigInt(Math.round(spent));
  const rate = span(money(inLastHour).padEnd(11), inLastHour > 0n ? "text" : "muted", inLastHour > 0n);
  const words = `  last hour${paceText(inLastHour, ctx.nowMs - session.firstMs)}`;
  const chart = Math.min(30, Math.max(10, width - LABEL - 11 - words.length - 2));
  const said = LABEL + 11 + chart + words.length <= width ? words : "";
  return field("Burn", [rate, glyphs(sparklineIn(minutes, chart, ctx)), span(said, "muted")], LABEL);
}

/** In a session younger than an hour, the amount per hour is an extrapolation. */
function paceText(spentPico: Pico, ageMs: number): string {
  const minutes = Math.max(1, Math.round(ageMs / MINUTE_MS));
  if (spentPico === 0n || !Number.isFinite(ageMs) || minutes >= BURN_MINUTES) return "";
  return `, at this pace ${money((spentPico * 60n) / BigInt(minutes))} an hour`;
}

/** Pico-dollars in each of the last sixty minutes, oldest first: each turn's cost at the time it ended. */
function sessionMinutes(timeline: Timeline | null, data: DashboardData, nowMs: number): number[] {
  const now = Math.floor(nowMs / MINUTE_MS);
  const minutes: number[] = Array.from({ length: BURN_MINUTES }, () => 0);
  const book = (minute: number, pico: number): void => {
    const at = minute - (now - BURN_MINUTES + 1);
    if (at >= 0 && at < BURN_MINUTES) minutes[at] = (minutes[at] as number) + pico;
  };
  if (timeline === null) for (const [minute, pico] of data.minutes) book(minute, pico);
  else for (const turn of timeline.turns) book(Math.floor(turn.endMs / MINUTE_MS), Number(turn.costPico));
  return minutes;
}

export const STAGE_TONES = { ok: "accent", watch: "accent", soon: "warn", now: "warn", over: "danger" } as const;

export function contextLine(context: ContextState | null, width: number, ctx: ViewContext): Line {
  if (context === null) return field("Context", [span("not known before the next response", "muted")], LABEL);
  const { contextTokens, windowTokens, usedPercent, autoCompactAtTokens, turnsUntilCompact, stage } = context;
  const chart = Math.min(30, Math.max(10, width - LABEL - 48));
  const parts: Span[] = [
    span(`${Math.floor(usedPercent)}%`.padStart(4), stage === "ok" ? "text" : STAGE_TONES[stage], true),
    span(`${compactTokens(contextTokens)} of ${compactTokens(windowTokens)}`),
  ];
  if (stage === "now" || stage === "over") parts.push(span(typeNow(context), "warn", true));
  if (turnsUntilCompact !== null) parts.push(span(`${counted(turnsUntilCompact, "turn")} left`));
  if (autoCompactAtTokens !== null) parts.push(span(`compacts at ${compactTokens(autoCompactAtTokens)}`, "muted"));
  const pace = autoCompactAtTokens === null ? null : autoCompactAtTokens / windowTokens;
  const gauge = bar(usedPercent / 100, chart, { unicode: ctx.unicode, tone: STAGE_TONES[stage], pace });
  return field("Context", [...gauge, ...words(parts, width - LABEL - chart, ctx.unicode)], LABEL);
}

/** `/compact or /clear`: the second one if the next work is unrelated. */
export function typeNow({ advice }: ContextState): string {
  const command = advice?.command.split(" ")[0] ?? "/compact";
  return advice?.alternative ? `${command} or ${advice.alternative}` : command;
}

function cacheLine(session: SessionRow, context: ContextState | null, width: number, ctx: ViewContext): Line {
  const read = session.cached + session.input;
  const share = span(`${percent(session.cached, read)} of the input read from cache`, "muted");
  const cache = context?.cache ?? null;
  if (cache === null) return field("Cache", read > 0 ? [share] : [span("–", "muted")], LABEL);
  const isWarm = cache.warm && (cache.expiresAtMs === null || cache.expiresAtMs > ctx.nowMs);
  if (!isWarm) return field("Cache", words([span("cold", "warn"), share], width - LABEL, ctx.unicode), LABEL);
  const left = cache.expiresAtMs === null ? "" : countdown(cache.expiresAtMs - ctx.nowMs);
  const warm = span(left === "" ? "warm" : `warm, ${left} left`);
  const idle = context?.idleCompaction ?? null;
  const compacts = idle === null ? [] : [span(`compacts if idle ${when(idle.atMs, ctx.nowMs, ctx.zone)}`, "muted")];
  return field("Cache", words([warm, ...compacts, share], width - LABEL, ctx.unicode), LABEL);
}

const STEP_S = 10;

/** Minutes, and tens of seconds in the last one, because updating every second would cost more. Never too long. */
export function countdown(ms: number): string {
  if (ms <= 0) return "";
  if (ms >= MINUTE_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  const seconds = Math.floor(ms / 1000 / STEP_S) * STEP_S;
  return seconds > 0 ? `${seconds}s` : `under ${STEP_S}s`;
}
