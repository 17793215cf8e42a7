/** Addresses of the module's data for the host. */

import { RECORD } from "./record";
import { CONTEXTS, context, previous } from "./row-context";
import { PARTS as PARTS_AT, partCount } from "./usage";

export function recordAt(): usize {
  return RECORD;
}

export function contextsAt(): usize {
  return CONTEXTS;
}

/** The context of the last response. */
export function contextAt(): usize {
  return context;
}

/** The context of the response before it, where the context is new; 0 = none. */
export function previousContextAt(): usize {
  return previous;
}

/** The start of the memory that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}

/** The parts of the response, stored like rows. */
export function partsAt(): usize {
  return PARTS_AT;
}

export function countParts(): i32 {
  return partCount;
}
