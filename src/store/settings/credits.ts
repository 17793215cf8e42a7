/** Settings, section `credits`: usage credits (extra usage) and prepaid API credits, as the user entered them. */

import * as v from "valibot";
import { amount, date, flag, instant, text } from "./amount.ts";

const cap = v.union([v.literal("unlimited"), amount], 'an amount of dollars or "unlimited"');
const autoReload = v.looseObject({ belowUsd: amount, toUsd: amount });

const usageCredits = v.optional(
  v.looseObject({
    enabled: v.optional(flag),
    balance: v.optional(v.looseObject({ usd: amount, asOf: instant })),
    autoReload: v.optional(autoReload),
    /** Monthly. A member's limit goes before the group's, that before the seat tier's; the organisation's caps all. */
    limitsSetAt: v.optional(instant),
    limits: v.optional(
      v.looseObject({
        organization: v.optional(cap),
        standard: v.optional(cap),
        premium: v.optional(cap),
        group: v.optional(cap),
        member: v.optional(cap),
      }),
      {},
    ),
  }),
  {},
);

const apiCredits = v.optional(
  v.looseObject({
    purchases: v.optional(v.array(v.looseObject({ id: text, usd: amount, on: date, note: v.optional(text) })), []),
    /** What the Console showed at a time; the ledger is brought to it. */
    reconciliations: v.optional(v.array(v.looseObject({ id: text, at: instant, balanceUsd: amount })), []),
    autoReload: v.optional(autoReload),
  }),
  {},
);

export const creditsSection = v.optional(v.looseObject({ usageCredits, apiCredits }), {});
