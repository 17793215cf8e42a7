/** Spend by time and scope: the input of everything that compares spend with a limit. */

import { type BackgroundBook, backgroundSince } from "../background/recent.ts";
import { type Pico, PicoSum } from "../pricing/money.ts";
import { type Filterable, projectMatches } from "../reports/filter.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import type { Span } from "./calendar.ts";

/** Priced responses, or their sums. */
export type SpendTable = Filterable & {
  readonly columns: {
    readonly costPico: Float64Array;
    /** The number of requests in a row; undefined = one each. */
    readonly requests?: Uint32Array | Float64Array;
  };
};

export type Spending = {
  readonly table: SpendTable;
  readonly background: BackgroundBook;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly isOwn: IsOwn;
  matchesModel(logged: string, wanted: string): boolean;
};

/** Whether what a session spent at a time (epoch milliseconds) belongs to the account. */
export type IsOwn = (sessionId: string, timeMs: number) => boolean;

/** For installations with one account. */
export const EVERY_SESSION: IsOwn = () => true;

/** Which spend counts; `""` = any. */
export type SpendScope = { readonly project: string; readonly model: string; readonly session: string };

export const EVERYTHING: SpendScope = { project: "", model: "", session: "" };

export type SpendSum = {
  readonly pico: Pico;
  /** Responses without a price: the sum is a lower bound. */
  readonly unpriced: number;
};

export function spendIn(spending: Spending, scope: SpendScope, span: Span): SpendSum {
  const sum = new PicoSum();
  let unpriced = 0;
  visitSpend(spending, scope, span, (_timeMs, pico, requests) => {
    if (Number.isNaN(pico)) unpriced += requests;
    else sum.add(pico);
  });
  return { pico: sum.value, unpriced };
}

/**
 * Calls `visit` for each row of the table and each background entry in the span, in any order. NaN = unpriced. A row
 * that is a sum is in the span where its quarter of an hour begins in it.
 */
export function visitSpend(
  spending: Spending,
  scope: SpendScope,
  span: Span,
  visit: (timeMs: number, pico: number, requests: number) => void,
): void {
  const { columns, models, origins } = spending.table;
  const modelPasses = models.map((m) => scope.model === "" || spending.matchesModel(m, scope.model));
  const isScoped = scope.project !== "" || scope.session !== "";
  const isShared = spending.isOwn !== EVERY_SESSION;
  const originPasses = Array.from({ length: isScoped ? origins.length : 0 }, (_, code) =>
    passes(origins.part(code, "project"), origins.part(code, "sessionId"), scope),
  );
  for (let i = 0; i < columns.length; i++) {
    const timeMs = columns.timeMs[i] as number;
    if (timeMs < span.fromMs || timeMs >= span.toMs) continue;
    if (!modelPasses[columns.model[i] as number]) continue;
    const origin = columns.origin[i] as number;
    if (isScoped && !originPasses[origin]) continue;
    if (isShared && !spending.isOwn(origins.part(origin, "sessionId"), timeMs)) continue;
    visit(timeMs, columns.costPico[i] as number, columns.requests?.[i] ?? 1);
  }
  for (const [sessionId, { entries }] of backgroundSince(spending.background, span.fromMs)) {
    if (isScoped && !passes(projectOf(spending, scope, sessionId), sessionId, scope)) continue;
    for (const entry of entries) {
      if (!spending.isOwn(sessionId, entry.timeMs)) continue;
      if (entry.timeMs < span.fromMs || entry.timeMs >= span.toMs) continue;
      if (scope.model !== "" && !spending.matchesModel(entry.model, scope.model)) continue;
      if (entry.costPico !== null) visit(entry.timeMs, Number(entry.costPico), 0);
    }
  }
}

/**
 * Calls `visit` for each amount that a session of the account spent in the span, in any order; unpriced rows are left
 * out.
 */
export function visitSessions(
  { table, background, isOwn }: Spending,
  span: Span,
  visit: (sessionId: string, timeMs: number, pico: number) => void,
): void {
  const { columns, origins } = table;
  const isIn = (timeMs: number): boolean => timeMs >= span.fromMs && timeMs < span.toMs;
  for (let i = 0; i < columns.length; i++) {
    const [timeMs, pico] = [columns.timeMs[i] as number, columns.costPico[i] as number];
    if (!isIn(timeMs) || Number.isNaN(pico)) continue;
    const sessionId = origins.part(columns.origin[i] as number, "sessionId");
    if (isOwn(sessionId, timeMs)) visit(sessionId, timeMs, pico);
  }
  for (const [sessionId, { entries }] of backgroundSince(background, span.fromMs)) {
    for (const { timeMs, costPico } of entries) {
      const isCounted = isIn(timeMs) && costPico !== null && isOwn(sessionId, timeMs);
      if (isCounted) visit(sessionId, timeMs, Number(costPico));
    }
  }
}

/** Returns the project only where the scope needs it, because sessions are decoded one by one. */
function projectOf({ sessions }: Spending, scope: SpendScope, sessionId: string): string {
  return scope.project === "" ? "" : (sessions.get(sessionId)?.project ?? "");
}

function passes(project: string, sessionId: string, scope: SpendScope): boolean {
  return projectMatches(project, scope.project) && sessionId.startsWith(scope.session);
}
