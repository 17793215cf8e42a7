/** Settings, section `credits`: usage credits (extra usage) and prepaid API credits, as the user entered them. */

import * as v from "valibot";
import { amount, date, described, flag, instant, text } from "./amount.ts";

const cap = v.union([v.literal("unlimited"), amount], 'an amount of dollars or "unlimited"');
/** `toUsd`: fills the balance up to that amount; `addUsd`: buys that amount. */
const autoReload = v.pipe(
  v.looseObject({ belowUsd: amount, toUsd: v.optional(amount), addUsd: v.optional(amount) }),
  v.check(({ toUsd, addUsd }) => (toUsd === undefined) !== (addUsd === undefined), "either toUsd or addUsd"),
  v.check(({ belowUsd, toUsd }) => toUsd === undefined || Number(toUsd) > Number(belowUsd), "toUsd above belowUsd"),
);

/** Prepaid money. Without an expiry date it expires after one year. */
const purchase = v.pipe(
  v.looseObject({
    id: text,
    usd: amount,
    on: v.optional(date),
    at: v.optional(instant),
    expires: v.optional(date),
    note: v.optional(text),
  }),
  v.check(({ on, at }) => on !== undefined || at !== undefined, "a purchase with a date (on) or a time (at)"),
);

/** The balance that Claude showed at a time. */
const balance = v.looseObject({ usd: amount, asOf: instant });

const usageCredits = v.optional(
  v.looseObject({
    enabled: described("Whether usage credits (extra usage) are on.", v.optional(flag)),
    balance: described("What was left of prepaid usage credits when it was read last.", v.optional(balance)),
    earlier: described(
      "Earlier balances, from which the amount drawn is computed.",
      v.optional(v.array(balance, "a list of balances")),
    ),
    purchases: described("Usage credits that were bought.", v.optional(v.array(purchase, "a list of purchases"))),
    autoReload: described(
      "Usage credits are bought by themselves when the balance reaches an amount.",
      v.optional(autoReload),
    ),
    organizationUsed: described("What the whole organisation had used of its limit at a time.", v.optional(balance)),
    alwaysModels: described(
      "Models that draw on usage credits from the first message on, whatever the windows.",
      v.optional(v.array(text, "a list of models")),
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
    purchases: described("API credits that were bought.", v.optional(v.array(purchase, "a list of purchases"), [])),
    reconciliations: described(
      "Balances that the Console showed, to which the ledger is brought.",
      v.optional(v.array(v.looseObject({ id: text, at: instant, balanceUsd: amount })), []),
    ),
    autoReload: described(
      "API credits are bought by themselves when the balance reaches an amount.",
      v.optional(autoReload),
    ),
  }),
  {},
);

export const creditsSection = v.optional(v.looseObject({ usageCredits, apiCredits }), {});
