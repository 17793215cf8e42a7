/** Days with use, for averages that are compared with published ones. */

import type { DayNumber, Zone } from "../calendar/zone.ts";
import { isRequest, type ResponseTable } from "../responses/columns.ts";

/** @param selected 1 for each row to include. @returns the number of local days with at least one request */
export function activeDays({ columns }: ResponseTable, selected: Uint8Array, zone: Zone): number {
  const days = new Set<DayNumber>();
  for (let i = 0; i < selected.length; i++) {
    if (selected[i] === 1 && isRequest(columns.flags[i] as number)) days.add(zone.dayOf(columns.timeMs[i] as number));
  }
  return days.size;
}
