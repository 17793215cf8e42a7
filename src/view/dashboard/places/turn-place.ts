/** A turn: its prompt, the tools used, its requests, and what each added to the context. */

import type { DashboardData } from "../../../core/dashboard/dashboard-data.ts";
import type { Turn, TurnRequests } from "../../../core/dashboard/turn.ts";
import { promptTokens } from "../../../core/responses/tokens.ts";
import { compactTokens, counted, duration, money } from "../../text/format.ts";
import { type Line, toLine, truncateEnd } from "../../text/spans.ts";
import { clock } from "../../text/time.ts";
import { wrapWords } from "../../text/wrap.ts";
import { amountCell } from "../../words/priced-amount.ts";
import { listPane } from "../lists/list-pane.ts";
import { detailOf, turnLists } from "../lists/lists-of.ts";
import { field, type Pane, type ViewContext, words } from "../pane.ts";
import { columnsPane, drawnMoney } from "../panes/fill-panes.ts";
import { loggedCost } from "../spend.ts";
import { freshTokens } from "../turn-table.ts";
import type { UiState } from "../ui-state.ts";
import type { Place } from "./place.ts";

type TurnPlace = Extract<Place, { kind: "turn" }>;

export function turnPlacePanes(place: TurnPlace, data: DashboardData, ui: UiState, ctx: ViewContext): Pane[][] {
  const detail = detailOf(data, place.sessionId);
  const turn = detail?.timeline?.turns.find(({ number }) => number === place.turn) ?? null;
  const { requests, content } = turnLists(data, ui, place);
  const read = detail?.turn?.number === place.turn ? detail.turn : null;
  const empty = read === null ? "reading" : "none is billed to this session";
  const head = turn === null ? [] : [headPane(turn, ctx)];
  return [
    [
      ...head,
      listPane(requests, { title: "Requests", priority: 2, minHeight: 5, empty }, ctx),
      ...costChart(read, ctx),
    ],
    [
      listPane(
        content,
        {
          title: "Brought into the context",
          aside: "about",
          priority: 3,
          minHeight: 4,
          empty: "nothing that its log names",
        },
        ctx,
      ),
      ...contextChart(read, ctx),
    ],
  ];
}

function costChart(turn: TurnRequests | null, ctx: ViewContext): readonly Pane[] {
  const values = (turn?.requests ?? []).map(({ costPico }) => Number(costPico ?? 0n));
  const look = { id: "request-costs", title: "Cost by request", values, format: drawnMoney, thing: "request" };
  const pane = columnsPane(look, ctx);
  return pane === null ? [] : [pane];
}

/** Of the main conversation: a subagent's context is its own. */
function contextChart(turn: TurnRequests | null, ctx: ViewContext): readonly Pane[] {
  const values = (turn?.requests ?? []).filter(({ agent }) => agent === "").map(({ tokens }) => promptTokens(tokens));
  const look = { id: "turn-context", title: "Context by request", values, format: compactTokens, thing: "request" };
  const pane = columnsPane(look, ctx);
  return pane === null ? [] : [pane];
}

const LABEL_WIDTH = 10;
const PROMPT_LINES = 2;

function headPane(turn: Turn, ctx: ViewContext): Pane {
  const { tokens, tools, subagents, startMs, endMs } = turn;
  const lasted = endMs > startMs ? `, ${duration(endMs - startMs)}` : "";
  const at = Number.isNaN(startMs) ? "" : `${clock(startMs, ctx.zone)}${lasted}`;
  const facts = [
    amountCell(loggedCost(turn), ctx.unicode, { isBold: true, write: money }),
    counted(turn.requests, "request"),
    `${compactTokens(freshTokens(turn))} in`,
    `${compactTokens(tokens.cacheRead)} cached`,
    `${compactTokens(tokens.output)} out`,
  ];
  const used = tools.map(({ name, count }) => (count > 1 ? `${name} x${count}` : name));
  const factLines = 1 + (used.length > 0 ? 1 : 0) + (subagents.length > 0 ? 1 : 0);
  return {
    id: "turn",
    title: `Turn ${turn.number}`,
    aside: at,
    priority: 1,
    minHeight: 3,
    lowHeight: 2,
    idealHeight: 1 + PROMPT_LINES + factLines,
    heightAt: (width) => 1 + promptLines(turn, width, ctx).length + factLines,
    grows: false,
    draw: (width) => {
      const room = width - LABEL_WIDTH;
      const lines: Line[] = [
        ...promptLines(turn, width, ctx),
        field("Cost", words(facts, room, ctx.unicode), LABEL_WIDTH),
      ];
      if (used.length > 0) lines.push(field("Tools", words(used, room, ctx.unicode), LABEL_WIDTH));
      const runs = subagents.map(({ agentType, costPico }) => `${agentType || "subagent"} ${money(costPico)}`);
      if (runs.length > 0) lines.push(field("Subagents", words(runs, room, ctx.unicode), LABEL_WIDTH));
      return lines;
    },
  };
}

function promptLines({ prompt }: Turn, width: number, { unicode }: ViewContext): Line[] {
  const [first = "", ...rest] = wrapWords(toLine(prompt || "(no text)")[0]?.text ?? "", width);
  const second = truncateEnd(rest.join(" "), width, unicode);
  return [first, second].filter((line) => line !== "").map((line) => [{ text: line, isName: true }]);
}
