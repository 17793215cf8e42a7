/** Background by local day, and of each day by project and model, for the dashboard. */

import type { DayNumber, Zone } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import type { BackgroundStatus, SessionBackground } from "./types.ts";

/** The project of a session's background: the session's own. "" = not known. */
export function projectOfBackground(facts: ReadonlyMap<string, SessionFacts>, sessionId: string): string {
  return facts.get(sessionId)?.project ?? "";
}

/** The model of a background entry by its name in reports; null = not known. */
export function modelOfBackground(model: string, nameOf: (model: string) => string): string | null {
  return model === "" ? null : nameOf(model);
}

export type BackgroundDay = {
  readonly pico: Pico;
  readonly projects: ReadonlyMap<string, Pico>;
  /** By name in reports; null = not known. */
  readonly models: ReadonlyMap<string | null, Pico>;
  /** The sessions that it is of. */
  readonly sessions: ReadonlySet<string>;
};

export type BackgroundDays = {
  readonly days: ReadonlyMap<DayNumber, BackgroundDay>;
  /** How well a session's background is known. */
  statusOf(sessionId: string): BackgroundStatus;
};

/** @param nameOf the name of a model in reports */
export function backgroundDays(
  background: ReadonlyMap<string, SessionBackground>,
  facts: ReadonlyMap<string, SessionFacts>,
  nameOf: (model: string) => string,
  zone: Zone,
): BackgroundDays {
  const days = new Map<DayNumber, BackgroundDraft>();
  for (const { sessionId, entries } of background.values()) {
    for (const { timeMs, model, costPico } of entries) {
      if (costPico === null) continue;
      const day = zone.dayOf(timeMs);
      const draft = days.get(day) ?? { pico: 0n, projects: new Map(), models: new Map(), sessions: new Set() };
      draft.pico += costPico;
      addTo(draft.projects, projectOfBackground(facts, sessionId), costPico);
      addTo(draft.models, modelOfBackground(model, nameOf), costPico);
      draft.sessions.add(sessionId);
      days.set(day, draft);
    }
  }
  return { days, statusOf: (sessionId) => background.get(sessionId)?.status ?? "unrecorded" };
}

type BackgroundDraft = {
  pico: Pico;
  readonly projects: Map<string, Pico>;
  readonly models: Map<string | null, Pico>;
  readonly sessions: Set<string>;
};

function addTo<K>(sums: Map<K, Pico>, key: K, pico: Pico): void {
  sums.set(key, (sums.get(key) ?? 0n) + pico);
}
