/** Settings, section `budgets`: what the user wants to spend at most. */

import * as v from "valibot";
import { BUDGET_PERIODS } from "../../core/limits/budget.ts";
import { amount, described, flag, text } from "./amount.ts";

export const budgetsSection = described(
  "What you want to spend at most.",
  v.optional(
    v.array(
      v.looseObject({
        id: text,
        usd: amount,
        per: v.picklist(BUDGET_PERIODS, `one of ${BUDGET_PERIODS.join(", ")}`),
        /** Only what matches is counted; missing = everything. */
        project: v.optional(text),
        model: v.optional(text),
        session: v.optional(text),
        /** A hard budget stops the next prompt when it is used up, where the hook is installed. */
        hard: v.optional(flag, false),
      }),
      "a list of budgets",
    ),
    [],
  ),
);
