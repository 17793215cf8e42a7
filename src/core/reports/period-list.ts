/** Lists days, weeks or months with their usage. */

import type { SessionBackground } from "../background/types.ts";
import { type PeriodKind, periodKey, type WeekStart } from "../calendar/period.ts";
import type { DayNumber, Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { addCertainty, CERTAIN, type Certainty, certaintyByDay } from "./certainty.ts";
import { byPeriod, groupWithModels } from "./group.ts";
import { type Totals, TotalsSum } from "./totals.ts";
import type { UsageTable } from "./usage-rollup.ts";

export type PeriodSummary = {
  readonly period: string;
  readonly totals: Totals;
  /** null = not known. */
  readonly backgroundPico: Pico | null;
  readonly totalPico: Pico;
  readonly certainty: Certainty;
  /** Most expensive first. */
  readonly models: readonly { readonly model: string; readonly totals: Totals }[];
};

export type PeriodList = {
  readonly kind: PeriodKind;
  /** Oldest first; periods without usage are left out. */
  readonly periods: readonly PeriodSummary[];
  readonly totals: Totals;
  readonly backgroundPico: Pico | null;
  readonly totalPico: Pico;
  readonly certainty: Certainty;
};

export type PeriodListInputs = {
  readonly table: UsageTable;
  readonly selected: Uint8Array;
  readonly background: ReadonlyMap<string, SessionBackground>;
  readonly zone: Zone;
  /** undefined = Monday. */
  readonly weekStart?: WeekStart;
  readonly nameOf: (model: string) => string;
  /** The same usage summed by day, where available: `table`, `selected` and `background` are then not read. */
  readonly days?: SelectedDays | null;
};

/** Sums of local days of the zone. */
export type SelectedDays = {
  readonly table: UsageTable;
  readonly selected: Uint8Array;
  readonly background: ReadonlyMap<DayNumber, BookedDay>;
  readonly certainty: ReadonlyMap<DayNumber, Certainty>;
};

export function listPeriods(inputs: PeriodListInputs, kind: PeriodKind): PeriodList {
  const { days, zone, nameOf, weekStart = 0 } = inputs;
  const { table, selected } = days ?? inputs;
  const { groups, whole } = groupWithModels(table, selected, byPeriod(table, kind, zone, weekStart), nameOf);
  const booked = days?.background ?? backgroundByDay(inputs.background.values(), zone);
  const background = new Map<string, Pico>();
  for (const [day, { pico }] of booked) {
    const key = periodKey(kind, day, weekStart);
    background.set(key, (background.get(key) ?? 0n) + pico);
  }
  const certainties = new Map<string, Certainty>();
  for (const [day, certainty] of days?.certainty ?? certaintyByDay(inputs)) {
    const key = periodKey(kind, day, weekStart);
    certainties.set(key, addCertainty(certainties.get(key) ?? CERTAIN, certainty));
  }
  const keys = [...new Set([...groups.keys(), ...background.keys()])].sort();
  const periods = keys.map((period): PeriodSummary => {
    const { totals, models } = groups.get(period) ?? { totals: new TotalsSum().finish(), models: [] };
    const backgroundPico = background.get(period) ?? null;
    const totalPico = totals.costPico + (backgroundPico ?? 0n);
    return { period, totals, backgroundPico, totalPico, certainty: certainties.get(period) ?? CERTAIN, models };
  });
  const backgroundPico = background.size === 0 ? null : [...background.values()].reduce((a, b) => a + b, 0n);
  const totalPico = whole.costPico + (backgroundPico ?? 0n);
  const certainty = [...certainties.values()].reduce(addCertainty, CERTAIN);
  return { kind, periods, totals: whole, backgroundPico, totalPico, certainty };
}

export type BookedDay = { readonly pico: Pico /** What it is the sum of. */; readonly entries: number };

/** Background by local day: a ledger's on the day of its row, telemetry on its own day. */
export function backgroundByDay(background: Iterable<SessionBackground>, zone: Zone): Map<DayNumber, BookedDay> {
  const booked = new Map<DayNumber, BookedDay>();
  for (const session of background) {
    for (const entry of session.entries) {
      if (entry.costPico === null) continue;
      const day = zone.dayOf(entry.timeMs);
      const { pico, entries } = booked.get(day) ?? { pico: 0n, entries: 0 };
      booked.set(day, { pico: pico + entry.costPico, entries: entries + 1 });
    }
  }
  return booked;
}
