/** `--last N`: the number of periods or blocks. */

import { UserError } from "../../core/user-error.ts";

/** A larger number would begin before the client existed. */
const MOST = 10_000;

/** @throws UserError (exit code 2) */
export function readCount(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= MOST) return count;
  throw new UserError(`--last: '${text}' is no whole number from 1 to ${MOST}`, { exitCode: 2 });
}
