/** Phrases about one limit, shared by reports, dashboard, hooks and status line: no time zone, no colour. */

import type { Limit } from "../../core/limits/limit.ts";
import type { Payer } from "../../core/limits/plan.ts";
import { type Pico, usdString } from "../../core/pricing/money.ts";
import { money } from "../text/format.ts";

/** The limit's label, with the account where there is more than one. */
export function limitName({ label, account }: Limit): string {
  return account === null ? label : `${label} (${account})`;
}

/** `93%`; never rounded up to 100 or down to 0. Values over 100 are shown unchanged. */
export function percentText(percent: number | null): string {
  if (percent === null) return "–";
  if (percent > 0 && percent < 1) return "<1%";
  return `${percent < 100 ? Math.floor(percent) : Math.round(percent)}%`;
}

/** Others use it too, and their use is not known: what is left is an upper bound. */
const isAtMost = ({ shared, othersKnown }: Limit): boolean => shared && !othersKnown;

/** `$8.00 left`, `at most $30.00 left`; "" where it is not known. */
export function leftText(limit: Limit): string {
  const { leftPico, balance } = limit;
  if (leftPico === null) return balance !== null && balance.leftPico === null ? "balance not known" : "";
  return `${isAtMost(limit) ? "at most " : ""}${money(leftPico)} left`;
}

/**
 * The amount used and the limit, or what is left of a balance: `$12.00 of $100.00`, `own $50.00 of $200.00`, `$5.00
 * left, $15.00 of $100.00`, `$12.00 so far`.
 */
export function moneyText(limit: Limit): string {
  const { usedPico, balance, kind } = limit;
  if (limit.foreign !== null) return foreignText(limit.foreign);
  if (balance === null) return spentText(limit);
  const left = balance.leftPico === null ? "balance not known" : `${atMost(limit)}${money(balance.leftPico)} left`;
  const isMonth = kind === "usage-credits" && limit.limitPico !== null && usedPico !== null;
  return isMonth ? `${left}, ${spentText(limit)}` : left;
}

const atMost = (limit: Limit): string => (isAtMost(limit) ? "at most " : "");

function spentText({ usedPico, limitPico, ownPico, shared, othersKnown, kind }: Limit): string {
  if (usedPico === null) return "";
  if (limitPico === null) return `${money(usedPico)} so far`;
  const isOwnAlone = shared && !othersKnown && kind === "usage-credits";
  const own = ownPico === null ? "" : ` (own ${money(ownPico)})`;
  return `${isOwnAlone ? "own " : ""}${money(usedPico)} of ${money(limitPico)}${own}`;
}

function foreignText({ currency, used, limit }: NonNullable<Limit["foreign"]>): string {
  if (used === null) return limit === null ? currency : `of ${limit} ${currency}`;
  return limit === null ? `${used} ${currency} so far` : `${used} of ${limit} ${currency}`;
}

/** How much is used: `75% used, $25.00 left`, `used up, $21.00 of $20.00`, `expired`. */
export function usedWords(limit: Limit): string {
  const { severity, kind, usedPico, limitPico, usedPercent, balance, decidedBy } = limit;
  if (severity === "over") {
    if (decidedBy === "balance") return balance?.isExpired ? "expired" : "used up";
    if (usedPico === null || limitPico === null) return "used up";
    // A limit can be lowered below what was spent, and a single request may exceed it.
    const isExceeded = kind !== "budget" && usedPico > limitPico;
    return `${isExceeded ? "over its limit" : "used up"}, ${money(usedPico)} of ${money(limitPico)}`;
  }
  if (usedPercent === null) return leftText(limit) || "no figure";
  const percent = `${percentText(usedPercent)} used`;
  const left = leftText(limit);
  if (left !== "") return `${percent}, ${left}`;
  const amounts = moneyText(limit);
  return amounts === "" ? percent : `${percent}, ${amounts}`;
}

/** What happens next, where the limit is used up or will be soon. */
export function nextWords(limit: Limit): string {
  const { severity, consequence } = limit;
  const isNear = severity === "over" || (severity === "critical" && consequence !== "credits-pay-or-stop");
  return isNear ? consequenceWords(limit) : "";
}

function consequenceWords(limit: Limit): string {
  const now = limit.severity === "over";
  const then = now ? "" : "then ";
  switch (limit.consequence) {
    case "credits-pay":
      return now ? "usage credits pay now, at API rates" : "then usage credits pay, at API rates";
    case "credits-pay-or-stop":
      return `${then}usage credits pay where they are on, else work stops until it resets`;
    case "work-stops":
      return `${then}work stops ${untilWords(limit)}`;
    case "windows-only":
      return `${then}work goes on inside the plan's windows alone, ${untilWords(limit)}`;
    case "api-stops":
      return `${then}the API stops ${untilWords(limit)}`;
    case "refused":
      return `${then}requests are refused ${untilWords(limit)}`;
    case "prompt-stopped":
      return "it is a hard budget";
    default:
      return "";
  }
}

function untilWords({ decidedBy, payer, kind }: Limit): string {
  if (kind === "window") return "until it resets";
  const who = payer === null ? "" : ` (${PAYERS[payer]} can)`;
  return decidedBy === "balance" ? `until more is bought${who}` : `until it resets or is raised${who}`;
}

const PAYERS: Readonly<Record<Payer, string>> = {
  you: "you",
  owner: "an owner of the organisation",
  "console-admin": "an admin of the Console",
  "cloud-admin": "whoever runs the cloud account",
};

/** What auto-reload does at this balance, with the command that records what it must have bought. */
export function reloadWords({ kind, leftPico, reload }: Limit, nowMs: number): string {
  if (reload === null) return "";
  if (reload.kind === "due") {
    return `${money(leftPico ?? 0n)} left: auto-reload buys ${money(reload.buysPico)}, up to ${money(reload.balancePico)}`;
  }
  const command = purchaseCommand(kind, reload.buysPico, nowMs);
  return `more was drawn than was bought, so auto-reload must have bought ${money(reload.buysPico)}; enter it: ${command}`;
}

function purchaseCommand(kind: Limit["kind"], pico: Pico, nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const usd = usdString(pico);
  return kind === "api-credits"
    ? `claude-cost credits add ${usd} --on ${day}`
    : `claude-cost plan credits on --bought ${usd} --at ${day}`;
}
