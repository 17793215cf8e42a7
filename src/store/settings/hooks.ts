/** Settings, section `hooks`: what is shown inside Claude Code. */

import * as v from "valibot";
import { COLD_CACHE_FROM_USD, DEFAULT_HOOKS } from "../../core/hooks.ts";
import { amount, described, flagOf } from "./amount.ts";

export const hooksSection = v.optional(
  v.looseObject({
    sessionStart: flagOf(
      "At the start of a session: show what today came to, and any alert.",
      DEFAULT_HOOKS.sessionStart,
    ),
    alerts: flagOf("With a prompt: show when a limit or a budget was crossed.", DEFAULT_HOOKS.alerts),
    block: flagOf("With a prompt: stop it where a hard budget is used up.", DEFAULT_HOOKS.block),
    coldCache: flagOf(
      "With a prompt: show what it writes again because the prompt cache has expired, once for each time.",
      DEFAULT_HOOKS.coldCache,
    ),
    coldCacheFromUsd: described(
      "Dollars that writing an expired prompt cache again must cost to be shown.",
      v.optional(amount, COLD_CACHE_FROM_USD),
    ),
    estimate: flagOf("With a prompt: show what turns like it usually cost here.", DEFAULT_HOOKS.estimate),
    agents: flagOf(
      "Before an agent starts: show what the session cost so far and what such an agent usually costs here, once for each prompt and type.",
      DEFAULT_HOOKS.agents,
    ),
    agentsAskSessionUsd: described(
      "Before an agent starts: ask where the session has cost at least so many dollars. Not set: never ask.",
      v.optional(amount),
    ),
    agentsAskAgentUsd: described(
      "Before an agent starts: ask where such an agent usually (median) costs at least so many dollars. Not set: never ask.",
      v.optional(amount),
    ),
    turnCost: flagOf("After a turn: show what it cost.", DEFAULT_HOOKS.turnCost),
    modelSwitch: flagOf("Before a switch of models: show what the switch costs.", DEFAULT_HOOKS.modelSwitch),
    refresh: flagOf(
      "Keep the sums behind 'today' fresh by a report in the background after a hook, at most one in ten minutes.",
      DEFAULT_HOOKS.refresh,
    ),
  }),
  {},
);
