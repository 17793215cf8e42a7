/** Sessions with their usage: the rows of a session table. */

import type { BackgroundSum } from "../background/sum.ts";
import { sumBackground, withUnpriced } from "../background/sum.ts";
import { type SessionBackground, unrecorded } from "../background/types.ts";
import type { Pico } from "../pricing/money.ts";
import { emptyFacts, type SessionFacts } from "../responses/session-facts.ts";
import { addTokens, NO_TOKENS, type Tokens } from "../responses/tokens.ts";
import { bySession, type GroupWithModels, groupWithModels } from "./group.ts";
import { addUnpriced, NOTHING_UNPRICED, type Totals, TotalsSum, type Unpriced } from "./totals.ts";
import type { UsageTable } from "./usage-rollup.ts";

export type SessionSummary = {
  readonly facts: SessionFacts;
  readonly isOpen: boolean;
  readonly totals: Totals;
  /** Models by their names in reports, most expensive first. */
  readonly models: readonly SessionModel[];
  readonly background: SessionBackground;
  /** Responses that the log contains as copies of another session's; `totals` does not include them. */
  readonly inheritedRequests: number;
  readonly totalPico: Pico;
};

/** A session's usage of one model. The dollars of all models add up to the session's total. */
export type SessionModel = {
  readonly model: string;
  /** Logged responses; a model with background only has none. */
  readonly totals: Totals;
  /** null = none known. */
  readonly background: { readonly tokens: Tokens; readonly costPico: Pico } | null;
};

export type SessionsTotal = {
  readonly totals: Totals;
  readonly background: BackgroundSum;
  readonly totalPico: Pico;
  /** The cost of the sessions that are exact. */
  readonly exactPico: Pico;
};

export type SessionList = SessionsTotal & {
  /** Latest activity first, unless sorted otherwise. */
  readonly sessions: readonly SessionSummary[];
  /** The number of all sessions; `sessions` may contain only the first of them. */
  readonly count: number;
};

export type SessionListInputs = {
  readonly table: UsageTable;
  readonly selected: Uint8Array;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly background: ReadonlyMap<string, SessionBackground>;
  readonly open: ReadonlySet<string>;
  readonly inherited: ReadonlyMap<string, number>;
  readonly nameOf: (model: string) => string;
};

/** The background of all sessions together, and the number of sessions. */
export type BackgroundTotal = {
  /** The number of sessions with usage. */
  readonly count: number;
  readonly sum: BackgroundSum;
  /** Background tokens without a price. */
  readonly unpriced: Unpriced;
};

/** @param table its selected rows are included */
export function wholeBackground({
  table,
  selected,
  background,
}: Pick<SessionListInputs, "table" | "selected" | "background">): BackgroundTotal {
  const { origin } = table.columns;
  const isSeen = new Uint8Array(table.origins.length);
  for (let i = 0; i < selected.length; i++) if (selected[i] === 1) isSeen[origin[i] as number] = 1;
  const ids = new Set<string>();
  isSeen.forEach((seen, code) => {
    if (seen === 1) ids.add(table.origins.part(code, "sessionId"));
  });
  const backgrounds: SessionBackground[] = [];
  for (const [id, b] of background) {
    if (b.entries.length > 0) ids.add(id);
    if (ids.has(id)) backgrounds.push(b);
  }
  for (const id of ids) if (!background.has(id)) backgrounds.push(unrecorded(id));
  return { count: ids.size, sum: sumBackground(backgrounds), unpriced: withUnpriced(NOTHING_UNPRICED, backgrounds) };
}

/**
 * The usage of all sessions, without a list of them.
 * @param totals of their rows
 * @param exactPico the cost of the sessions that are exact
 */
export function totalSessions(
  whole: BackgroundTotal,
  totals: Totals,
  exactPico: Pico,
): SessionsTotal & { readonly count: number } {
  const { count, sum, unpriced } = whole;
  const all = { ...totals, unpriced: addUnpriced(totals.unpriced, unpriced) };
  return { count, totals: all, background: sum, totalPico: totals.costPico + (sum.costPico ?? 0n), exactPico };
}

function withBackground(totals: Totals, sessions: readonly SessionSummary[]): SessionsTotal {
  const backgrounds = sessions.map((s) => s.background);
  const exact = sessions.filter((s) => s.background.status === "exact");
  const exactPico = exact.reduce((sum, s) => sum + s.totalPico, 0n);
  const whole = { ...totals, unpriced: withUnpriced(totals.unpriced, backgrounds) };
  const background = sumBackground(backgrounds);
  return { totals: whole, background, totalPico: whole.costPico + (background.costPico ?? 0n), exactPico };
}

/** Lists sessions with usage: a logged response, or known background. */
export function listSessions(inputs: SessionListInputs): SessionList {
  const { table, selected, background } = inputs;
  const { groups, whole: logged } = groupWithModels(table, selected, bySession(table), inputs.nameOf);
  const ids = new Set(groups.keys());
  for (const [id, b] of background) if (b.entries.length > 0) ids.add(id);
  const none: GroupWithModels = { totals: new TotalsSum().finish(), models: [] };
  const sessions = [...ids].map((id) => summarise(inputs, id, groups.get(id) ?? none));
  sessions.sort(
    (a, b) => (b.facts.lastMs || 0) - (a.facts.lastMs || 0) || (a.facts.sessionId < b.facts.sessionId ? -1 : 1),
  );
  return {
    sessions,
    count: sessions.length,
    ...withBackground(logged, sessions),
  };
}

function summarise(inputs: SessionListInputs, id: string, { totals, models }: GroupWithModels): SessionSummary {
  const background = inputs.background.get(id) ?? unrecorded(id);
  return {
    facts: inputs.sessions.get(id) ?? emptyFacts(id),
    isOpen: inputs.open.has(id),
    totals: { ...totals, unpriced: withUnpriced(totals.unpriced, [background]) },
    models: modelsOf(models, background, inputs.nameOf),
    background,
    inheritedRequests: inputs.inherited.get(id) ?? 0,
    totalPico: totals.costPico + (background.costPico ?? 0n),
  };
}

/** The logged models with their background, and models with background only; most expensive first. */
function modelsOf(
  logged: GroupWithModels["models"],
  { entries }: SessionBackground,
  nameOf: (model: string) => string,
): readonly SessionModel[] {
  if (entries.length === 0) return logged.map((m) => ({ ...m, background: null }));
  const known = new Map(logged.map((m) => [m.model, m.totals]));
  const background = new Map<string, { tokens: Tokens; costPico: Pico }>();
  for (const entry of entries) {
    const model = nameOf(entry.model);
    const sum = background.get(model) ?? { tokens: NO_TOKENS, costPico: 0n };
    background.set(model, {
      tokens: entry.tokens ? addTokens(sum.tokens, entry.tokens) : sum.tokens,
      costPico: sum.costPico + (entry.costPico ?? 0n),
    });
  }
  const names = [...new Set([...known.keys(), ...background.keys()])];
  const models = names.map((model) => ({
    model,
    totals: known.get(model) ?? new TotalsSum().finish(),
    background: background.get(model) ?? null,
  }));
  return models.sort((a, b) => Number(costOf(b) - costOf(a)) || (a.model < b.model ? -1 : 1));
}

const costOf = ({ totals, background }: SessionModel): Pico => totals.costPico + (background?.costPico ?? 0n);
