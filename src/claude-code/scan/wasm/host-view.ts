/** Where the host finds what the module holds in its memory. */

import { RECORD } from "./record";
import { CONTEXTS, context, previous } from "./row-context";
import { PARTS as PARTS_AT, partCount } from "./usage";

export function recordAt(): usize {
  return RECORD;
}

export function contextsAt(): usize {
  return CONTEXTS;
}

/** That of the last response. */
export function contextAt(): usize {
  return context;
}

/** That of the response before it, where the context is new; 0 = there was none. */
export function previousContextAt(): usize {
  return previous;
}

/** Where the host may put what it likes. */
export function heapBase(): usize {
  return __heap_base;
}

/** Where the parts of the response are, laid out as rows. */
export function partsAt(): usize {
  return PARTS_AT;
}

export function countParts(): i32 {
  return partCount;
}
