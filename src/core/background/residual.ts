/**
 * What ledger rows hold beyond the logged responses that they cover. Only responses that the session was billed for
 * count, each once, however many clients worked in the session; nothing is ever taken from what was logged.
 */

import { Flag, type ResponseTable } from "../responses/columns.ts";
import { TOKEN_CLASSES } from "../responses/tokens.ts";
import type { ChainedRow } from "./ledger-chain.ts";
import { type FirstAfter, type LedgerGroup, type LedgerRun, ledgerRuns, overlappingRuns } from "./ledger-runs.ts";
import type { BackgroundGap } from "./types.ts";
import { addAll, hasNoDeficit, subtract, sumOf, sumRows, type UsageSum, withoutDeficits } from "./usage-sum.ts";

/** One ledger row, or the rows of several clients that worked at once. */
export type Residual = {
  /** Oldest first; what is beyond the log is booked at the last one's time. */
  readonly rows: readonly [ChainedRow, ...ChainedRow[]];
  /** What the rows add over what they go on from. */
  readonly grown: UsageSum;
  /** Tokens and searches beyond the logged ones. Its dollars are the client's for the rows, less ours for the covered. */
  readonly usage: UsageSum;
  /** False where tokens were cut to what is certain, so that the client's dollars cannot be compared with them. */
  readonly whole: boolean;
  /** The responses that it covers. */
  readonly covered: Uint32Array;
  readonly span: ResidualSpan;
};

/** When the requests of the rows were made; see `LedgerRun`. */
export type ResidualSpan = Pick<LedgerRun, "fromMs" | "untilMs" | "mayUntilMs" | "runFromMs">;

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

/** The row that was written last. */
export function lastRow({ rows }: Residual): ChainedRow {
  return rows[rows.length - 1] as ChainedRow;
}

/** @param rows the session's own responses in the order of their time */
export function sessionResiduals(
  chain: readonly ChainedRow[],
  rows: Uint32Array,
  table: ResponseTable,
  names: readonly string[],
): SessionResiduals {
  const { timeMs, flags } = table.columns;
  const timeOf = (i: number): number => timeMs[i] as number;
  let isOpen = false;
  const firstAfter: FirstAfter = (afterMs, which) => {
    const isMain = (i: number): boolean => ((flags[i] as number) & Flag.sidechain) === 0;
    const first = rows.find((i) => timeOf(i) > afterMs && (which === "any" || isMain(i)));
    // The next response will be it.
    isOpen ||= first === undefined && which === "any";
    return first === undefined ? null : timeOf(first);
  };
  const runs = ledgerRuns(chain, firstAfter);
  let covered = coverGroups(overlappingRuns(runs), rows, table, names);
  // Responses that fit nowhere can be of a run that began earlier than its base allows.
  const isShort = covered.gaps.some(({ gap }) => gap === "crashed-run" || gap === "short-ledger");
  if (isShort && runs.some(({ isSure }) => !isSure)) {
    covered = withoutBase(coverGroups(overlappingRuns(runs.map(atTheEarliest)), rows, table, names), rows);
  }
  const { residuals, gaps, coveredUntilMs } = covered;
  // Where a ledger was taken over is told by the first response of its session.
  const hasFirst = chain.every(({ startMs }) => rows.some((i) => timeOf(i) >= startMs && timeOf(i) <= coveredUntilMs));
  const settledUntilMs = isOpen || !hasFirst ? Number.NaN : coveredUntilMs;
  return { residuals: bounded(residuals, table, names), gaps, coveredUntilMs, settledUntilMs };
}

type Covered = Pick<SessionResiduals, "residuals" | "gaps" | "coveredUntilMs">;

/** Holds the groups against the log, oldest first; each response is covered once. */
function coverGroups(
  groups: readonly LedgerGroup[],
  rows: Uint32Array,
  table: ResponseTable,
  names: readonly string[],
): Covered {
  const gaps: ShownGap[] = [];
  const residuals: Residual[] = [];
  const timeOf = (i: number): number => table.columns.timeMs[i] as number;
  let free = rows;
  let coveredUntilMs = Number.NaN;
  for (const group of groups) {
    const span = spanOf(group);
    const startMs = Math.min(...group.map(({ row }) => row.startMs));
    const all =
      free.length === 0 || (timeOf(free[0] as number) >= startMs && timeOf(free.at(-1) as number) <= span.untilMs);
    const mine = all ? free : free.filter((i) => timeOf(i) >= startMs && timeOf(i) <= span.untilMs);
    const result = coverRows({ group, mine, span, table, names });
    residuals.push(result.residual);
    gaps.push(...result.gaps);
    coveredUntilMs = Number.isNaN(coveredUntilMs) ? span.untilMs : Math.max(coveredUntilMs, span.untilMs);
    const before = all ? NO_ROWS : free.filter((i) => timeOf(i) < startMs);
    if (before.length > 0) gaps.push({ gap: "crashed-run", rows: before });
    free = all && result.taken === mine ? NO_ROWS : without(without(free, result.taken), before);
  }
  if (free.length > 0) gaps.push({ gap: "after-ledger", rows: free });
  return { residuals, gaps, coveredUntilMs };
}

/** What is covered is a lower bound, even where it fits: what the runs went on from cannot be told. */
function withoutBase({ residuals, gaps, coveredUntilMs }: Covered, rows: Uint32Array): Covered {
  return {
    residuals: residuals.map((residual) => ({ ...residual, whole: false })),
    gaps: [...gaps, { gap: "lost-parent", rows }],
    coveredUntilMs,
  };
}

/** A run whose base is not sure, as long as it can have been. */
function atTheEarliest(run: LedgerRun): LedgerRun {
  return run.isSure ? run : { ...run, fromMs: run.row.startMs, runFromMs: Number.NEGATIVE_INFINITY };
}

const NO_ROWS = new Uint32Array();

function spanOf(group: LedgerGroup): ResidualSpan {
  const isOne = group.length === 1;
  return {
    fromMs: Math.min(...group.map((run) => run.fromMs)),
    untilMs: Math.max(...group.map((run) => run.untilMs)),
    mayUntilMs: Math.max(...group.map((run) => run.mayUntilMs)),
    runFromMs: isOne ? group[0].runFromMs : Number.NEGATIVE_INFINITY,
  };
}

/** What the rows of a group add over what they go on from; a base within the group cancels out. */
function growthOf(group: LedgerGroup): UsageSum {
  const grown: UsageSum = new Map();
  for (const { row } of group) addAll(grown, row.base ? subtract(row.usage, row.base.usage) : row.usage);
  return grown;
}

/**
 * Where rows do not fit together (a run that was killed), the rows from there on hold no more background than they grew
 * beyond all that they cover: what was logged never counts as background too.
 */
function bounded(residuals: readonly Residual[], table: ResponseTable, names: readonly string[]): readonly Residual[] {
  const from = residuals.findIndex(({ whole }) => !whole);
  if (from < 0) return residuals;
  const loose = residuals.slice(from);
  const left: UsageSum = new Map();
  for (const { grown, covered } of loose) addAll(left, subtract(grown, sumRows(table, names, covered)));
  return [...residuals.slice(0, from), ...loose.map((residual) => subtractFrom(left, residual))];
}

/** The residual, as far as the rest allows; what it takes is taken off the rest. */
function subtractFrom(left: UsageSum, residual: Residual): Residual {
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

type Case = {
  readonly group: LedgerGroup;
  /** Responses that the rows may cover. */
  readonly mine: Uint32Array;
  readonly span: ResidualSpan;
  readonly table: ResponseTable;
  readonly names: readonly string[];
};

type Coverage = {
  readonly residual: Residual;
  readonly gaps: readonly ShownGap[];
  /** Responses that are accounted for with these rows: covered, or known to be in no ledger. */
  readonly taken: Uint32Array;
};

/** Takes off the responses that fit best: all of them, else those of the last run, else as many as the rows hold. */
function coverRows({ group, mine, span, table, names }: Case): Coverage {
  const rows = group.map(({ row }) => row) as [ChainedRow, ...ChainedRow[]];
  const grown = growthOf(group);
  const less = (covered: Uint32Array): UsageSum => subtract(grown, sumRows(table, names, covered));
  const coverage = (usage: UsageSum, covered: Uint32Array, whole: boolean, gap?: BackgroundGap): Coverage => {
    const left = covered === mine ? NO_ROWS : without(mine, covered);
    const shown = left.length > 0 ? left : mine;
    const residual = { rows, grown, usage, whole, covered, span };
    return { residual, gaps: gap ? [{ gap, rows: shown }] : [], taken: mine };
  };
  const timeOf = (i: number): number => table.columns.timeMs[i] as number;
  const isOneRun = span.runFromMs === Number.NEGATIVE_INFINITY;
  const lastRun = isOneRun ? mine : mine.filter((i) => timeOf(i) >= span.runFromMs);
  const crashed = lastRun.length < mine.length;
  const all = less(mine);
  if (rows.some((row) => row.lostBase)) return coverage(withoutDeficits(all), mine, false, "lost-parent");
  if (hasNoDeficit(all)) return coverage(all, mine, !crashed, crashed ? "crashed-run" : undefined);
  const areSure = group.every(({ isSure }) => isSure);
  if (crashed && areSure && hasNoDeficit(less(lastRun))) return coverage(less(lastRun), lastRun, true, "crashed-run");
  const finished = withoutUnfinished(mine, table, (covered) => hasNoDeficit(less(covered)));
  if (finished) return coverage(less(finished), finished, true);
  // Responses between the last dated row and the writing may be the next run's.
  const datedMs = Math.max(...rows.map((row) => row.atMs));
  const sure = mine.filter((i) => timeOf(i) <= datedMs);
  if (sure.length < mine.length && hasNoDeficit(less(sure)))
    return { ...coverage(less(sure), sure, true), taken: sure };
  return { ...coverage(withoutDeficits(less(sure)), sure, false, "short-ledger"), taken: sure };
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
