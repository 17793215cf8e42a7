/** Settings, section `alerts`: when to raise alerts, what to silence, and how to notify outside the tool. */

import * as v from "valibot";
import { described, flagOf, instant, text } from "./amount.ts";

const PERCENT = "a number from 1 to 100";
const percents = v.array(
  v.pipe(v.number(PERCENT), v.minValue(1, PERCENT), v.maxValue(100, PERCENT)),
  "a list of percentages, such as [80, 95]",
);
const DAYS = "a number of days, 0 to 365";
const CHANNELS = ["off", "bell", "osc9", "osc777"] as const;

export const alertsSection = v.optional(
  v.looseObject({
    windowPercent: described(
      "Percent of a plan's window at which there is a warning, and at which it is critical.",
      v.optional(percents, [80, 95]),
    ),
    spendPercent: described(
      "Percent of a spend limit, of usage credits or of a budget at which there is a warning, and at which it is critical.",
      v.optional(percents, [75, 95]),
    ),
    expiryDays: described(
      "Days before API credits expire unspent at which there is a warning.",
      v.optional(v.pipe(v.number(DAYS), v.minValue(0, DAYS), v.maxValue(365, DAYS)), 30),
    ),
    runOut: flagOf("Warn when the present pace reaches a limit before it resets.", true),
    silenced: described(
      "Ids of limits that are never warned about.",
      v.optional(v.array(text, "a list of limit ids"), []),
    ),
    snoozed: described(
      "Limits that are not warned about until a time.",
      v.optional(v.array(v.looseObject({ id: text, until: instant }), "a list of {id, until}"), []),
    ),
    notify: v.optional(
      v.looseObject({
        terminal: described(
          "How the dashboard notifies the terminal of an alert.",
          v.optional(v.picklist(CHANNELS, `one of ${CHANNELS.join(", ")}`), "off"),
        ),
        waiting: flagOf(
          "The dashboard also notifies about a session that begins to wait for an answer, where terminal or command is set.",
          true,
        ),
        command: described(
          "A program and its arguments, run without a shell at an alert; {message}, {severity} and {limit} are filled in.",
          v.optional(v.array(text, 'a program and its arguments, such as ["notify-send", "{message}"]'), []),
        ),
      }),
      {},
    ),
  }),
  {},
);
