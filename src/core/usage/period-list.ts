/** Days, weeks or months with what was used in them. */

import type { SessionBackground } from "../background/types.ts";
import type { Pico } from "../pricing/money.ts";
import { byPeriod, groupWithModels } from "./group.ts";
import { type PeriodKind, periodKey } from "./period.ts";
import { type Totals, TotalsSum } from "./totals.ts";
import type { UsageTable } from "./usage-table.ts";
import type { Zone } from "./zone.ts";

export type PeriodSummary = {
  readonly period: string;
  readonly totals: Totals;
  /** null = nothing known of it. */
  readonly backgroundPico: Pico | null;
  readonly totalPico: Pico;
  /** Dearest first. */
  readonly models: readonly { readonly model: string; readonly totals: Totals }[];
};

export type PeriodList = {
  readonly kind: PeriodKind;
  /** Oldest first; only periods with something in them. */
  readonly periods: readonly PeriodSummary[];
  readonly totals: Totals;
  readonly backgroundPico: Pico | null;
  readonly totalPico: Pico;
};

export type PeriodListInputs = {
  readonly table: UsageTable;
  readonly selected: Uint8Array;
  readonly background: ReadonlyMap<string, SessionBackground>;
  readonly zone: Zone;
  readonly nameOf: (model: string) => string;
};

export function listPeriods(inputs: PeriodListInputs, kind: PeriodKind): PeriodList {
  const { table, selected, zone, nameOf } = inputs;
  const { groups, whole } = groupWithModels(table, selected, byPeriod(table, kind, zone), nameOf);
  const background = bookBackground(inputs.background, kind, zone);
  const keys = [...new Set([...groups.keys(), ...background.keys()])].sort();
  const periods = keys.map((period): PeriodSummary => {
    const { totals, models } = groups.get(period) ?? { totals: new TotalsSum().finish(), models: [] };
    const backgroundPico = background.get(period) ?? null;
    return { period, totals, backgroundPico, totalPico: totals.costPico + (backgroundPico ?? 0n), models };
  });
  const backgroundPico = background.size === 0 ? null : [...background.values()].reduce((a, b) => a + b, 0n);
  return { kind, periods, totals: whole, backgroundPico, totalPico: whole.costPico + (backgroundPico ?? 0n) };
}

/** Background by period: a ledger's on the day of its row, telemetry on its own. */
export function bookBackground(
  background: ReadonlyMap<string, SessionBackground>,
  kind: PeriodKind,
  zone: Zone,
): Map<string, Pico> {
  const booked = new Map<string, Pico>();
  for (const session of background.values()) {
    for (const entry of session.entries) {
      if (entry.costPico === null) continue;
      const key = periodKey(kind, zone.dayOf(entry.timeMs));
      booked.set(key, (booked.get(key) ?? 0n) + entry.costPico);
    }
  }
  return booked;
}
