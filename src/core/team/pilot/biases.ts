/** Reasons why a pilot's figures may be inaccurate. The report lists them, with amounts where they can be measured. */

import { usdNumber } from "../../pricing/money.ts";
import { coarseUsd } from "../report/privacy.ts";
import type { WeekOfUse } from "../sums.ts";
import { LEAST_TO_TELL } from "./estimate.ts";
import type { Factors } from "./factors.ts";

export type Bias = { readonly id: string; readonly text: string };

export type BiasInputs = {
  readonly factors: Factors;
  readonly withoutTop: Factors | null;
  readonly weeks: readonly WeekOfUse[];
  /** Members on the roster who never shared. */
  readonly missing: number;
  /** Members whose last share is older than the window's end. */
  readonly late: number;
  /** Members observed for less than a week. */
  readonly brief: number;
  /** Tokens without a price in the pilot. */
  readonly unpricedTokens: number;
};

/** From this share of the spending on, one member dominates the mean. */
const TOP_SHARE = 0.3;
/** A change of the cost per active day between the first two weeks of use and later ones that is reported. */
const SLOPE = 0.25;

export function biasesOf(inputs: BiasInputs): readonly Bias[] {
  const { factors, missing, late, brief, unpricedTokens } = inputs;
  const list: (Bias | null)[] = [
    factors.active < LEAST_TO_TELL
      ? { id: "few", text: `${people(factors.active)} with use are too few to tell` }
      : factors.active < 20
        ? { id: "few", text: `${people(factors.active)} with use cannot fix the mean better than a factor of 2 to 3` }
        : null,
    topBias(inputs),
    noveltyBias(inputs.weeks),
    missing > 0
      ? { id: "missing", text: `${people(missing)} of the roster have not shared: unknown, and not counted as zero` }
      : null,
    late > 0 ? { id: "late", text: `${people(late)} have not shared up to the last day` } : null,
    brief > 0
      ? { id: "brief", text: `${people(brief)} were observed for less than a week, which is taken as a week` }
      : null,
    unpricedTokens > 0 ? { id: "unpriced", text: `${unpricedTokens} tokens have no price and are in no figure` } : null,
    { id: "volunteers", text: "who volunteers for a pilot uses it more than those who follow" },
    {
      id: "early-logs",
      text: "days before a member's first log are unknown, not zero: old logs are deleted after 30 days",
    },
    { id: "elsewhere", text: "cloud sessions, Code Review and machines that do not share are in no local log" },
  ];
  return list.filter((bias) => bias !== null);
}

function topBias({ factors, withoutTop }: BiasInputs): Bias | null {
  const months = factors.monthsUsd;
  const total = months.reduce((sum, usd) => sum + usd, 0);
  const share = total === 0 ? 0 : (months.at(-1) ?? 0) / total;
  if (share < TOP_SHARE || !withoutTop?.perMonth || !factors.perMonth) return null;
  const [mean, rest] = [factors.perMonth.mean, withoutTop.perMonth.mean].map((usd) => `$${usd.toFixed(0)}`);
  return {
    id: "top-member",
    text: `one member is ${Math.round(share * 100)} % of the spending: the mean month is ${mean} with and ${rest} without`,
  };
}

function noveltyBias(weeks: readonly WeekOfUse[]): Bias | null {
  const first = perDay(weeks.filter(({ week }) => week <= 2));
  const later = perDay(weeks.filter(({ week }) => week > 2));
  if (first === null || later === null || Math.abs(later / first - 1) < SLOPE) return null;
  const way = later > first ? "rises" : "falls";
  return {
    id: "novelty",
    text: `the cost per active day ${way} with use: about $${coarseUsd(first)} in the first two weeks, $${coarseUsd(later)} later`,
  };
}

function perDay(weeks: readonly WeekOfUse[]): number | null {
  const days = weeks.reduce((sum, w) => sum + w.activeDays, 0);
  return days === 0 ? null : usdNumber(weeks.reduce((sum, w) => sum + w.totalPico, 0n)) / days;
}

const people = (n: number): string => `${n} member${n === 1 ? "" : "s"}`;
