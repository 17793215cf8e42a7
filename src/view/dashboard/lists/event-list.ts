/** What interrupted or changed a session: compactions, errors, its most expensive turn. */

import type { Zone } from "../../../core/calendar/zone.ts";
import type { SessionDetail, SessionRow } from "../../../core/dashboard/dashboard-data.ts";
import type { Turn } from "../../../core/dashboard/turn.ts";
import { modelLabel } from "../../tables/model-label.ts";
import { compactTokens, money } from "../../text/format.ts";
import { toLine } from "../../text/spans.ts";
import { clock } from "../../text/time.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

type Item = {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  /** The turn in which it happened; null = the whole session. */
  readonly turn: number | null;
};

export function eventList(session: SessionRow, detail: SessionDetail | null, choice: ListChoice, zone: Zone): List {
  const { sessionId } = session;
  return makeList(
    {
      id: "events",
      items: itemsOf(session, detail?.timeline?.turns ?? [], zone),
      columns: COLUMNS,
      idOf: ({ id }) => id,
      searchOf: ({ label, text }) => `${label} ${text}`,
      rowOf: ({ label, text }) => [label, text],
      placeOf: ({ turn }) => (turn === null ? null : { kind: "turn", sessionId, turn }),
    },
    choice,
  );
}

function itemsOf(session: SessionRow, turns: readonly Turn[], zone: Zone): readonly Item[] {
  const toolErrors = turns.reduce((sum, t) => sum + t.toolErrors, 0);
  const { apiErrors, subagentsPico, costPico, models } = session;
  const of = (label: string, text: string, turn: number | null = null, id = label): Item => ({ id, label, text, turn });
  const top = turns.reduce<Turn | null>((most, t) => (most === null || t.costPico > most.costPico ? t : most), null);
  return [
    of("models", toLine(models.map(modelLabel).join(", "))[0]?.text || "–"),
    of("subagents", `${money(subagentsPico)} of ${money(costPico)} logged`),
    of("tool errors", String(toolErrors)),
    of("API errors", apiErrors === 0 ? "0" : `${apiErrors}, not billed`),
    ...(top !== null && top.costPico > 0n ? [of("top turn", `${money(top.costPico)} ${top.prompt}`, top.number)] : []),
    ...turns.flatMap(({ number, compactions }) =>
      compactions.map(({ trigger, preTokens, postTokens, atMs }, i) => {
        const left = postTokens === null ? "" : ` to ${compactTokens(postTokens)}`;
        const at = Number.isNaN(atMs) ? "" : ` at ${clock(atMs, zone)}`;
        const text = `${trigger}, ${compactTokens(preTokens)}${left} tokens${at}`;
        return of("compaction", text, number, `compaction ${number} ${i}`);
      }),
    ),
  ];
}

const COLUMNS: readonly ListColumn<Item>[] = [
  { header: "What", priority: 1, rule: "hard", floor: 11, tone: "muted", value: ({ label }) => label },
  { header: "", priority: 1, rule: "grow", minWidth: 10, cut: "end", isName: true, written: ({ text }) => text },
];
