/** What a lead has set for all, and how it differs from what a member agreed to. */

import type { TeamRules } from "./team-file.ts";

export type RuleChange = {
  readonly rule: keyof TeamRules;
  readonly before: TeamRules;
  readonly now: TeamRules;
  /** Whether more is shared, shown or kept than before. */
  readonly isWider: boolean;
};

/** In the order in which rules are named everywhere. */
export function ruleChanges(before: TeamRules, now: TeamRules): readonly RuleChange[] {
  return (Object.keys(COMPARE) as (keyof TeamRules)[]).flatMap((rule): readonly RuleChange[] => {
    const compared = COMPARE[rule](before, now);
    return compared === "same" ? [] : [{ rule, before, now, isWider: compared === "wider" }];
  });
}

type Compared = "same" | "wider" | "narrower";

const COMPARE: Readonly<Record<keyof TeamRules, (before: TeamRules, now: TeamRules) => Compared>> = {
  from: (before, now) =>
    byAmount(before.from ?? Number.NEGATIVE_INFINITY, now.from ?? Number.NEGATIVE_INFINITY, "less"),
  to: (before, now) => byAmount(before.to ?? Number.POSITIVE_INFINITY, now.to ?? Number.POSITIVE_INFINITY, "more"),
  k: (before, now) => byAmount(before.k, now.k, "less"),
  agreedToNames: (before, now) => byAmount(Number(before.agreedToNames), Number(now.agreedToNames), "more"),
  allow: (before, now) => {
    if (now.allow.some((what) => !before.allow.includes(what))) return "wider";
    return before.allow.every((what) => now.allow.includes(what)) ? "same" : "narrower";
  },
  retentionMonths: (before, now) => byAmount(before.retentionMonths, now.retentionMonths, "more"),
};

/** @param wider which of less and more lets more out */
function byAmount(before: number, now: number, wider: "less" | "more"): Compared {
  if (before === now) return "same";
  return now < before === (wider === "less") ? "wider" : "narrower";
}
