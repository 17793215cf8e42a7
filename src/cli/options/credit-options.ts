/** Options for entering credits: past times, days of expiry, auto-reload. */

import type { NewReload } from "../../app/limits/edit-plan.ts";
import { readAmount } from "../../app/limits/edit-settings.ts";
import { dayKey, parseDay } from "../../core/calendar/period.ts";
import { UserError } from "../../core/user-error.ts";

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A time in the past; UTC unless it has a zone.
 * @throws UserError
 */
export function readPastTime(flag: string, text: string | undefined, nowMs: number): number {
  if (text === undefined) return nowMs;
  const iso = ISO.test(text) ? text.replace(" ", "T") : "";
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes("T");
  const atMs = Date.parse(hasZone ? iso : `${iso}Z`);
  if (Number.isNaN(atMs) || atMs > nowMs || parseDay(iso.slice(0, 10)) === null) {
    throw new UserError(`${flag}: '${text}' is not a time that has been`, {
      hint: "Write it like 2026-11-21T09:30:00Z, or 2026-11-21.",
      exitCode: 2,
    });
  }
  return atMs;
}

/** The day on which something bought at `fromMs` expires. @throws UserError */
export function readExpiry(text: string | undefined, fromMs: number): string | undefined {
  if (text === undefined) return undefined;
  const day = parseDay(text);
  if (day === null || day * 86_400_000 <= fromMs) {
    throw new UserError(`--expires: '${text}' is not a day after the purchase`, {
      hint: "Write it like 2027-03-31. Without it credits expire after one year.",
      exitCode: 2,
    });
  }
  return dayKey(day);
}

export type ReloadOptions = {
  readonly below: string | undefined;
  readonly to: string | undefined;
  readonly add: string | undefined;
};

/**
 * Reads auto-reload from its three amounts.
 * @param prefix of the flags: `--` or `--reload-`
 * @returns null where none is given
 * @throws UserError where they do not fit together
 */
export function readReload({ below, to, add }: ReloadOptions, prefix: string): NewReload | null {
  if (below === undefined && to === undefined && add === undefined) return null;
  if (below === undefined || (to === undefined) === (add === undefined)) {
    throw new UserError(`give ${prefix}below, and ${prefix}to (filled up to) or ${prefix}add (a fixed amount)`, {
      exitCode: 2,
    });
  }
  return {
    below: readAmount(below, `${prefix}below`),
    to: to === undefined ? null : readAmount(to, `${prefix}to`),
    add: add === undefined ? null : readAmount(add, `${prefix}add`),
  };
}
