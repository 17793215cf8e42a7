/**
 * Computes what ledger rows include beyond the logged responses that they cover. Only responses that are billed to the
 * session count, each once, even where several clients worked in it; nothing is ever subtracted from what was logged.
 */

import { Flag, type ResponseTable } from "../responses/columns.ts";
import { TOKEN_CLASSES } from "../responses/tokens.ts";
import type { ChainedRow } from "./ledger-chain.ts";
import { type FirstAfter, type LedgerGroup, type LedgerRun, ledgerRuns, overlappingRuns } from "./ledger-runs.ts";
import type { BackgroundGap } from "./types.ts";
import { addAll, hasNoDeficit, subtract, sumOf, sumRows, type UsageSum, withoutDeficits } from "./usage-sum.ts";

/** One ledger row, or the rows of several clients that worked at once. */
export type Residual = {
  /** Oldest first; what is beyond the log is dated at the time of the last one. */
  readonly rows: readonly [ChainedRow, ...ChainedRow[]];
  /** What the rows add to their bases. */
  readonly grown: UsageSum;
  /**
   * Tokens and searches beyond the logged ones. The dollars are the client's for the rows, less ours for the covered
   * responses.
   */
  readonly usage: UsageSum;
  /** False where tokens were reduced to what is certain, so that the client's dollars cannot be compared with them. */
  readonly whole: boolean;
  /** The responses that it covers. */
  readonly covered: Uint32Array;
  readonly span: ResidualSpan;
};

/** When the requests of the rows were made; see `LedgerRun`. */
export type ResidualSpan = Pick<LedgerRun, "fromMs" | "untilMs" | "mayUntilMs" | "runFromMs">;

/** Why a session's figure is a lower bound, and the responses that prove it. */
export type ShownGap = { readonly gap: BackgroundGap; readonly rows: Uint32Array };

export type SessionResiduals = {
  readonly residuals: readonly Residual[];
  readonly gaps: readonly ShownGap[];
  /** The time up to which the client recorded what it spent; NaN = never. Epoch milliseconds. */
  readonly coveredUntilMs: number;
  /**
   * Responses after this time do not change the result except for the gap that they add; NaN = they may. Epoch
   * milliseconds.
   */
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
    // The next response will be the first one after the run.
    isOpen ||= first === undefined && which === "any";
    return first === undefined ? null : timeOf(first);
  };
  const runs = ledgerRuns(chain, firstAfter);
  let covered = coverGroups(overlappingRuns(runs), rows, table, names);
  // Responses that fit no run can belong to a run that began earlier than its base allows.
  const isShort = covered.gaps.some(({ gap }) => gap === "crashed-run" || gap === "short-ledger");
  if (isShort && runs.some(({ isSure }) => !isSure)) {
    covered = withoutBase(coverGroups(overlappingRuns(runs.map(atTheEarliest)), rows, table, names), rows);
  }
  const { residuals, gaps, coveredUntilMs } = covered;
  // The session's first response is needed to find where a ledger was taken over.
  const hasFirst = chain.every(({ startMs }) => rows.some((i) => timeOf(i) >= startMs && timeOf(i) <= coveredUntilMs));
  const settledUntilMs = isOpen || !hasFirst ? Number.NaN : coveredUntilMs;
  return { residuals: bounded(residuals, table, names), gaps, coveredUntilMs, settledUntilMs };
}

type Covered = Pick<SessionResiduals, "residuals" | "gaps" | "coveredUntilMs">;

/** Compares the groups with the log, oldest first; each response is covered once. */
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

/** Marks what is covered as a lower bound, even where it fits, because the bases of the runs are not known. */
function withoutBase({ residuals, gaps, coveredUntilMs }: Covered, rows: Uint32Array): Covered {
  return {
    residuals: residuals.map((residual) => ({ ...residual, whole: false })),
    gaps: [...gaps, { gap: "lost-parent", rows }],
    coveredUntilMs,
  };
}

/** The run, with the earliest start that is possible, if its base is not certain. */
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

/** What the rows of a group add to their bases; a base within the group cancels out. */
function growthOf(group: LedgerGroup): UsageSum {
  const grown: UsageSum = new Map();
  for (const { row } of group) addAll(grown, row.base ? subtract(row.usage, row.base.usage) : row.usage);
  return grown;
}

/**
 * Where rows do not fit together (a run was killed), limits the background of those and later rows to what they grew by
 * beyond all responses that they cover, so that what was logged is never also counted as background.
 */
function bounded(residuals: readonly Residual[], table: ResponseTable, names: readonly string[]): readonly Residual[] {
  const from = residuals.findIndex(({ whole }) => !whole);
  if (from < 0) return residuals;
  const loose = residuals.slice(from);
  const left: UsageSum = new Map();
  for (const { grown, covered } of loose) addAll(left, subtract(grown, sumRows(table, names, covered)));
  return [...residuals.slice(0, from), ...loose.map((residual) => subtractFrom(left, residual))];
}

/** Limits the residual to what is left, and subtracts it from that. */
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
  /** Responses that are accounted for by these rows: covered, or known to be in no ledger. */
  readonly taken: Uint32Array;
};

/** Subtracts the responses that fit best: all of them, else those of the last run, else as many as the rows include. */
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
  // Responses between the last dated row and the time of writing may belong to the next run.
  const datedMs = Math.max(...rows.map((row) => row.atMs));
  const sure = mine.filter((i) => timeOf(i) <= datedMs);
  if (sure.length < mine.length && hasNoDeficit(less(sure)))
    return { ...coverage(less(sure), sure, true), taken: sure };
  return { ...coverage(withoutDeficits(less(sure)), sure, false, "short-ledger"), taken: sure };
}

/** The search tries pairs, so it is limited to this many candidates. */
const MAX_UNFINISHED = 40;

/**
 * Leaves out the smallest number of responses that were cut off before their end, latest first: the client logs their
 * prompts but does not bill responses that were cut off by its own exit.
 * @returns null where leaving out one or two does not make the rest fit
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
