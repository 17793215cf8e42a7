/** What a machine has shared, as it says itself: days without use are zero only within it. */

import type { DayNumber } from "../calendar/zone.ts";

export type MachineCoverage = {
  readonly member: string;
  readonly machine: string;
  /** The first and the last UTC date that the machine knows all about; no cells in between = nothing was used. */
  readonly fromDay: DayNumber;
  readonly untilDay: DayNumber;
};
