/** A place in the dashboard: a view, or something that was opened in it. */

import type { DayNumber } from "../../../core/calendar/zone.ts";

/** Which responses are summed; null = all of them. */
export type Scope = {
  readonly first: DayNumber | null;
  readonly last: DayNumber | null;
  /** The folder that sessions were started in. */
  readonly project: string | null;
  /** By its name in reports. */
  readonly model: string | null;
};

export const EVERYTHING: Scope = { first: null, last: null, project: null, model: null };

export type Place =
  | { readonly kind: "view" }
  | { readonly kind: "session"; readonly sessionId: string }
  /** What the session's dollars were spent on. */
  | { readonly kind: "causes"; readonly sessionId: string }
  /** What the dollars of some days, of a project, or of a model were spent on. */
  | { readonly kind: "scope-causes"; readonly scope: Scope }
  | { readonly kind: "turn"; readonly sessionId: string; readonly turn: number }
  /** The days and sessions of some days, of a project, or of a model. */
  | { readonly kind: "scope"; readonly scope: Scope }
  | { readonly kind: "limit"; readonly limitId: string };

export const VIEW: Place = { kind: "view" };

/** The session that is open, or a part of it; null = none. */
export function openSessionId(place: Place): string | null {
  return "sessionId" in place ? place.sessionId : null;
}

/** Whether what the dollars were spent on is open. */
export function showsCauses({ kind }: Place): boolean {
  return kind === "causes" || kind === "scope-causes";
}

/** Equal for two scopes with the same responses. */
export function scopeKey({ first, last, project, model }: Scope): string {
  return JSON.stringify([first, last, project, model]);
}

export function isOneDay({ first, last }: Scope): boolean {
  return first !== null && first === last;
}

/** The key of a limit, or of what an alert is about: accounts may have limits with the same id. */
export function limitKey({ id, account }: { readonly id: string; readonly account: string | null }): string {
  return account === null ? id : `${id} ${account}`;
}

/** Days that the user selected. */
export type PeriodChoice =
  /** `back`: the number of days, weeks or months before the present one. */
  | { readonly unit: "day" | "week" | "month" | "7-days"; readonly back: number }
  | { readonly unit: "days"; readonly first: DayNumber; readonly last: DayNumber }
  | { readonly unit: "all" };
