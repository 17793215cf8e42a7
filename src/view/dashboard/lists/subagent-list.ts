/** The subagents of a session, most expensive first. */

import type { SessionDetail } from "../../../core/dashboard/dashboard-data.ts";
import type { SubagentRun } from "../../../core/dashboard/turn.ts";
import { compactTokens, money, wholeNumber } from "../../text/format.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

/** With the number of the turn that started it. */
type Run = SubagentRun & { readonly turn: number };

export function subagentList(sessionId: string, detail: SessionDetail | null, choice: ListChoice): List {
  return makeList<Run>(
    {
      id: "subagents",
      items: runsOf(detail),
      columns: COLUMNS,
      idOf: ({ agentId }) => agentId,
      searchOf: ({ agentType, description, agentId }) => `${agentType} ${description} ${agentId}`,
      rowOf: (run) => [
        typeOf(run),
        run.description,
        wholeNumber(run.requests),
        compactTokens(run.tokens.output),
        money(run.costPico),
      ],
      placeOf: ({ turn }) => ({ kind: "turn", sessionId, turn }),
    },
    choice,
  );
}

function runsOf(detail: SessionDetail | null): readonly Run[] {
  const runs = (detail?.timeline?.turns ?? []).flatMap(({ number, subagents }) =>
    subagents.map((run): Run => ({ ...run, turn: number })),
  );
  return runs.sort((a, b) => (a.costPico === b.costPico ? 0 : b.costPico > a.costPico ? 1 : -1));
}

const typeOf = ({ agentType }: Run): string => agentType || "subagent";

const COLUMNS: readonly ListColumn<Run>[] = [
  { header: "Subagent", priority: 2, rule: "shrink", minWidth: 8, maxWidth: 20, value: typeOf },
  {
    header: "Task",
    priority: 3,
    rule: "grow",
    minWidth: 10,
    cut: "end",
    isName: true,
    tone: "muted",
    value: ({ description }) => description,
  },
  { header: "Requests", priority: 5, rule: "hard", align: "right", tone: "muted", value: ({ requests }) => requests },
  { header: "Out", priority: 4, rule: "hard", align: "right", tone: "muted", value: ({ tokens }) => tokens.output },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 8, value: ({ costPico }) => costPico },
];
