/** Describes what dollar amounts are based on. */

import type { MoneyMeaning } from "../../core/limits/plan.ts";

/** `API list prices`, `value at API rates`, `spend at list prices + your overlay`. @param meaning null = the plan is not known */
export function basisWords(basis: "list" | "overlay", meaning: MoneyMeaning | null): string {
  const prices =
    basis === "overlay" ? "list prices + your overlay" : meaning === null ? "API list prices" : "API rates";
  return meaning === null ? prices : `${meaning === "spend" ? "spend" : "value"} at ${prices}`;
}
