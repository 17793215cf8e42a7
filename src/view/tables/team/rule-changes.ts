/** The texts that tell a member which rules the team's lead has changed. */

import { dayKey } from "../../../core/calendar/period.ts";
import type { DayNumber } from "../../../core/calendar/zone.ts";
import type { RuleChange } from "../../../core/team/rules.ts";
import { ruleFields, type TeamRules } from "../../../core/team/team-file.ts";
import { counted } from "../../text/format.ts";
import { people } from "./team-lines.ts";

type RuleText = {
  readonly label: string;
  readonly value: (rules: TeamRules) => string;
  /** What a wider rule means. */
  readonly wider: string;
};

const dateOr = (day: DayNumber | null, otherwise: string): string => (day === null ? otherwise : dayKey(day));

const TEXTS: Readonly<Record<keyof TeamRules, RuleText>> = {
  from: { label: "first date that is shared", value: ({ from }) => dateOr(from, "any"), wider: "more is shared" },
  to: { label: "last date that is shared", value: ({ to }) => dateOr(to, "none"), wider: "more is shared" },
  k: { label: "fewest people that a sum is shown of", value: ({ k }) => people(k), wider: "more is shown" },
  agreedToNames: {
    label: "all are taken to have agreed to be shown one by one",
    value: ({ agreedToNames }) => (agreedToNames ? "yes" : "no"),
    wider: "more is shown",
  },
  allow: {
    label: "what members may choose to share besides",
    value: ({ allow }) => (allow.length === 0 ? "nothing" : allow.join(", ")),
    wider: "more may be shared",
  },
  retentionMonths: {
    label: "how long it is kept",
    value: ({ retentionMonths }) => counted(retentionMonths, "month"),
    wider: "longer",
  },
};

/** Such as `first date that is shared: 2026-11-01 before, 2026-10-01 now (more is shared)`. */
export function ruleChangeText({ rule, before, now, isWider }: RuleChange): string {
  const { label, value, wider } = TEXTS[rule];
  return `${label}: ${value(before)} before, ${value(now)} now${isWider ? ` (${wider})` : ""}`;
}

export function ruleChangeJson({ rule, before, now, isWider }: RuleChange): Record<string, unknown> {
  return { rule, before: ruleFields(before)[rule], now: ruleFields(now)[rule], wider: isWider };
}
