/** The turns of a session as a list, newest first. */

import type { SessionBackground } from "../../../core/background/types.ts";
import type { SessionDetail } from "../../../core/dashboard/dashboard-data.ts";
import type { Turn } from "../../../core/dashboard/turn.ts";
import { isoTime } from "../../json/parts.ts";
import type { Column } from "../../text/table.ts";
import { freshTokens, TURN_COLUMNS, turnRow } from "../turn-table.ts";
import { type List, type ListChoice, type ListColumn, type ListValue, makeList } from "./list.ts";

export function turnList(sessionId: string, detail: SessionDetail | null, choice: ListChoice): List {
  const background: SessionBackground | null = detail?.background ?? null;
  return makeList<Turn>(
    {
      id: "turns",
      items: (detail?.timeline?.turns ?? []).toReversed(),
      columns: TURN_COLUMNS.map(withValue),
      idOf: (turn) => String(turn.number),
      searchOf: ({ prompt, tools, models }) => [prompt, ...tools.map((t) => t.name), ...models].join(" "),
      rowOf: (turn, ctx) => turnRow(turn, background, ctx),
      placeOf: (turn) => ({ kind: "turn", sessionId, turn: turn.number }),
    },
    choice,
  );
}

const VALUES: Readonly<Record<string, (turn: Turn) => ListValue>> = {
  Time: (turn) => turn.startMs,
  Turn: (turn) => turn.prompt,
  Req: (turn) => turn.requests,
  In: (turn) => freshTokens(turn),
  Cached: (turn) => turn.tokens.cacheRead,
  Out: (turn) => turn.tokens.output,
  Cost: (turn) => turn.costPico,
};

function withValue(column: Column): ListColumn<Turn> {
  const value = VALUES[column.header];
  if (value === undefined) return column;
  return column.header === "Time"
    ? { ...column, value, written: ({ startMs }) => isoTime(startMs) }
    : { ...column, value };
}
