/** Formats instants for display in a given time zone. */

import { dayKey } from "../../core/calendar/period.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { duration } from "./format.ts";

const pad = (n: number): string => String(n).padStart(2, "0");

/** `17:05` */
export function clock(ms: number, zone: Zone): string {
  const local = new Date(ms + zone.offsetMs(ms));
  return `${pad(local.getUTCHours())}:${pad(local.getUTCMinutes())}`;
}

/** `17:05` today, `Nov 21 17:05` this year, else `2025-11-21`; `–` where there is no time. */
export function when(ms: number, nowMs: number, zone: Zone): string {
  if (!Number.isFinite(ms)) return "–";
  const day = zone.dayOf(ms);
  const today = zone.dayOf(nowMs);
  if (day === today) return clock(ms, zone);
  const key = dayKey(day);
  if (key.slice(0, 4) !== dayKey(today).slice(0, 4)) return key;
  return `${MONTHS[Number(key.slice(5, 7)) - 1]} ${key.slice(8)} ${clock(ms, zone)}`;
}

export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** `3m 20s ago`; `in 2h 4m` for times in the future. */
export function ago(ms: number, nowMs: number): string {
  return ms <= nowMs ? `${duration(nowMs - ms)} ago` : `in ${duration(ms - nowMs)}`;
}
