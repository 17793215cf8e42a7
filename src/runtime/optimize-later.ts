/** Controls how soon V8 optimises functions that run often. */

import { setFlagsFromString } from "node:v8";

/**
 * How much a function must have run before V8 optimises it, in all threads. With V8's default, optimising takes a
 * quarter of the processor time of a large scan, which ends before that could pay off.
 */
const LATER = "--interrupt-budget=1000000";
/** The newest Node version with that flag: later ones print a warning about it on stderr. */
const NEWEST_NODE = 20;

/** From this call on functions are optimised only after they have run for longer: for a process that ends soon. */
export function optimizeLater(): void {
  if (Number.parseInt(process.versions.node, 10) <= NEWEST_NODE) setFlagsFromString(LATER);
}
