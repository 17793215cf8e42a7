/** The plans of Claude and their rules for money: who pays, when, and which limits there are. */

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

export const BILLINGS = ["prepaid", "arrears"] as const;
export type Billing = (typeof BILLINGS)[number];

/** Who a monthly limit on usage credits applies to. */
export const CAP_SCOPES = ["member", "group", "standard", "premium", "organization"] as const;
export type CapScope = (typeof CAP_SCOPES)[number];

/** A spend limit that someone else enforces. */
export const SPEND_LIMIT_KINDS = ["workspace", "gateway", "cloud"] as const;
export type SpendLimitKind = (typeof SPEND_LIMIT_KINDS)[number];

/** Who can raise a limit of the plan, or buy more. */
export type Payer = "you" | "owner" | "console-admin" | "cloud-admin";

export type PlanPolicy = {
  readonly label: string;
  /** What comes with the plan before anything is billed. */
  readonly included: "windows" | "nothing";
  /** What pays for the rest. */
  readonly beyond: "usage-credits" | "api-credits" | "cloud";
  /** `either`: depends on the organisation's contract. */
  readonly billing: Billing | "either";
  /** Limits on usage credits that this plan has. */
  readonly caps: readonly CapScope[];
  /** Spend limits outside usage credits that this plan can have. */
  readonly spendLimits: readonly SpendLimitKind[];
  readonly hasSeats: boolean;
  readonly autoReload: boolean;
  /** Whether at most $2,000 of usage credits can be drawn a day. */
  readonly hasDailyLimit: boolean;
  /** Whether others draw on the same balance and organisation limit. */
  readonly isShared: boolean;
  readonly payer: Payer;
  /** One line: how use beyond the plan is paid for. */
  readonly words: string;
};

const SEAT_WINDOWS = "the seat's 5-hour and weekly windows";

export const PLAN_POLICIES: Readonly<Record<PlanKind, PlanPolicy>> = {
  pro: subscription("Pro"),
  max: subscription("Max"),
  team: {
    label: "Team",
    included: "windows",
    beyond: "usage-credits",
    billing: "prepaid",
    caps: ["member", "organization"],
    spendLimits: ["gateway"],
    hasSeats: true,
    autoReload: true,
    hasDailyLimit: false,
    isShared: true,
    payer: "owner",
    words: `beyond ${SEAT_WINDOWS}: usage credits (extra usage), bought ahead by the admins, if an owner enabled them`,
  },
  enterprise: {
    label: "Enterprise, seat-based",
    included: "windows",
    beyond: "usage-credits",
    billing: "arrears",
    caps: CAP_SCOPES,
    spendLimits: ["gateway"],
    hasSeats: true,
    autoReload: false,
    hasDailyLimit: false,
    isShared: true,
    payer: "owner",
    words: `beyond ${SEAT_WINDOWS}: usage credits (extra usage), billed at the end of the month by actual use`,
  },
  "enterprise-usage": {
    label: "Enterprise, usage-based",
    included: "nothing",
    beyond: "usage-credits",
    billing: "either",
    caps: ["member", "group", "organization"],
    spendLimits: ["gateway"],
    hasSeats: false,
    autoReload: false,
    hasDailyLimit: false,
    isShared: true,
    payer: "owner",
    words: "nothing is included: everything is billed at API rates, ahead or at the end of the month",
  },
  console: {
    label: "Claude Console (API key)",
    included: "nothing",
    beyond: "api-credits",
    billing: "prepaid",
    caps: [],
    spendLimits: ["workspace", "gateway"],
    hasSeats: false,
    autoReload: true,
    hasDailyLimit: false,
    isShared: true,
    payer: "console-admin",
    words: "API credits, bought ahead; each purchase expires after one year and is not refunded; at zero the API stops",
  },
  bedrock: cloud("Amazon Bedrock"),
  vertex: cloud("Google Vertex AI"),
  foundry: cloud("Microsoft Foundry"),
};

function subscription(label: string): PlanPolicy {
  return {
    label,
    included: "windows",
    beyond: "usage-credits",
    billing: "prepaid",
    caps: ["member"],
    spendLimits: ["gateway"],
    hasSeats: false,
    autoReload: true,
    hasDailyLimit: true,
    isShared: false,
    payer: "you",
    words:
      "beyond the 5-hour and weekly windows: usage credits (extra usage), bought ahead, if switched on; at most $2,000 of credits a day",
  };
}

function cloud(label: string): PlanPolicy {
  return {
    label,
    included: "nothing",
    beyond: "cloud",
    billing: "arrears",
    caps: [],
    spendLimits: ["gateway", "cloud"],
    hasSeats: false,
    autoReload: false,
    hasDailyLimit: false,
    isShared: true,
    payer: "cloud-admin",
    words: "the cloud bills at the end of the month; its budgets limit it, or a gateway does",
  };
}

/** What an amount of money means to the user: the price of the work at API rates, or the amount billed. */
export type MoneyMeaning = "value at API rates" | "spend";

export function moneyWords(kind: PlanKind | null): MoneyMeaning {
  if (kind === null) return "value at API rates";
  return PLAN_POLICIES[kind].included === "windows" ? "value at API rates" : "spend";
}

/**
 * How the plan is billed.
 * @param chosen the user's setting, for plans that can be billed either way
 */
export function billingOf(plan: PlanKind, chosen: Billing | null): Billing | null {
  const { billing } = PLAN_POLICIES[plan];
  return billing === "either" ? chosen : billing;
}

/** Whether usage credits of the plan can be a prepaid balance. */
export function hasCreditBalance(plan: PlanKind, chosen: Billing | null): boolean {
  return PLAN_POLICIES[plan].beyond === "usage-credits" && billingOf(plan, chosen) !== "arrears";
}
