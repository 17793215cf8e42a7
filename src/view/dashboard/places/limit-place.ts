/** A limit: its level, how the forecast is worked out, and who drew on it. */

import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import type { Limit } from "../../../core/limits/limit.ts";
import { type Line, span } from "../../text/spans.ts";
import { when } from "../../text/time.ts";
import { wrapWords } from "../../text/wrap.ts";
import { limitName, percentText } from "../../words/limit-phrases.ts";
import { limitLines } from "../limits-view.ts";
import { listPane } from "../lists/list-pane.ts";
import { firstPicked } from "../lists/lists-of.ts";
import { userList } from "../lists/user-list.ts";
import type { Pane, ViewContext } from "../pane.ts";
import type { UiState } from "../ui-state.ts";
import { limitKey } from "./place.ts";

export function limitPlacePanes(key: string, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const limit = data.limits.find((l) => limitKey(l) === key);
  if (limit === undefined) {
    const draw = (): Line[] => [[span("This limit is not known any more.", "muted")]];
    return [[{ id: "limit", title: key, priority: 1, minHeight: 2, idealHeight: 2, grows: true, draw }], []];
  }
  const texts = workingTexts(limit, ctx);
  const linesOf = (width: number): Line[] => [
    ...limitLines(limit, width, ctx),
    [],
    ...texts.flatMap((text) => wrapWords(text, width).map((line): Line => [span(line)])),
  ];
  const empty =
    limit.kind === "window" ? "nothing was used here" : "the sum of all that it counts: see History for its days";
  return [
    [
      {
        id: "limit",
        title: limitName(limit),
        aside: "the forecast's working",
        priority: 1,
        minHeight: 6,
        idealHeight: 1 + linesOf(USUAL_WIDTH).length,
        grows: false,
        draw: linesOf,
      },
      listPane(
        userList(limit, firstPicked(ui)),
        { title: "What drew on it", aside: "estimated", priority: 2, minHeight: 3, empty },
        ctx,
      ),
    ],
    [],
  ];
}

/** The height asked for is what a pane of this width takes: narrower ones cut the last lines. */
const USUAL_WIDTH = 60;

/** From what was used since the start of the period to when it is used up, each step with its figures. */
function workingTexts(limit: Limit, { nowMs, zone }: ViewContext): readonly string[] {
  const { usedPercent, pacePercent, startsAtMs, resetsAtMs, runsOut } = limit;
  const at = (ms: number): string => when(ms, nowMs, zone);
  const texts: string[] = [];
  if (startsAtMs !== null)
    texts.push(`It began ${at(startsAtMs)}${resetsAtMs === null ? "" : ` and resets ${at(resetsAtMs)}`}.`);
  if (usedPercent !== null && pacePercent !== null && pacePercent > 0) {
    const atReset = (usedPercent / pacePercent) * 100;
    texts.push(
      `${percentText(pacePercent)} of its time is over and ${percentText(usedPercent)} of it is used: at that rate, ${percentText(atReset)} by the reset.`,
    );
  }
  if (runsOut !== null) {
    const latest = runsOut.latestMs === null ? "or not before the reset" : `and ${at(runsOut.latestMs)}`;
    texts.push(`At the pace of late it runs out ${at(runsOut.atMs)}: between ${at(runsOut.earliestMs)} ${latest}.`);
  } else if (usedPercent !== null && resetsAtMs !== null)
    texts.push("At the pace of late it is not reached before the reset.");
  if (limit.counts !== null) texts.push("Used is the sum of what was spent here in its time, at API rates.");
  return texts;
}
