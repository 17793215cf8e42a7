/** Tells of alerts outside Claude Code, in the ways that the user set: from a hook, which is the first to notice. */

import { type Alert, subjectOf } from "../../core/alerts.ts";
import type { ControlSequence } from "../../core/clean-text.ts";
import type { QuickSettings } from "../../store/settings/settings-quick.ts";
import { alertText } from "../../view/words/hook-text.ts";
import { notificationSequence } from "../../view/words/notification.ts";
import { runAlertCommand } from "../limits/notify.ts";
import { notifyWays } from "./notify-ways.ts";

/**
 * Runs the user's command for each alert.
 * @returns the control sequence that Claude Code is to write to the terminal; null = none
 */
export function notifyOutside(said: readonly Alert[], settings: QuickSettings, nowMs: number): ControlSequence | null {
  const { channel, command } = notifyWays(settings);
  const texts = said.map((alert) => {
    const message = alertText(alert, nowMs);
    // `limits --notify` reports a program that is not there; a hook cannot.
    runAlertCommand(command, { message, severity: alert.severity, limit: subjectOf(alert) }, () => {});
    return message;
  });
  if (texts.length === 0 || channel === "off") return null;
  return notificationSequence(channel, "Claude Code", texts.join(" · "));
}
