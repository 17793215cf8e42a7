/**
 * Sessions that run without a terminal: the host is notified once of each, however many of its rows follow each other.
 */

import { isSame } from "./bytes";
import { lengthOf, SESSION, textAt } from "./record";

/** The last session that was reported to the host as running without a terminal. */
const DETACHED_SESSION: usize = memory.data(80);
const LONGEST_SESSION: usize = 64;
/** Length of its id; -1 = none. */
let detachedLength: i32 = -1;

/** Called at the start of another file. */
export function forgetDetached(): void {
  detachedLength = -1;
}

/** Whether the row's session differs from the last one that was reported; it becomes that one. */
export function isNewDetached(): bool {
  const length = lengthOf(SESSION);
  if (detachedLength === <i32>length && isSame(DETACHED_SESSION, textAt(SESSION), length)) return false;
  if (length <= LONGEST_SESSION) memory.copy(DETACHED_SESSION, textAt(SESSION), length);
  detachedLength = length <= LONGEST_SESSION ? <i32>length : -1;
  return true;
}
