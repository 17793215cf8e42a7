/** What sessions were billed. */

import { type Pico, PicoSum } from "../pricing/money.ts";
import type { UsageTable } from "./usage-table.ts";

/** By session; responses without a price cost nothing here. */
export function costsBySession({ columns, origins }: UsageTable): ReadonlyMap<string, Pico> {
  const byOrigin = new Map<number, PicoSum>();
  for (let i = 0; i < columns.length; i++) {
    const pico = columns.costPico[i] as number;
    if (Number.isNaN(pico)) continue;
    const code = columns.origin[i] as number;
    let sum = byOrigin.get(code);
    if (!sum) {
      sum = new PicoSum();
      byOrigin.set(code, sum);
    }
    sum.add(pico);
  }
  const costs = new Map<string, Pico>();
  for (const [code, sum] of byOrigin) {
    const sessionId = origins.part(code, "sessionId");
    costs.set(sessionId, (costs.get(sessionId) ?? 0n) + sum.value);
  }
  return costs;
}
