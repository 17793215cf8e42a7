/** Settings, section `plan`: how the user pays for Claude. */

import * as v from "valibot";
import { BILLINGS, PLAN_KINDS, SEATS } from "../../core/limits/plan.ts";
import { described } from "./amount.ts";

export const planSection = v.optional(
  v.looseObject({
    kind: described(
      "What you pay for Claude by. Not set: what Claude Code's own files suggest, marked as a guess.",
      v.optional(v.picklist(PLAN_KINDS, `one of ${PLAN_KINDS.join(", ")}`)),
    ),
    seat: described(
      "The seat in a Team or Enterprise plan.",
      v.optional(v.picklist(SEATS, `one of ${SEATS.join(", ")}`)),
    ),
    billing: described(
      "How a plan is billed that can be billed either way (usage-based Enterprise).",
      v.optional(v.picklist(BILLINGS, `one of ${BILLINGS.join(", ")}`)),
    ),
  }),
  {},
);
