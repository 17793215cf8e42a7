/** Budgets of one's own: what the user wants to spend at most, in a period or on a thing. */

/** `session`: for each session by itself; `total`: since ever, for a project or a model. */
export const BUDGET_PERIODS = ["day", "week", "month", "session", "total"] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];
