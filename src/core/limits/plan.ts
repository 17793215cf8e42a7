/** The plans of Claude and what each means for money: who pays, when, and which limits there are. */

export const PLAN_KINDS = [
  "pro",
  "max",
  "team",
  "enterprise",
  "enterprise-usage",
  "console",
  "bedrock",
  "vertex",
  "foundry",
] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];

export const SEATS = ["standard", "premium"] as const;
export type Seat = (typeof SEATS)[number];
