/**
 * Which figures of other sources may stand in a report. Each tells what some members spent by our own count on some days
 * (its figure minus the difference), so the rest of what the report shows could leave few people's spending over.
 */

import { isEnough, type PrivacyRules } from "./privacy.ts";
import type { SourceCheck } from "./report.ts";

export type ComparedCheck = {
  readonly check: SourceCheck;
  /** Whether it compares everybody who was active in the report's days, on all days with use. */
  readonly isOfAll: boolean;
  /** Members whom it compares on a part of the days of their use. */
  readonly partly: number;
};

/**
 * A check of everybody tells nothing that the total does not. Any other stands beside a report by member alone, which has
 * every member's total: there it tells, of those whose days it has in part, how much was on these days. Two of that kind
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
