/** Handles errors of the file system that are expected and harmless. */

import { readdirSync } from "node:fs";

/** The system's code of an error, such as "ENOENT"; undefined = it is not a system error. */
export const systemCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Returns the result of `action`, or `otherwise` where the system refuses it. Other errors are thrown. */
export function tryFile<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return otherwise;
  }
}

/** Runs `action`, and ignores a refusal by the system. Other errors are thrown. @returns whether it succeeded */
export function attempt(action: () => void): boolean {
  return tryFile(() => {
    action();
    return true;
  }, false);
}

/** The names in a folder; none where it does not exist or cannot be read. */
export const namesIn = (folder: string): readonly string[] => tryFile(() => readdirSync(folder), []);
