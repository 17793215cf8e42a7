/** The input for computing usage credits: the client's report, what the user entered, and sums of the logs. */

import type { Zone } from "../../calendar/zone.ts";
import type { Pico } from "../../pricing/money.ts";
import type { Burn } from "../burn.ts";
import type { ForeignAmounts, Thresholds } from "../limit.ts";
import type { Billing, PlanKind, Seat } from "../plan.ts";
import type { Caps } from "./caps.ts";
import type { Ledger, Purchase, Reconciliation } from "./credit-ledger.ts";
import type { Reload } from "./reload.ts";

/** The client's cached figures. */
export type ExtraUsageReport = {
  readonly enabled: boolean;
  /** null = not given, or not in dollars. */
  readonly limit: Pico | "unlimited" | null;
  /** null = not given, or not in dollars. */
  readonly usedPico: Pico | null;
  readonly usedPercent: number | null;
  /** Amounts that are not in dollars. */
  readonly foreign: ForeignAmounts | null;
  /** The client's code. */
  readonly disabledReason: string | null;
  readonly atMs: number;
};

/** What the user entered. */
export type UsageCreditsPolicy = {
  readonly enabled: boolean | null;
  readonly purchases: readonly Purchase[];
  /** Balances read at given times. */
  readonly readings: readonly Reconciliation[];
  readonly reload: Reload | null;
  readonly caps: Caps;
  /** When the limits were entered: an older report does not include them. */
  readonly capsSetMs: number;
  /** What the whole organisation had used of its limit. */
  readonly organizationUsed: { readonly pico: Pico; readonly asOfMs: number } | null;
  /** Models that draw on credits from the first message. */
  readonly alwaysModels: readonly string[];
};

/** Sums of what drew on usage credits. Computing them requires the logs. */
export type CreditFacts = {
  /** The start of the UTC month and day that the sums cover. */
  readonly monthFromMs: number;
  readonly dayFromMs: number;
  /** Spend that certainly drew on credits. */
  readonly monthPico: Pico;
  readonly dayPico: Pico;
  /** The same since the client's report, and since the organisation's figure was read. */
  readonly sinceReportPico: Pico;
  readonly sinceOrganizationPico: Pico;
  /** This month's spend that may have drawn on credits: there is no evidence either way. */
  readonly unknownPico: Pico;
  /** The prepaid balance; null = none was entered. */
  readonly ledger: Ledger | null;
  /** The usual rate of drawing on credits. */
  readonly burn: Burn | null;
};

export type UsageCreditsInput = {
  readonly plan: PlanKind;
  readonly seat: Seat | null;
  readonly billing: Billing | null;
  readonly policy: UsageCreditsPolicy;
  readonly report: ExtraUsageReport | null;
  readonly facts: CreditFacts;
  /** null = no forecast. */
  readonly zone: Zone | null;
  readonly nowMs: number;
  readonly thresholds: Thresholds;
};
