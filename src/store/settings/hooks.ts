/** Settings, section `hooks`: what is said inside Claude Code. */

import * as v from "valibot";
import { DEFAULT_HOOKS } from "../../core/hooks.ts";
import { flag } from "./amount.ts";

export const hooksSection = v.optional(
  v.looseObject({
    sessionStart: v.optional(flag, DEFAULT_HOOKS.sessionStart),
    alerts: v.optional(flag, DEFAULT_HOOKS.alerts),
    block: v.optional(flag, DEFAULT_HOOKS.block),
    turnCost: v.optional(flag, DEFAULT_HOOKS.turnCost),
    modelSwitch: v.optional(flag, DEFAULT_HOOKS.modelSwitch),
    refresh: v.optional(flag, DEFAULT_HOOKS.refresh),
  }),
  {},
);
