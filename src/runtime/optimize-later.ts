/** How soon V8 makes quick code of what runs often. */

import { setFlagsFromString } from "node:v8";

/**
 * How much a function must have run before V8 optimises it, in all threads. With V8's own value optimising takes a
 * quarter of the processor time of a large scan, which ends before that could pay off.
 */
const LATER = "--interrupt-budget=1000000";
/** The newest Node that has that flag: later ones complain of it on stderr. */
const NEWEST_NODE = 20;

/** From now on functions are optimised only once they have run for longer: for a process that is over soon. */
export function optimizeLater(): void {
  if (Number.parseInt(process.versions.node, 10) <= NEWEST_NODE) setFlagsFromString(LATER);
}
