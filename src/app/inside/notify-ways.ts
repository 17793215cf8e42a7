/** How the user wants to be notified about alerts outside Claude Code. */

import { type QuickSettings, quickBoolean, quickString, quickValue } from "../../store/settings/settings-quick.ts";
import type { NotificationChannel } from "../../view/words/notification.ts";

export type NotifyWays = {
  readonly channel: NotificationChannel;
  /** Program and arguments; empty = none. */
  readonly command: readonly string[];
  /** Whether to notify about sessions that wait for an answer. */
  readonly waiting: boolean;
};

const CHANNELS: readonly NotificationChannel[] = ["bell", "osc9", "osc777"];

export function notifyWays(settings: QuickSettings): NotifyWays {
  const name = quickString(settings, ["alerts", "notify", "terminal"], "off");
  const command = quickValue(settings, "alerts", "notify", "command");
  return {
    channel: CHANNELS.find((c) => c === name) ?? "off",
    command: Array.isArray(command) && command.every((part) => typeof part === "string") ? command : [],
    waiting: quickBoolean(settings, ["alerts", "notify", "waiting"], true),
  };
}
