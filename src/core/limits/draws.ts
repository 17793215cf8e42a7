/**
 * Decides which requests of a subscription drew on usage credits, and by which evidence. The logs do not contain this
 * directly, so each request is marked included, credits or unknown, with its reason; nothing is guessed.
 */

import { type Pico, PicoSum } from "../pricing/money.ts";
import { Flag, isRequest, type ResponseTable } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import type { Span } from "./calendar.ts";
import type { IsOwn } from "./spending.ts";

export const DRAW_REASONS = [
  "there is no evidence",
  "usage credits are off",
  "the plan includes nothing",
  "fast mode always draws on credits",
  "the plan's window was used up",
  "1-hour cache writes: inside the plan",
  "5-minute cache writes on the main chain, between 1-hour writes of the same session",
  "the plan's windows were not used up",
  "requests before and after it were inside the plan",
  "requests before and after it drew on credits",
  "the model always draws on credits",
] as const;

const Reason = {
  none: 0,
  off: 1,
  metered: 2,
  fast: 3,
  exhausted: 4,
  hourCache: 5,
  shortCache: 6,
  below: 7,
  amidIncluded: 8,
  amidCredits: 9,
  always: 10,
} as const;

export const Draw = { outside: 0, included: 1, credits: 2, unknown: 3 } as const;

const CREDIT_REASONS: ReadonlySet<number> = new Set([
  Reason.metered,
  Reason.fast,
  Reason.exhausted,
  Reason.shortCache,
  Reason.amidCredits,
  Reason.always,
]);

/** A request between two requests that agree, each at most this far away, is assumed to be like them. */
const NEIGHBOUR_MS = 5 * 3_600_000;

export type DrawContext = {
  /** false: the plan bills everything (usage-based). */
  readonly hasWindows: boolean;
  /** null = not known. */
  readonly creditsEnabled: boolean | null;
  /** When a window was at 100 %, until it reset. */
  readonly exhausted: readonly Span[];
  /** When no window was at 100 %, by the client's own reports. */
  readonly below: readonly Span[];
  /** Whether a model, by its logged id, always draws on credits, independent of the windows. */
  alwaysDraws(model: string): boolean;
  readonly isOwn: IsOwn;
  /** The requests to classify. */
  readonly span: Span;
};

export type Draws = {
  /** By row of the table: a value of `Draw`. */
  readonly verdict: Uint8Array;
  /** By row of the table: index into `DRAW_REASONS`. */
  readonly reason: Uint8Array;
};

export function markDraws(table: ResponseTable, context: DrawContext): Draws {
  const { columns } = table;
  const reason = new Uint8Array(columns.length);
  const verdict = new Uint8Array(columns.length);
  const rows = rowsByTime(table, context);
  const always = table.models.map((model) => context.alwaysDraws(model));
  for (const i of rows) reason[i] = ownReason(table, i, context, always);
  for (const i of shortRuns(table, rows)) if (reason[i] === Reason.none) reason[i] = Reason.shortCache;
  fillBetween(table, rows, reason);
  for (const i of rows) verdict[i] = verdictOf(reason[i] as number);
  return { verdict, reason };
}

function verdictOf(reason: number): number {
  if (reason === Reason.none) return Draw.unknown;
  return CREDIT_REASONS.has(reason) ? Draw.credits : Draw.included;
}

function rowsByTime(table: ResponseTable, { span, isOwn }: DrawContext): readonly number[] {
  const { timeMs: time, origin } = table.columns;
  const rows: number[] = [];
  for (let i = 0; i < table.columns.length; i++) {
    const timeMs = time[i] as number;
    if (timeMs < span.fromMs || timeMs >= span.toMs) continue;
    if (isOwn((table.origins[origin[i] as number] as Origin).sessionId, timeMs)) rows.push(i);
  }
  const inOrder = (a: number, b: number): number => (time[a] as number) - (time[b] as number) || a - b;
  // Log rows are nearly in order, and checking is cheaper than sorting.
  return rows.every((row, i) => i === 0 || inOrder(rows[i - 1] as number, row) <= 0) ? rows : rows.sort(inOrder);
}

function ownReason(table: ResponseTable, i: number, context: DrawContext, always: readonly boolean[]): number {
  const { columns } = table;
  const timeMs = columns.timeMs[i] as number;
  const flags = columns.flags[i] as number;
  if (!context.hasWindows) return Reason.metered;
  if (flags & Flag.fast) return Reason.fast;
  if (always[columns.model[i] as number]) return Reason.always;
  if (context.creditsEnabled === false) return Reason.off;
  const during = (span: Span): boolean => timeMs >= span.fromMs && timeMs < span.toMs;
  if (context.exhausted.some(during)) return Reason.exhausted;
  if (context.below.some(during)) return Reason.below;
  return writesForAnHour(table, i) ? Reason.hourCache : Reason.none;
}

/** A single 5-minute write can be coincidence: the first answer after a resume makes one. */
const LEAST_SHORT_RUN = 2;

/**
 * Finds rows of at least two consecutive 5-minute writes on a session's main chain, between two 1-hour writes of the
 * session: the client requested 1 hour, and got less in between. A run without an end proves nothing, since the client
 * may have stopped requesting 1 hour; nor does one during which another session got 1 hour.
 */
function shortRuns(table: ResponseTable, rows: readonly number[]): readonly number[] {
  const { origin, timeMs } = table.columns;
  const runs = new Map<string, number[]>();
  const found: number[] = [];
  let lastHourMs = Number.NEGATIVE_INFINITY;
  for (const i of rows) {
    const { sessionId } = table.origins[origin[i] as number] as Origin;
    const run = runs.get(sessionId);
    if (writesForAnHour(table, i)) {
      const isAlone = lastHourMs < (timeMs[run?.[0] ?? i] as number);
      if (run && run.length >= LEAST_SHORT_RUN && isAlone) found.push(...run);
      runs.set(sessionId, []);
      lastHourMs = timeMs[i] as number;
    } else if (run && writesForFiveMinutes(table, i)) run.push(i);
  }
  return found;
}

const isMainChain = (flags: number): boolean => (flags & Flag.sidechain) === 0 && isRequest(flags);

function writesForFiveMinutes({ columns }: ResponseTable, i: number): boolean {
  return isMainChain(columns.flags[i] as number) && (columns.cacheWrite5m[i] as number) > 0;
}

function writesForAnHour({ columns }: ResponseTable, i: number): boolean {
  return isMainChain(columns.flags[i] as number) && (columns.cacheWrite1h[i] as number) > 0;
}

/** Requests that always draw on credits prove nothing about the windows. */
const NO_WITNESS: ReadonlySet<number> = new Set([Reason.none, Reason.fast, Reason.always]);

/** What a row proves about the plan's windows at its time. */
function witness(reason: number): number {
  return NO_WITNESS.has(reason) ? Draw.unknown : verdictOf(reason);
}

function fillBetween(table: ResponseTable, rows: readonly number[], reason: Uint8Array): void {
  const time = table.columns.timeMs;
  let before = -1;
  let pending: number[] = [];
  for (const i of rows) {
    const says = witness(reason[i] as number);
    if (says === Draw.unknown) {
      if (reason[i] === Reason.none) pending.push(i);
      continue;
    }
    if (before >= 0 && witness(reason[before] as number) === says) {
      for (const p of pending) {
        const far = Math.max((time[p] as number) - (time[before] as number), (time[i] as number) - (time[p] as number));
        if (far <= NEIGHBOUR_MS) reason[p] = says === Draw.credits ? Reason.amidCredits : Reason.amidIncluded;
      }
    }
    pending = [];
    before = i;
  }
}

export type DrawReason = {
  readonly reason: (typeof DRAW_REASONS)[number];
  readonly verdict: "included" | "credits" | "unknown";
  readonly requests: number;
  readonly pico: Pico;
};

export type DrawSums = {
  readonly includedPico: Pico;
  readonly creditsPico: Pico;
  readonly unknownPico: Pico;
  /** Largest first. */
  readonly reasons: readonly DrawReason[];
};

/** Sums of money by verdict and by reason, of the rows in the span. */
export function sumDraws(table: ResponseTable, draws: Draws, span: Span): DrawSums {
  const byReason = DRAW_REASONS.map(() => ({ requests: 0, sum: new PicoSum() }));
  const { columns } = table;
  for (let i = 0; i < columns.length; i++) {
    const timeMs = columns.timeMs[i] as number;
    if (timeMs < span.fromMs || timeMs >= span.toMs || draws.verdict[i] === Draw.outside) continue;
    const entry = byReason[draws.reason[i] as number] as (typeof byReason)[number];
    if (isRequest(columns.flags[i] as number)) entry.requests++;
    const cost = columns.costPico[i] as number;
    if (!Number.isNaN(cost)) entry.sum.add(cost);
  }
  const reasons = byReason
    .map(({ requests, sum }, r): DrawReason => {
      const reason = DRAW_REASONS[r] as DrawReason["reason"];
      return { reason, verdict: VERDICTS[verdictOf(r)] as DrawReason["verdict"], requests, pico: sum.value };
    })
    .filter((r) => r.requests > 0 || r.pico > 0n)
    .sort((a, b) => Number(b.pico - a.pico));
  const total = (verdict: DrawReason["verdict"]): Pico =>
    reasons.reduce((sum, r) => (r.verdict === verdict ? sum + r.pico : sum), 0n);
  return { includedPico: total("included"), creditsPico: total("credits"), unknownPico: total("unknown"), reasons };
}

const VERDICTS = ["unknown", "included", "credits", "unknown"] as const;
