/** Hand-made spend for tests: priced responses without logs. */

import { Zone } from "../../src/core/calendar/zone.ts";
import { EVERY_SESSION, type Spending } from "../../src/core/limits/spending.ts";
import { type Pico, parseUsd } from "../../src/core/pricing/money.ts";
import { listedOrigins } from "../../src/core/reports/usage-rollup.ts";
import { emptyColumns, pushRow, type ResponseTable } from "../../src/core/responses/columns.ts";
import type { Origin } from "../../src/core/responses/origin.ts";

export const UTC = new Zone("UTC");

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const at = (iso: string): number => Date.parse(iso);

export function usd(text: string): Pico {
  const pico = parseUsd(text);
  if (pico === null) throw new Error(`not an amount: ${text}`);
  return pico;
}

export type Spent = {
  readonly at: string | number;
  /** Dollars; null = unpriced. */
  readonly usd: string | null;
  readonly flags?: number;
  readonly session?: string;
  readonly project?: string;
  readonly model?: string;
  readonly write5m?: number;
  readonly write1h?: number;
};

export function tableOf(spent: readonly Spent[]): ResponseTable {
  const columns = emptyColumns();
  const models: string[] = [];
  const origins: Origin[] = [];
  const index = <T>(list: T[], value: T, same: (a: T) => boolean): number => {
    const found = list.findIndex(same);
    return found >= 0 ? found : list.push(value) - 1;
  };
  for (const [n, s] of spent.entries()) {
    const model = s.model ?? "claude-opus-5-5";
    const sessionId = s.session ?? "s1";
    const project = s.project ?? "/home/dev/app";
    const none = { branch: "", agent: "", skill: "", plugin: "", mcp: "", version: "", entrypoint: "", loggedIn: "" };
    const i = pushRow(columns, {
      idLo: n,
      idHi: 0,
      requestHash: 0,
      timeMs: typeof s.at === "number" ? s.at : at(s.at),
      input: 1,
      output: 1,
      cacheWrite5m: s.write5m ?? 0,
      cacheWrite1h: s.write1h ?? 0,
      cacheRead: 0,
      webSearches: 0,
      spanMs: 0,
      model: index(models, model, (m) => m === model),
      origin: index(
        origins,
        { sessionId, project, ...none },
        (o) => o.sessionId === sessionId && o.project === project,
      ),
      flags: s.flags ?? 0,
    });
    columns.costPico[i] = s.usd === null ? Number.NaN : Number(usd(s.usd));
  }
  return { columns, models, origins, iterationsByRow: new Map() };
}

export function spendingOf(spent: readonly Spent[]): Spending {
  return {
    table: { ...tableOf(spent), origins: listedOrigins(tableOf(spent).origins) },
    background: new Map(),
    sessions: new Map(),
    isOwn: EVERY_SESSION,
    matchesModel: (logged, wanted) => logged.includes(wanted),
  };
}

/** The same amount on each of `days` days before `nowMs`, at noon UTC. */
export function everyDay(usdPerDay: string, days: number, nowMs: number): readonly Spent[] {
  const today = Math.floor(nowMs / DAY);
  return Array.from({ length: days }, (_, i) => ({ at: (today - 1 - i) * DAY + 12 * HOUR, usd: usdPerDay }));
}
