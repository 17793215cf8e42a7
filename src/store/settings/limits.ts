/** Settings, section `limits`: spend limits that others enforce, entered by hand. */

import * as v from "valibot";
import { SPEND_LIMIT_KINDS } from "../../core/limits/plan.ts";
import { SPEND_LIMIT_PERIODS } from "../../core/limits/spend-limit.ts";
import { amount, described } from "./amount.ts";

const spendLimit = v.looseObject({
  kind: v.picklist(SPEND_LIMIT_KINDS, `one of ${SPEND_LIMIT_KINDS.join(", ")}`),
  usd: amount,
  per: v.optional(v.picklist(SPEND_LIMIT_PERIODS, `one of ${SPEND_LIMIT_PERIODS.join(", ")}`), "month"),
});

export const limitsSection = v.optional(
  v.looseObject({
    spend: described(
      "Spend limits that others enforce, entered by hand.",
      v.optional(v.array(spendLimit, "a list of spend limits"), []),
    ),
  }),
  {},
);
