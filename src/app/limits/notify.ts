/** Sends notifications about alerts, each once across all processes. */

import { spawn } from "node:child_process";
import type { Alert } from "../../core/alerts.ts";
import { cleanText } from "../../core/clean-text.ts";
import { claimCrossing } from "../../store/state/crossings.ts";

/**
 * Returns the alerts that no process has notified about yet, and marks them as notified. Alerts of kind `news` are only
 * shown, never notified.
 */
export function claimNewAlerts<T extends Pick<Alert, "id" | "covers"> & { readonly kind: string }>(
  alerts: readonly T[],
  stateDir: string,
): readonly T[] {
  return alerts.filter((alert) => {
    if (alert.kind === "news") return false;
    const isNew = claimCrossing(stateDir, alert.id);
    for (const lower of alert.covers) claimCrossing(stateDir, lower);
    return isNew;
  });
}

/**
 * Runs the user's own command for an alert, without a shell and without waiting for it. `{message}`, `{severity}` and
 * `{limit}` in its arguments are replaced.
 * @param argv program and arguments; empty = nothing is run
 * @param onError called with the reason where the program cannot be started
 */
export function runAlertCommand(
  argv: readonly string[],
  alert: { readonly message: string; readonly severity: string; readonly limit: string },
  onError: (message: string) => void,
): void {
  const [program, ...rest] = argv;
  if (program === undefined) return;
  const filled = rest.map((arg) => {
    const text = arg.replace(/\{(message|severity|limit)\}/g, (_all, name: keyof typeof alert) =>
      cleanText(alert[name]),
    );
    // A limit's name must not become an option of the user's program.
    return text.startsWith("-") && !arg.startsWith("-") ? ` ${text}` : text;
  });
  const child = spawn(program, filled, { stdio: "ignore", detached: true, shell: false, windowsHide: true });
  child.once("error", (error) => onError(`the alert command '${program}' could not be started: ${error.message}`));
  child.unref();
}
