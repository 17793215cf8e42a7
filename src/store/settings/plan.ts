/** Settings, section `plan`: what the user pays Claude by. */

import * as v from "valibot";
import { PLAN_KINDS, SEATS } from "../../core/limits/plan.ts";

export const planSection = v.optional(
  v.looseObject({
    /** Missing = the user has not said; hints may suggest one. */
    kind: v.optional(v.picklist(PLAN_KINDS, `one of ${PLAN_KINDS.join(", ")}`)),
    seat: v.optional(v.picklist(SEATS, `one of ${SEATS.join(", ")}`)),
  }),
  {},
);
