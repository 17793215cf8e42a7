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

/** Whose monthly limit on usage credits. */
export const CAP_SCOPES = ["member", "group", "standard", "premium", "organization"] as const;
export type CapScope = (typeof CAP_SCOPES)[number];

export type PlanPolicy = {
  readonly label: string;
  /** What comes with the plan before anything is billed. */
  readonly included: "windows" | "nothing";
  /** What pays for the rest. */
  readonly beyond: "usage-credits" | "api-credits" | "cloud";
  readonly billing: "prepaid" | "arrears" | "either";
  /** Limits on usage credits that this plan has. */
  readonly caps: readonly CapScope[];
  readonly autoReload: boolean;
  /** One line: how use beyond the plan is paid. */
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
    autoReload: true,
    words: `beyond ${SEAT_WINDOWS}: usage credits (extra usage), bought ahead by the admins, if an owner enabled them`,
  },
  enterprise: {
    label: "Enterprise, seat-based",
    included: "windows",
    beyond: "usage-credits",
    billing: "arrears",
    caps: CAP_SCOPES,
    autoReload: false,
    words: `beyond ${SEAT_WINDOWS}: usage credits (extra usage), billed at the end of the month by actual use`,
  },
  "enterprise-usage": {
    label: "Enterprise, usage-based",
    included: "nothing",
    beyond: "usage-credits",
    billing: "either",
    caps: ["member", "group", "organization"],
    autoReload: false,
    words: "nothing is included: everything is billed at API rates, ahead or at the end of the month",
  },
  console: {
    label: "Claude Console (API key)",
    included: "nothing",
    beyond: "api-credits",
    billing: "prepaid",
    caps: [],
    autoReload: true,
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
    autoReload: true,
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
    autoReload: false,
    words: "the cloud bills at the end of the month; its budgets limit it, or a gateway does",
  };
}

/** What an amount of money means to the user: what the work would cost at API rates, or what is billed. */
export function moneyWords(kind: PlanKind | null): "value at API rates" | "spend" {
  if (kind === null) return "value at API rates";
  return PLAN_POLICIES[kind].included === "windows" ? "value at API rates" : "spend";
}
