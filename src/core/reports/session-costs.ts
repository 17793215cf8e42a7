/** Sums what was billed by origin, and by parts of the origin. */

import { type Pico, PicoSum } from "../pricing/money.ts";
import type { UsageTable } from "./usage-rollup.ts";

/** By origin code; responses without a price count as 0. @param rows undefined = all */
export function costsByOrigin({ columns }: UsageTable, rows?: readonly number[]): ReadonlyMap<number, PicoSum> {
  const { origin, costPico } = columns;
  const costs = new Map<number, PicoSum>();
  let sum = new PicoSum();
  let last = -1;
  const length = rows?.length ?? columns.length;
  for (let k = 0; k < length; k++) {
    const i = rows ? (rows[k] as number) : k;
    const code = origin[i] as number;
    if (code !== last) {
      last = code;
      sum = costs.get(code) ?? new PicoSum();
      costs.set(code, sum);
    }
    const pico = costPico[i] as number;
    if (!Number.isNaN(pico)) sum.add(pico);
  }
  return costs;
}

/** The same by a part of the origins. */
export function costsBy(
  byOrigin: ReadonlyMap<number, PicoSum>,
  keyOf: (code: number) => string,
): ReadonlyMap<string, Pico> {
  const costs = new Map<string, Pico>();
  for (const [code, sum] of byOrigin) {
    const key = keyOf(code);
    costs.set(key, (costs.get(key) ?? 0n) + sum.value);
  }
  return costs;
}

export function costsBySession(table: UsageTable): ReadonlyMap<string, Pico> {
  return costsBy(costsByOrigin(table), (code) => table.origins.part(code, "sessionId"));
}
