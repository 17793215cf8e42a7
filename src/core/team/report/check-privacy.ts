/**
 * Decides which figures of other sources may be in a report. Each reveals what some members spent by our own
 * calculation on some days (its figure minus the difference), so the rest of the report could reveal the spending of a
 * few people.
 */

import { isEnough, type PrivacyRules } from "./privacy.ts";
import type { SourceCheck } from "./report.ts";

export type ComparedCheck = {
  readonly check: SourceCheck;
  /** Whether it covers everybody who was active in the report's days, on all days with use. */
  readonly isOfAll: boolean;
  /** Members whom it covers on only some of the days of their use. */
  readonly partly: number;
};

/**
 * A check of everybody reveals nothing beyond the total. Any other may only be in a report by member, which has every
 * member's total: there it reveals how much the members that it covers partly spent on those days. Two such checks
 * could differ by one person, so only the first is shown.
 */
export function checksToShow(
  checks: readonly ComparedCheck[],
  isByMember: boolean,
  team: PrivacyRules,
): readonly SourceCheck[] {
  const shown: SourceCheck[] = [];
  let hasPartial = false;
  for (const { check, isOfAll, partly } of checks) {
    const isPartial = partly > 0;
    if (!isOfAll && !(isByMember && isEnough(partly, team) && !(isPartial && hasPartial))) continue;
    shown.push(check);
    hasPartial ||= isPartial;
  }
  return shown;
}
