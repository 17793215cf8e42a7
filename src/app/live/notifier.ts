/** Sends the notifications that the user configured: about alerts, and about sessions that wait for an answer. */

import type { ControlSequence } from "../../core/clean-text.ts";
import type { AlertRow, DashboardData, SessionStatus } from "../../core/dashboard/dashboard-data.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { openSessions } from "../../view/dashboard/session-choice.ts";
import type { LiveState } from "../../view/dashboard/ui-state.ts";
import { notificationSequence } from "../../view/words/notification.ts";
import { type NotifyWays, notifyWays } from "../inside/notify-ways.ts";
import { claimNewAlerts, runAlertCommand } from "../limits/notify.ts";

export type NotifierOptions = {
  readonly settingsFile: string;
  readonly stateDir: string;
  /** Writes to the terminal. */
  write(sequence: ControlSequence): void;
  /** Called with the reason where the user's command could not be started. */
  onError(message: string): void;
};

type Message = { readonly message: string; readonly severity: string; readonly limit: string };

export class Notifier {
  readonly #options: NotifierOptions;
  #data: DashboardData | null = null;
  #statuses: ReadonlyMap<string, SessionStatus> | null = null;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Called with every state; only new data is examined. */
  heed({ data, ui }: LiveState): void {
    if (data === null || data === this.#data) return;
    const before = this.#data;
    this.#data = data;
    const waiting = this.#newlyWaiting(data);
    const alerts = before?.alerts === data.alerts ? [] : data.alerts.filter(({ id }) => !ui.silenced.has(id));
    if (waiting.length === 0 && alerts.length === 0) return;
    const ways = notifyWays(readSettingsQuick(this.#options.settingsFile));
    if (ways.channel === "off" && ways.command.length === 0) return;
    // Claimed only if this process sends a notification, so that another one can where this one may not.
    const claimed = claimNewAlerts(alerts.map(claimable), this.#options.stateDir).map(({ alert }) =>
      alertMessage(alert),
    );
    this.#tell([...claimed, ...(ways.waiting ? waiting : [])], ways);
  }

  /** Sessions that already waited when the dashboard was started cause no notification. */
  #newlyWaiting({ sessions }: DashboardData): readonly Message[] {
    const before = this.#statuses;
    const open = openSessions(sessions);
    this.#statuses = new Map(open.map(({ sessionId, status }) => [sessionId, status]));
    if (before === null) return [];
    return open
      .filter(({ sessionId, status }) => status === "waiting" && before.get(sessionId) !== "waiting")
      .map(({ sessionId, title }) => ({
        message: `${title || sessionId.slice(0, 8)} waits for an answer`,
        severity: "waiting",
        limit: sessionId,
      }));
  }

  #tell(messages: readonly Message[], { channel, command }: NotifyWays): void {
    if (messages.length === 0) return;
    for (const message of messages) runAlertCommand(command, message, this.#options.onError);
    const text = messages.map(({ message }) => message).join(" · ");
    if (channel !== "off") this.#options.write(notificationSequence(channel, "Claude Code", text));
  }
}

function claimable(alert: AlertRow) {
  const { id, covers, severity } = alert;
  return { id, covers, kind: severity === "news" ? "news" : "limit", alert };
}

function alertMessage({ message, command, severity, about }: AlertRow): Message {
  const limit = about.kind === "limit" ? about.id : `context:${about.sessionId}`;
  return { message: command === "" ? message : `${message}: ${command}`, severity, limit };
}
