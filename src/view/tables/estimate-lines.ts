/** `estimate`: what a turn usually costs here, compared with wider sets of turns, and what subagents cost. */

import { cleanText } from "../../core/clean-text.ts";
import { type AgentSet, type Estimates, LEAST_COUNT, type TurnSet } from "../../core/estimates/estimates.ts";
import type { NextTurn } from "../../core/estimates/next-turn.ts";
import type { Spread } from "../../core/estimates/spread.ts";
import { cellMoney, counted, money, wholeNumber } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { rangeText, shareText, turnSetWords } from "../words/estimate-words.ts";
import { moneyTitle, type TableFrame } from "./frame.ts";

const columnsOf = (header: string): readonly Column[] => [
  { header, priority: 1, rule: "shrink", minWidth: 14, maxWidth: 48 },
  { header: "Count", priority: 3, rule: "hard", align: "right" },
  { header: "Low", priority: 1, rule: "hard", align: "right" },
  { header: "Median", priority: 2, rule: "hard", align: "right" },
  { header: "High", priority: 1, rule: "hard", align: "right" },
];

export function estimateLines(next: NextTurn, estimates: Estimates, like: TurnSet | null, frame: TableFrame): string[] {
  const { turns, agents, turnCount, agentCount, sessions, unpriced } = estimates;
  const near = turns.filter(({ project, model }) => isOrAny(project, next.project) && isOrAny(model, next.model));
  const notes = [
    `From ${counted(turnCount, "turn")} and ${counted(agentCount, "subagent")} of ${counted(sessions, "session")} of the last 90 days. Four in five of them are from low to high.`,
    ...(unpriced === 0 ? [] : [`${wholeNumber(unpriced)} left out: a request of theirs has no price.`]),
  ];
  const blocks = [
    [moneyTitle("Estimate", frame)],
    wrapWords(headline(next, like, turnCount), frame.width, 2),
    tableOf(
      "Turns",
      near.map((set) => rowOf(turnSetWords(set), set.spread)),
      frame,
    ),
    tableOf(
      "Subagents",
      agents.map((set) => rowOf(agentName(set), set.spread)),
      frame,
    ),
    notes.flatMap((note) => wrapWords(note, frame.width, 2)).map((line) => frame.style.paint("muted", line)),
  ];
  return blocks.filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

const isOrAny = (part: string | null, wanted: string): boolean => part === null || part === wanted;

function headline({ project, model }: NextTurn, like: TurnSet | null, turnCount: number): string {
  if (like === null) return `Too few turns to tell: ${wholeNumber(turnCount)} of at least ${LEAST_COUNT}.`;
  const { spread } = like;
  const isNarrow = like.project === project && like.model === model;
  const few = `Fewer than ${LEAST_COUNT} turns were ${turnSetWords({ project, model })}.`;
  const wider = isNarrow ? "" : ` ${project === "" ? "No turn was in this folder." : few}`;
  return `A turn ${turnSetWords(like)} usually costs ${money(spread.medianPico)}, ${rangeText(spread)} for ${shareText(spread)}.${wider}`;
}

const agentName = ({ agentType }: AgentSet): string => (agentType === null ? "of any type" : cleanText(agentType));

function rowOf(name: string, { count, lowPico, medianPico, highPico }: Spread): Row {
  return [name, wholeNumber(count), cellMoney(lowPico), cellMoney(medianPico), cellMoney(highPico)];
}

function tableOf(header: string, rows: readonly Row[], { width, style }: TableFrame): string[] {
  return rows.length === 0 ? [] : renderTable(columnsOf(header), rows, width, style);
}
