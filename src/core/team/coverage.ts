/** What a machine has shared, as recorded by itself: only within it, days without cells had no use. */

import type { DayNumber } from "../calendar/zone.ts";

export type MachineCoverage = {
  readonly member: string;
  readonly machine: string;
  /** The first and the last UTC date that the machine has complete data of; no cells in between = nothing was used. */
  readonly fromDay: DayNumber;
  readonly untilDay: DayNumber;
};
