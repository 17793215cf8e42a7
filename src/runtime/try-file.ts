/** What the file system may refuse without harm. */

import { readdirSync } from "node:fs";

/** The system's code of an error, such as "ENOENT"; undefined = the error is not the system's. */
export const systemCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** What `action` returns; `otherwise` where the system refuses it. Other errors are thrown. */
export function tryFile<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return otherwise;
  }
}

/** Does it unless the system refuses. Other errors are thrown. @returns whether it was done */
export function attempt(action: () => void): boolean {
  return tryFile(() => {
    action();
    return true;
  }, false);
}

/** The names in a folder; none where it is not there or cannot be read. */
export const namesIn = (folder: string): readonly string[] => tryFile(() => readdirSync(folder), []);
