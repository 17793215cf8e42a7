/** Settings, section `hooks`: what is said inside Claude Code. */

import * as v from "valibot";
import { COLD_CACHE_FROM_USD, DEFAULT_HOOKS } from "../../core/hooks.ts";
import { amount, described, flag } from "./amount.ts";

export const hooksSection = v.optional(
  v.looseObject({
    sessionStart: described(
      "At the start of a session: show what today came to, and any alert.",
      v.optional(flag, DEFAULT_HOOKS.sessionStart),
    ),
    alerts: described(
      "With a prompt: show when a limit or a budget was crossed.",
      v.optional(flag, DEFAULT_HOOKS.alerts),
    ),
    block: described("With a prompt: stop it where a hard budget is used up.", v.optional(flag, DEFAULT_HOOKS.block)),
    coldCache: described(
      "With a prompt: show what it writes again because the prompt cache has expired, once for each time.",
      v.optional(flag, DEFAULT_HOOKS.coldCache),
    ),
    coldCacheFromUsd: described(
      "Dollars that writing an expired prompt cache again must cost to be shown.",
      v.optional(amount, COLD_CACHE_FROM_USD),
    ),
    estimate: described(
      "With a prompt: show what turns like it usually cost here.",
      v.optional(flag, DEFAULT_HOOKS.estimate),
    ),
    agents: described(
      "Before an agent starts: show what the session cost so far and what such an agent usually costs here, once for each prompt and type.",
      v.optional(flag, DEFAULT_HOOKS.agents),
    ),
    agentsAskSessionUsd: described(
      "Before an agent starts: ask where the session has cost at least so many dollars. Not set: never ask.",
      v.optional(amount),
    ),
    agentsAskAgentUsd: described(
      "Before an agent starts: ask where such an agent usually (median) costs at least so many dollars. Not set: never ask.",
      v.optional(amount),
    ),
    turnCost: described("After a turn: show what it cost.", v.optional(flag, DEFAULT_HOOKS.turnCost)),
    modelSwitch: described(
      "Before a switch of models: show what the switch costs.",
      v.optional(flag, DEFAULT_HOOKS.modelSwitch),
    ),
    refresh: described(
      "Keep the sums behind 'today' fresh by a report in the background after a hook, at most one in ten minutes.",
      v.optional(flag, DEFAULT_HOOKS.refresh),
    ),
  }),
  {},
);
