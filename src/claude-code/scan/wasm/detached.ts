/** Sessions that run without a terminal: the host is told once of each, however many rows of it follow each other. */

import { isSame } from "./bytes";
import { lengthOf, SESSION, textAt } from "./record";

/** The last session of which the host was told that it runs without a terminal. */
const DETACHED_SESSION: usize = memory.data(80);
const LONGEST_SESSION: usize = 64;
/** Length of its id; -1 = there is none. */
let detachedLength: i32 = -1;

/** Another file begins. */
export function forgetDetached(): void {
  detachedLength = -1;
}

/** Whether the row's session is another than the last that runs without a terminal; from now on it is that one. */
export function isNewDetached(): bool {
  const length = lengthOf(SESSION);
  if (detachedLength === <i32>length && isSame(DETACHED_SESSION, textAt(SESSION), length)) return false;
  if (length <= LONGEST_SESSION) memory.copy(DETACHED_SESSION, textAt(SESSION), length);
  detachedLength = length <= LONGEST_SESSION ? <i32>length : -1;
  return true;
}
