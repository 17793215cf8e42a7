/** Spend limits that someone else enforces: a Console workspace, a gateway, a cloud's budget. */

export const SPEND_LIMIT_KINDS = ["workspace", "gateway", "cloud"] as const;
export type SpendLimitKind = (typeof SPEND_LIMIT_KINDS)[number];

export const SPEND_LIMIT_PERIODS = ["day", "week", "month"] as const;
export type SpendLimitPeriod = (typeof SPEND_LIMIT_PERIODS)[number];
