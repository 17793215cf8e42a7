/**
 * What each ledger row holds beyond the logged responses that it covers. Only responses that the session was billed
 * for count; nothing is ever taken from what was logged.
 */

import { Flag, type ResponseTable } from "../responses/columns.ts";
import { TOKEN_CLASSES } from "../responses/tokens.ts";
import type { ChainedRow } from "./ledger-chain.ts";
import type { BackgroundGap } from "./types.ts";
import { addAll, hasNoDeficit, subtract, sumOf, sumRows, type UsageSum, withoutDeficits } from "./usage-sum.ts";

export type Residual = {
  readonly row: ChainedRow;
  /** Tokens and searches beyond the logged ones. Its dollars are the client's for the row, less ours for the covered. */
  readonly usage: UsageSum;
  /** False where tokens were cut to what is certain, so that the client's dollars say nothing of them. */
  readonly whole: boolean;
  /** The responses that it covers. */
  readonly covered: Uint32Array;
  readonly span: RowSpan;
};

/** Why a session's figure is a lower bound, and the responses that show it. */
export type ShownGap = { readonly gap: BackgroundGap; readonly rows: Uint32Array };

export type SessionResiduals = {
  readonly residuals: readonly Residual[];
  readonly gaps: readonly ShownGap[];
  /** Until when the client has written down what it spent; NaN = never. Epoch milliseconds. */
  readonly coveredUntilMs: number;
  /** Responses after this time change nothing of it but that they are there; NaN = they may. */
  readonly settledUntilMs: number;
};

/** Clocks are read a moment apart. */
const TOLERANCE_MS = 1_000;

/** @param rows the session's own responses in the order of their time */
export function sessionResiduals(
  chain: readonly ChainedRow[],
  rows: Uint32Array,
  table: ResponseTable,
  names: readonly string[],
): SessionResiduals {
  const gaps: ShownGap[] = [];
  const residuals: Residual[] = [];
  const { timeMs } = table.columns;
  const timeOf = (i: number): number => timeMs[i] as number;
  let free = rows;
  let coveredUntilMs = Number.NaN;
  let isOpen = false;
  const firstAfter = (afterMs: number): number | undefined => {
    const first = free.find((i) => timeOf(i) > afterMs);
    // The next response will be it.
    isOpen ||= first === undefined;
    return first;
  };
  for (const row of chain) {
    const span = spanOf(row, firstAfter, timeOf, coveredUntilMs);
    const { startMs } = row;
    const all =
      free.length === 0 || (timeOf(free[0] as number) >= startMs && timeOf(free.at(-1) as number) <= span.untilMs);
    const mine = all ? free : free.filter((i) => timeOf(i) >= startMs && timeOf(i) <= span.untilMs);
    const settled = settle({ row, mine, span, table, names });
    residuals.push(settled.residual);
    gaps.push(...settled.gaps);
    coveredUntilMs = Number.isNaN(coveredUntilMs) ? span.untilMs : Math.max(coveredUntilMs, span.untilMs);
    const before = all ? NO_ROWS : free.filter((i) => timeOf(i) < startMs);
    if (before.length > 0) gaps.push({ gap: "crashed-run", rows: before });
    free = all && settled.taken === mine ? NO_ROWS : without(without(free, settled.taken), before);
  }
  if (free.length > 0) gaps.push({ gap: "after-ledger", rows: free });
  // Where a ledger was taken over is told by the first response of its session.
  const hasFirst = chain.every(({ startMs }) => rows.some((i) => timeOf(i) >= startMs && timeOf(i) <= coveredUntilMs));
  const settledUntilMs = isOpen || !hasFirst ? Number.NaN : coveredUntilMs;
  return { residuals: bounded(residuals, table, names), gaps, coveredUntilMs, settledUntilMs };
}

const NO_ROWS = new Uint32Array();

/**
 * Where rows do not fit together (two clients in one session at once, a run that was killed), the rows from there on
 * hold no more background than they grew beyond all that they cover: what was logged never counts as background too.
 */
function bounded(residuals: readonly Residual[], table: ResponseTable, names: readonly string[]): readonly Residual[] {
  const from = residuals.findIndex(({ whole }) => !whole);
  if (from < 0) return residuals;
  const loose = residuals.slice(from);
  const left: UsageSum = new Map();
  for (const { row, covered } of loose) {
    const grown = row.base ? subtract(row.usage, row.base.usage) : row.usage;
    addAll(left, subtract(grown, sumRows(table, names, covered)));
  }
  return [...residuals.slice(0, from), ...loose.map((residual) => takeFrom(left, residual))];
}

/** The residual, as far as the rest allows; what it takes is taken off the rest. */
function takeFrom(left: UsageSum, residual: Residual): Residual {
  const usage: UsageSum = new Map();
  let whole = residual.whole;
  for (const [model, sum] of residual.usage) {
    const rest = sumOf(left, model).tokens;
    const tokens = { ...sum.tokens };
    for (const name of TOKEN_CLASSES) {
      tokens[name] = Math.min(tokens[name], Math.max(0, rest[name]));
      rest[name] -= tokens[name];
      if (tokens[name] < sum.tokens[name]) whole = false;
    }
    usage.set(model, { ...sum, tokens });
  }
  return { ...residual, usage, whole };
}

export type RowSpan = {
  /** The row was written at this time or before; it covers nothing later. */
  readonly untilMs: number;
  /** The row before it was written then. */
  readonly fromMs: number;
  /** Its run began at this time or later, so that earlier responses are another run's; -Infinity = not known. */
  readonly runFromMs: number;
};

/**
 * When the run that wrote a row went on. The client counts wall time only while it runs, and carries it over a resume:
 * the first row of a ledger was written at start + wall time; a later one's run lasted as long as wall time grew.
 */
function spanOf(
  row: ChainedRow,
  firstAfter: (afterMs: number) => number | undefined,
  timeOf: (i: number) => number,
  previousUntilMs: number,
): RowSpan {
  const { base, atMs } = row;
  const runFromUnknown = Number.NEGATIVE_INFINITY;
  const fromMs = Number.isNaN(previousUntilMs) ? row.startMs : Math.max(previousUntilMs, row.startMs);
  const writtenMs = row.startMs + row.ledger.wallMs;
  if (base === null) return { untilMs: Math.max(atMs, writtenMs), fromMs, runFromMs: runFromUnknown };
  const ranMs = row.ledger.wallMs - base.ledger.wallMs;
  // Clocks that did not go on, or that did not go on for as long as the answers took, say nothing.
  if (ranMs <= 0 || ranMs < row.ledger.apiMs - base.ledger.apiMs) {
    return { untilMs: atMs, fromMs, runFromMs: runFromUnknown };
  }
  const sameRun = previousUntilMs + ranMs;
  if (base.sessionId === row.sessionId && sameRun >= atMs)
    return { untilMs: sameRun, fromMs, runFromMs: runFromUnknown };
  const opening = firstAfter(fromMs);
  const first = opening === undefined ? atMs : timeOf(opening);
  const runFromMs = atMs - ranMs - TOLERANCE_MS;
  return { untilMs: Math.max(atMs, Math.max(first, runFromMs) + ranMs), fromMs, runFromMs };
}

type Case = {
  readonly row: ChainedRow;
  /** Responses that the row may cover. */
  readonly mine: Uint32Array;
  readonly span: RowSpan;
  readonly table: ResponseTable;
  readonly names: readonly string[];
};

type Settled = {
  readonly residual: Residual;
  readonly gaps: readonly ShownGap[];
  /** Responses that are settled with this row: covered, or known to be in no ledger. */
  readonly taken: Uint32Array;
};

/** Takes off the responses that fit best: all of them, else those of the last run, else as many as the ledger holds. */
function settle({ row, mine, span, table, names }: Case): Settled {
  const grown = row.base ? subtract(row.usage, row.base.usage) : row.usage;
  const less = (covered: Uint32Array): UsageSum => subtract(grown, sumRows(table, names, covered));
  const settled = (usage: UsageSum, covered: Uint32Array, whole: boolean, gap?: BackgroundGap): Settled => {
    const shown = covered === mine ? NO_ROWS : without(mine, covered);
    const rows = shown.length > 0 ? shown : mine;
    return { residual: { row, usage, whole, covered, span }, gaps: gap ? [{ gap, rows }] : [], taken: mine };
  };
  const timeOf = (i: number): number => table.columns.timeMs[i] as number;
  const isOneRun = span.runFromMs === Number.NEGATIVE_INFINITY;
  const lastRun = isOneRun ? mine : mine.filter((i) => timeOf(i) >= span.runFromMs);
  const crashed = lastRun.length < mine.length;
  const all = less(mine);
  if (row.lostBase) return settled(withoutDeficits(all), mine, false, "lost-parent");
  if (hasNoDeficit(all)) return settled(all, mine, !crashed, crashed ? "crashed-run" : undefined);
  if (crashed && hasNoDeficit(less(lastRun))) return settled(less(lastRun), lastRun, true, "crashed-run");
  const finished = withoutUnfinished(mine, table, (covered) => hasNoDeficit(less(covered)));
  if (finished) return settled(less(finished), finished, true);
  // Responses between the last dated row and the writing may be the next run's.
  const sure = mine.filter((i) => timeOf(i) <= row.atMs);
  if (sure.length < mine.length && hasNoDeficit(less(sure))) return { ...settled(less(sure), sure, true), taken: sure };
  return { ...settled(withoutDeficits(less(sure)), sure, false, "short-ledger"), taken: sure };
}

/** More than this many are not tried: the search is over pairs. */
const MAX_UNFINISHED = 40;

/**
 * Without the fewest responses that were cut off before their end, the latest ones first: the client logs their prompt,
 * but does not bill itself for those that its own exit cut off.
 * @returns null where leaving out one or two does not help
 */
function withoutUnfinished(
  mine: Uint32Array,
  table: ResponseTable,
  fits: (covered: Uint32Array) => boolean,
): Uint32Array | null {
  const unfinished = mine.filter((i) => ((table.columns.flags[i] as number) & Flag.stopped) === 0).reverse();
  const tried = unfinished.slice(0, MAX_UNFINISHED);
  const attempt = (left: readonly number[]): Uint32Array | null => {
    const covered = mine.filter((i) => !left.includes(i));
    return fits(covered) ? covered : null;
  };
  for (const i of tried) {
    const covered = attempt([i]);
    if (covered) return covered;
  }
  for (const [k, i] of tried.entries()) {
    for (const j of tried.slice(k + 1)) {
      const covered = attempt([i, j]);
      if (covered) return covered;
    }
  }
  return null;
}

function without(rows: Uint32Array, gone: Uint32Array): Uint32Array {
  if (gone.length === 0) return rows;
  const left = new Set(gone);
  return rows.filter((i) => !left.has(i));
}
