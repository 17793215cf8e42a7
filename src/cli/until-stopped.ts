/** Waits for the user to stop a command that runs until then. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type StopSignal = (typeof SIGNALS)[number];

/** Takes the signals over from the program, so that the command can end its work first. A second one ends at once. */
export function untilStopped(): Promise<StopSignal> {
  return new Promise((resolve) => {
    process.removeAllListeners("SIGINT");
    const stop = (signal: StopSignal): void => {
      for (const other of SIGNALS) process.removeListener(other, stop);
      resolve(signal);
    };
    for (const signal of SIGNALS) process.on(signal, stop);
  });
}
