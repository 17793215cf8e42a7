/**
 * FOCUS rows split a charge period by model, kind, billing mode and provider. A part of fewer than `k` people would
 * reveal what a single person spent, so such parts are merged: within one charge period of one consumer, whose sum
 * includes enough people.
 */

import { groupBy } from "../groups.ts";
import { FOCUS_DIMENSIONS, type FocusCharge } from "./focus.ts";
import { candidateOf, smallestFirst } from "./report/privacy.ts";
import { addMembers } from "./sums.ts";

/** The values in a merged charge where its parts differ, in the order of `FOCUS_DIMENSIONS`. */
const MIXED = ["other", "main", "unknown", "unknown"] as const;

/** @param k the fewest people in a part; 1 = nothing is merged */
export function mergeFewPeople(charges: readonly FocusCharge[], k: number): readonly FocusCharge[] {
  const periods = groupBy(charges, ({ period, consumer }) =>
    JSON.stringify([period.from, period.to, consumer?.key ?? null]),
  );
  return [...periods.values()].flatMap((parts) => mergeParts(parts, k));
}

/**
 * Merged parts have at least as many different people as the largest of them. Adding one part with enough people is
 * therefore sufficient, and the period's sum minus what is shown reveals nobody either.
 */
function mergeParts(parts: readonly FocusCharge[], k: number): readonly FocusCharge[] {
  const few = parts.filter(({ row }) => row.members < k);
  if (few.length === 0) return parts;
  const enough = parts.filter(({ row }) => row.members >= k).sort((a, b) => smallestFirst(named(a), named(b)));
  const merged = [...few, ...enough.slice(0, 1)];
  return [...enough.slice(1), mergedCharge(merged)];
}

const named = ({ row }: FocusCharge) => candidateOf(row.keys.join("\n"), row);

function mergedCharge(parts: readonly FocusCharge[]): FocusCharge {
  const [{ period, consumer }] = parts as [FocusCharge];
  const keys = MIXED.map((mixed, i) => {
    const values = new Set(parts.map(({ row }) => row.keys[row.keys.length - FOCUS_DIMENSIONS.length + i] as string));
    return values.size === 1 ? ([...values][0] as string) : mixed;
  });
  return { period, consumer, row: { ...addMembers(parts.map(({ row }) => row)), keys } };
}
