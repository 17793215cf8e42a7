/** Texts for what a turn or a subagent usually costs. */

import { cleanText } from "../../core/clean-text.ts";
import { type AgentSet, LEAST_COUNT, type TurnSet } from "../../core/estimates/estimates.ts";
import { SPREAD_PERCENT, type Spread } from "../../core/estimates/spread.ts";
import { modelLabel } from "../tables/model-label.ts";
import { money, wholeNumber } from "../text/format.ts";
import { projectLabel } from "../text/project-label.ts";

/** `$0.40 to $2.10`. */
export function rangeText({ lowPico, highPico }: Spread): string {
  const [low, high] = [money(lowPico), money(highPico)];
  return low === high ? low : `${low} to ${high}`;
}

/** `80 % of 63`. */
export function shareText({ count }: Spread): string {
  return `${SPREAD_PERCENT} % of ${wholeNumber(count)}`;
}

/** `in app with opus-5-5`. */
export function turnSetWords({ project, model }: Omit<TurnSet, "spread">): string {
  const where = project === null ? "in any project" : `in ${projectLabel(project)}`;
  return `${where} with ${model === null ? "any model" : modelLabel(model)}`;
}

/** For a hook: the usual cost of the turn that begins. */
export function turnEstimateText(set: TurnSet): string {
  const isNarrow = set.project !== null && set.model !== null;
  const what = isNarrow ? "Turns like this cost" : `Turns ${turnSetWords(set)} cost`;
  const rest = isNarrow ? "" : `; fewer than ${LEAST_COUNT} were like this one`;
  return `${what} ${rangeText(set.spread)}${isNarrow ? " here" : ""} (${shareText(set.spread)}${rest})`;
}

/** `Explore agents here usually cost $0.31 ($0.08 to $1.20 for 80 % of 41)`. */
export function agentEstimateText({ agentType, spread }: AgentSet): string {
  const name = agentType === null ? "Agents" : `${cleanText(agentType)} agents`;
  return `${name} here usually cost ${money(spread.medianPico)} (${rangeText(spread)} for ${shareText(spread)})`;
}
