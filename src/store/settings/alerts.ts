/** Settings, section `alerts`: when to warn, what to keep quiet, and how to say it outside the tool. */

import * as v from "valibot";
import { flag, instant, text } from "./amount.ts";

const PERCENT = "a number from 1 to 100";
const percents = v.array(
  v.pipe(v.number(PERCENT), v.minValue(1, PERCENT), v.maxValue(100, PERCENT)),
  "a list of percentages, such as [80, 95]",
);
const DAYS = "a number of days, 0 to 365";
const CHANNELS = ["off", "bell", "osc9", "osc777"] as const;

export const alertsSection = v.optional(
  v.looseObject({
    /** Of a plan's window. */
    windowPercent: v.optional(percents, [80, 95]),
    /** Of a spend limit, usage credits or a budget. */
    spendPercent: v.optional(percents, [75, 95]),
    expiryDays: v.optional(v.pipe(v.number(DAYS), v.minValue(0, DAYS), v.maxValue(365, DAYS)), 30),
    /** Warn when the present pace reaches a limit before it resets. */
    runOut: v.optional(flag, true),
    /** Ids of limits that are not warned about. */
    silenced: v.optional(v.array(text, "a list of limit ids"), []),
    snoozed: v.optional(v.array(v.looseObject({ id: text, until: instant }), "a list of {id, until}"), []),
    notify: v.optional(
      v.looseObject({
        terminal: v.optional(v.picklist(CHANNELS, `one of ${CHANNELS.join(", ")}`), "off"),
        /** A program and its arguments, run without a shell; `{message}` and `{severity}` are filled in. */
        command: v.optional(v.array(text, 'a program and its arguments, such as ["notify-send", "{message}"]'), []),
      }),
      {},
    ),
  }),
  {},
);
