/** Details of one limit: how its forecast is computed, and who drew on it. */

import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import type { Limit } from "../../../core/limits/limit.ts";
import { type Line, span } from "../../text/spans.ts";
import { when } from "../../text/time.ts";
import { wrapWords } from "../../text/wrap.ts";
import { limitName, percentText } from "../../words/limit-phrases.ts";
import type { ListChoice } from "../lists/list.ts";
import { listPane } from "../lists/list-pane.ts";
import { userList } from "../lists/user-list.ts";
import type { Pane, ViewContext } from "../pane.ts";
import { lastDaysPane } from "./days-panes.ts";
import { byDayPane, byHourPane, whosePanes } from "./fill-panes.ts";

type Above = {
  /** Lines above the working. */
  lines(width: number): Line[];
  readonly aside: readonly string[];
};

const NOTHING_ABOVE: Above = { lines: () => [], aside: ["the forecast's working"] };

export function workingPane(limit: Limit, ctx: ViewContext, above = NOTHING_ABOVE): Pane {
  const texts = workingTexts(limit, ctx);
  const linesOf = (width: number): Line[] => [
    ...above.lines(width),
    ...texts.flatMap((text) => wrapWords(text, width).map((line): Line => [span(line)])),
  ];
  return {
    id: "limit",
    title: limitName(limit),
    asideAt: () => above.aside,
    priority: 1,
    minHeight: 6,
    lowHeight: 4,
    idealHeight: 1 + linesOf(USUAL_WIDTH).length,
    heightAt: (width) => 1 + linesOf(width).length,
    grows: false,
    draw: linesOf,
  };
}

export function usersPane(limit: Limit, choice: ListChoice, ctx: ViewContext): Pane {
  const empty =
    limit.kind === "window" ? "nothing was used here" : "the sum of all that it counts: see History for its days";
  const look = { title: "What drew on it", aside: "estimated", priority: 2, minHeight: 5, empty };
  return listPane(userList(limit, choice), look, ctx);
}

/** Shown of a limit whose period has no known start. */
const UNKNOWN_DAYS = 14;

/** All spend on the days of a limit's period, whether it counts or not; of one without a beginning the last days. */
export function limitDaysPanes(
  { startsAtMs }: Limit,
  data: DashboardData,
  ctx: ViewContext,
): { readonly whose: readonly Pane[]; readonly days: Pane; readonly hours: Pane } {
  const last = ctx.zone.dayOf(ctx.nowMs);
  const first = startsAtMs === null ? last - (UNKNOWN_DAYS - 1) : Math.min(last, ctx.zone.dayOf(startsAtMs));
  const isOneDay = first === last;
  const look = { first, last, name: isOneDay ? "today" : "all spend on its days" };
  return {
    whose: whosePanes(data, look, ctx),
    days: isOneDay ? { ...lastDaysPane(data, last, ctx), isFiller: true } : byDayPane(data, look, ctx),
    hours: byHourPane(data, look, ctx),
  };
}

/** Used before the width is known. */
const USUAL_WIDTH = 60;

/** From the start of the period to when the limit is used up, each step with its figures. */
function workingTexts(limit: Limit, { nowMs, zone }: ViewContext): readonly string[] {
  const { usedPercent, pacePercent, startsAtMs, resetsAtMs, runsOut } = limit;
  const at = (ms: number): string => when(ms, nowMs, zone);
  const texts: string[] = [];
  if (startsAtMs !== null)
    texts.push(
      resetsAtMs === null
        ? `${limit.balance === null ? "It began" : "The last deposit was"} ${at(startsAtMs)}.`
        : `It began ${at(startsAtMs)} and resets ${at(resetsAtMs)}.`,
    );
  if (usedPercent !== null && pacePercent !== null && pacePercent > 0) {
    const atReset = (usedPercent / pacePercent) * 100;
    texts.push(
      `${percentText(pacePercent)} of its time is over and ${percentText(usedPercent)} of it is used: at that rate, ${percentText(atReset)} by the reset.`,
    );
  }
  if (runsOut !== null) {
    const [when, earliest] = [at(runsOut.atMs), at(runsOut.earliestMs)];
    const latest = runsOut.latestMs === null ? null : at(runsOut.latestMs);
    const slower = resetsAtMs === null ? "later than can be foreseen" : "not before the reset";
    const range =
      latest === null ? `: ${earliest} at the earliest, or ${slower}` : `: between ${earliest} and ${latest}`;
    // If all three times are in the same minute, the range is left out.
    texts.push(`At the pace of late it runs out ${when}${earliest === when && latest === when ? "" : range}.`);
  } else if (usedPercent !== null && resetsAtMs !== null)
    texts.push("At the pace of late it is not reached before the reset.");
  if (limit.counts !== null) texts.push("Used is the sum of what was spent here in its time, at API rates.");
  return texts;
}
