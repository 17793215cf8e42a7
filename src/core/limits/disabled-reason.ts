/** Texts for the client's codes of why usage credits are off. */

const WORDS: Readonly<Record<string, string>> = {
  out_of_credits: "the prepaid balance is used up",
  overage_not_provisioned: "they were never set up for this account",
  org_level_disabled: "the organisation has switched them off",
  org_level_disabled_until: "the organisation has switched them off until its month is over",
  org_service_level_disabled: "the organisation has switched them off for Claude Code",
  org_service_zero_credit_limit: "the organisation's limit for Claude Code is $0",
  org_spend_cap_reached: "the organisation's monthly limit is used up",
  group_zero_credit_limit: "the group's limit is $0",
  seat_tier_level_disabled: "they are switched off for this seat tier",
  seat_tier_zero_credit_limit: "the seat tier's limit is $0",
  member_level_disabled: "they are switched off for this member",
  member_zero_credit_limit: "the member's limit is $0",
  no_limits_configured: "no limit has been set, and one is needed",
  fetch_error: "Claude Code could not ask",
  unknown: "for an unknown reason",
};

/** Unknown codes are shown unchanged. */
export function disabledReasonWords(code: string): string {
  return WORDS[code] ?? code.replaceAll("_", " ");
}

/** Whether the client's code means that the prepaid balance is empty. */
export function isOutOfCredits(code: string | null): boolean {
  return code === "out_of_credits";
}
