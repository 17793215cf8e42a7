/** Waits for the user to stop a command that runs until then. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type StopSignal = (typeof SIGNALS)[number];

/** Handles the signals, so that the command can finish its work first. A second signal ends the process immediately. */
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

/** For work that can be aborted at any time: the first signal aborts it, a second one ends the process immediately. */
export function abortWhenStopped(): { readonly signal: AbortSignal; off(): void } {
  const controller = new AbortController();
  const before = process.listeners("SIGINT");
  process.removeAllListeners("SIGINT");
  const stop = (): void => {
    off();
    controller.abort();
  };
  const off = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
    for (const listener of before) process.on("SIGINT", listener);
    before.length = 0;
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return { signal: controller.signal, off };
}
