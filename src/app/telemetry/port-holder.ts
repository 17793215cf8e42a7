/** Finds out which process uses a port. */

import { UserError } from "../../core/user-error.ts";

/** The name in a receiver's answer at `/`. */
export const RECEIVER_NAME = "claude-cost";

const ASK_MS = 1_000;

/** Another receiver of ours uses the port and stores the events, which is sufficient for some callers. */
export class ReceiverRunning extends UserError {}

/** The error where the port is taken: by another receiver of ours, or by something else. */
export async function portTaken(host: string, port: number, cause: unknown): Promise<UserError> {
  const pid = await receiverPid(host, port);
  const free = `Choose another with --port, and set the same one in OTEL_EXPORTER_OTLP_ENDPOINT.`;
  return pid === null
    ? new UserError(`port ${port} is used by another program`, { hint: free, cause })
    : new ReceiverRunning(`claude-cost already listens on port ${port} (process ${pid})`, {
        hint: `Nothing to do: it keeps the telemetry for all sessions. To run a second one: ${free}`,
        cause,
      });
}

/** The process id of another receiver of ours at that port; null = something else, or no answer in time. */
async function receiverPid(host: string, port: number): Promise<number | null> {
  try {
    const address = host.includes(":") ? `[${host}]` : host;
    const response = await fetch(`http://${address}:${port}/`, { signal: AbortSignal.timeout(ASK_MS) });
    const body = (await response.json()) as { service?: unknown; pid?: unknown };
    return body.service === RECEIVER_NAME && typeof body.pid === "number" ? body.pid : null;
  } catch {
    // Any other answer (no HTTP, no JSON, none) means that it is not one of ours.
    return null;
  }
}
