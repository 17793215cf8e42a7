/** How certain an amount is: the weakest background status of its sessions, and how much of it is exact. */

import { STATUSES, weakest } from "../background/status.ts";
import type { BackgroundEntry, BackgroundStatus, SessionBackground } from "../background/types.ts";
import { type DayNumber, QUARTER_MS, type Zone } from "../calendar/zone.ts";
import { type Pico, PicoSum } from "../pricing/money.ts";
import type { Totals } from "./totals.ts";
import type { UsageTable } from "./usage-rollup.ts";

/** An amount spent, background included. */
export type Spend = {
  /** Logged responses. */
  readonly totals: Totals;
  readonly backgroundPico: Pico;
  /** The status of the background; any status but `exact` makes the amount a lower bound. */
  readonly backgroundStatus: BackgroundStatus;
  readonly totalPico: Pico;
};

export function spendOf(totals: Totals, backgroundPico: Pico, backgroundStatus: BackgroundStatus = "exact"): Spend {
  return { totals, backgroundPico, backgroundStatus, totalPico: totals.costPico + backgroundPico };
}

export type Certainty = {
  readonly status: BackgroundStatus;
  /** Logged and background cost of the sessions that are exact. */
  readonly exactPico: Pico;
};

export const CERTAIN: Certainty = { status: "exact", exactPico: 0n };

/** The weaker status of two; the exact amounts are added. */
export function addCertainty(a: Certainty, b: Certainty): Certainty {
  return { status: weakest([a.status, b.status]), exactPico: a.exactPico + b.exactPico };
}

export type CertaintyInputs = {
  readonly table: UsageTable;
  /** 1 for the rows to include. */
  readonly selected: Uint8Array;
  readonly background: ReadonlyMap<string, SessionBackground>;
  readonly zone: Zone;
};

const UNRECORDED = STATUSES.indexOf("unrecorded");

/**
 * Certainty by local day. A session counts on each day on which it was billed for something, with its overall status.
 */
export function certaintyByDay(inputs: CertaintyInputs): ReadonlyMap<DayNumber, Certainty> {
  const days = new Map<DayNumber, DayDraft>();
  const dayOf = (day: DayNumber): DayDraft => {
    let draft = days.get(day);
    if (!draft) {
      draft = { weakest: 0, exact: new PicoSum() };
      days.set(day, draft);
    }
    return draft;
  };
  addLogged(inputs, dayOf);
  for (const { status, entries } of inputs.background.values()) {
    const place = STATUSES.indexOf(status);
    for (const { timeMs, costPico } of entries) {
      if (costPico !== null) count(dayOf(inputs.zone.dayOf(timeMs)), place, Number(costPico));
    }
  }
  const certainty = (draft: DayDraft): Certainty => ({
    status: STATUSES[draft.weakest] as BackgroundStatus,
    exactPico: draft.exact.value,
  });
  return new Map([...days].map(([day, draft]) => [day, certainty(draft)]));
}

export type AppendInputs = Pick<CertaintyInputs, "table" | "zone"> & {
  /** Rows from this index on are new. */
  readonly appendedFrom: number;
  /** The background before the rows were appended. */
  readonly before: ReadonlyMap<string, SessionBackground>;
  /** The background of the sessions with new rows: the same entries, and a status that is equal or weaker. */
  readonly after: ReadonlyMap<string, SessionBackground>;
};

/** `certaintyByDay` after rows of some sessions were appended. @param known the certainty of the earlier rows */
export function certaintyAfterAppend(
  known: ReadonlyMap<DayNumber, Certainty>,
  { table, zone, appendedFrom, before, after }: AppendInputs,
): ReadonlyMap<DayNumber, Certainty> {
  const certainty = new Map(known);
  const knownOf = (day: DayNumber): Certainty => certainty.get(day) ?? CERTAIN;
  /** Sessions whose status has become weaker, which affects all of their rows. */
  const weaker = new Set([...after.keys()].filter((id) => before.get(id)?.status !== after.get(id)?.status));
  const old = new Map([...weaker].flatMap((id) => before.get(id) ?? []).map((b) => [b.sessionId, b]));
  // Entries of the other sessions are already counted.
  const now = new Map([...after].map(([id, b]) => [id, weaker.has(id) ? b : { ...b, entries: [] }]));
  const selected = rowsOfSessions(table, weaker, appendedFrom);
  for (const [day, { exactPico }] of certaintyByDay({ table, selected, background: old, zone })) {
    certainty.set(day, { ...knownOf(day), exactPico: knownOf(day).exactPico - exactPico });
  }
  selected.fill(1, appendedFrom);
  for (const [day, more] of certaintyByDay({ table, selected, background: now, zone })) {
    certainty.set(day, addCertainty(knownOf(day), more));
  }
  return certainty;
}

/** @returns 1 for the rows of the sessions, up to row `end` */
function rowsOfSessions({ columns, origins }: UsageTable, ids: ReadonlySet<string>, end: number): Uint8Array {
  const selected = new Uint8Array(columns.length);
  if (ids.size === 0) return selected;
  const isOne = Uint8Array.from({ length: origins.length }, (_, code) =>
    ids.has(origins.part(code, "sessionId")) ? 1 : 0,
  );
  for (let i = 0; i < end; i++) selected[i] = isOne[columns.origin[i] as number] as number;
  return selected;
}

/**
 * The background status of groups: the weakest status of the sessions that were billed for something in a group.
 * @param keyOf the group of a row of the table
 * @param keyOfEntry the group of a background entry; null = none
 * @returns by the group's key, and of all groups together
 */
export function statusByKey(
  { table: { origins, columns }, selected, background }: Omit<CertaintyInputs, "zone">,
  keyOf: (i: number) => string,
  keyOfEntry: (session: SessionBackground, entry: BackgroundEntry) => string | null,
): { readonly byKey: ReadonlyMap<string, BackgroundStatus>; readonly all: BackgroundStatus } {
  const places = new Map<string, number>();
  let weakestOfAll = 0;
  const add = (key: string | null, place: number): void => {
    weakestOfAll = Math.max(weakestOfAll, place);
    if (key !== null) places.set(key, Math.max(place, places.get(key) ?? 0));
  };
  const statusOf = Uint8Array.from({ length: origins.length }, (_, code) => {
    const known = background.get(origins.part(code, "sessionId"));
    return known ? STATUSES.indexOf(known.status) : UNRECORDED;
  });
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] === 1) add(keyOf(i), statusOf[columns.origin[i] as number] as number);
  }
  for (const session of background.values()) {
    const place = STATUSES.indexOf(session.status);
    for (const entry of session.entries) if (entry.costPico !== null) add(keyOfEntry(session, entry), place);
  }
  const statusAt = (place: number): BackgroundStatus => STATUSES[place] as BackgroundStatus;
  return { byKey: new Map([...places].map(([key, place]) => [key, statusAt(place)])), all: statusAt(weakestOfAll) };
}

type DayDraft = { weakest: number; readonly exact: PicoSum };

function count(day: DayDraft, status: number, pico: number): void {
  day.weakest = Math.max(day.weakest, status);
  if (status === 0 && !Number.isNaN(pico)) day.exact.add(pico);
}

function addLogged({ table, selected, background, zone }: CertaintyInputs, dayOf: (day: DayNumber) => DayDraft): void {
  const { origins, columns } = table;
  const { origin, timeMs, costPico } = columns;
  // By origin code: index into the statuses + 1; 0 = not looked up yet.
  const statuses = new Uint8Array(origins.length);
  let quarter = Number.NaN;
  let day: DayDraft | null = null;
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] === 0) continue;
    const code = origin[i] as number;
    if (statuses[code] === 0) {
      const known = background.get(origins.part(code, "sessionId"));
      statuses[code] = 1 + (known ? STATUSES.indexOf(known.status) : UNRECORDED);
    }
    // Days begin at whole quarters of an hour in every zone, and consecutive rows are close in time.
    const at = Math.floor((timeMs[i] as number) / QUARTER_MS);
    if (day === null || at !== quarter) {
      quarter = at;
      day = dayOf(zone.dayOf(timeMs[i] as number));
    }
    count(day, (statuses[code] as number) - 1, costPico[i] as number);
  }
}
