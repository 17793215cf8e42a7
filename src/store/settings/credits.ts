/** Settings, section `credits`: usage credits (extra usage) and prepaid API credits, as the user entered them. */

import * as v from "valibot";
import { amount, date, described, flag, instant, text } from "./amount.ts";

const cap = v.union([v.literal("unlimited"), amount], 'an amount of dollars or "unlimited"');
const autoReload = v.looseObject({ belowUsd: amount, toUsd: amount });

const usageCredits = v.optional(
  v.looseObject({
    enabled: described("Whether usage credits (extra usage) are on.", v.optional(flag)),
    balance: described(
      "What was left of prepaid usage credits at a time.",
      v.optional(v.looseObject({ usd: amount, asOf: instant })),
    ),
    autoReload: described(
      "Usage credits are bought by themselves when the balance falls below an amount.",
      v.optional(autoReload),
    ),
    limitsSetAt: described(
      "When the limits on usage credits were entered; Claude Code's own figure goes before older ones.",
      v.optional(instant),
    ),
    limits: v.optional(
      v.looseObject({
        organization: described(
          "Monthly limit of the organization on usage credits: caps all others.",
          v.optional(cap),
        ),
        standard: described("Monthly limit on usage credits of a standard seat.", v.optional(cap)),
        premium: described("Monthly limit on usage credits of a premium seat.", v.optional(cap)),
        group: described("Monthly limit on usage credits of your group.", v.optional(cap)),
        member: described(
          "Monthly limit on usage credits of yours: goes before the group's and the seat's.",
          v.optional(cap),
        ),
      }),
      {},
    ),
  }),
  {},
);

const apiCredits = v.optional(
  v.looseObject({
    purchases: described(
      "API credits that were bought.",
      v.optional(v.array(v.looseObject({ id: text, usd: amount, on: date, note: v.optional(text) })), []),
    ),
    reconciliations: described(
      "Balances that the Console showed, to which the ledger is brought.",
      v.optional(v.array(v.looseObject({ id: text, at: instant, balanceUsd: amount })), []),
    ),
    autoReload: described(
      "API credits are bought by themselves when the balance falls below an amount.",
      v.optional(autoReload),
    ),
  }),
  {},
);

export const creditsSection = v.optional(v.looseObject({ usageCredits, apiCredits }), {});
