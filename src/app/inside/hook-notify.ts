/** Sends notifications about alerts from a hook, which detects them first, in the ways that the user configured. */

import { type Alert, subjectOf } from "../../core/alerts.ts";
import type { ControlSequence } from "../../core/clean-text.ts";
import type { QuickSettings } from "../../store/settings/settings-quick.ts";
import { alertText } from "../../view/words/hook-text.ts";
import { notificationSequence } from "../../view/words/notification.ts";
import { runAlertCommand } from "../limits/notify.ts";
import { notifyWays } from "./notify-ways.ts";

/**
 * Runs the user's command for each alert.
 * @returns the control sequence that Claude Code should write to the terminal; null = none
 */
export function notifyOutside(said: readonly Alert[], settings: QuickSettings, nowMs: number): ControlSequence | null {
  const { channel, command } = notifyWays(settings);
  const texts = said.map((alert) => {
    const message = alertText(alert, nowMs);
    // `limits --notify` reports a missing program; a hook cannot.
    runAlertCommand(command, { message, severity: alert.severity, limit: subjectOf(alert) }, () => {});
    return message;
  });
  if (texts.length === 0 || channel === "off") return null;
  return notificationSequence(channel, "Claude Code", texts.join(" · "));
}
