/** The session selected in a list, shown beside it: its cost and what it consists of. */

import type { DashboardData, SessionRow } from "../../../core/dashboard/dashboard-data.ts";
import { priced } from "../../../core/pricing/amount.ts";
import { modelLabel } from "../../tables/model-label.ts";
import { compactTokens, counted, duration, money, percent, wholeNumber } from "../../text/format.ts";
import { type Line, span, toLine, truncateEnd, truncateMiddle } from "../../text/spans.ts";
import { when } from "../../text/time.ts";
import { boundWords } from "../../words/certainty.ts";
import { field, type Pane, spread, type ViewContext, words } from "../pane.ts";
import { sessionCostText } from "../session-cost.ts";
import { agoWords, contextLine, statusSpan, titleOf } from "../session-summary.ts";
import { type Share, shareTable } from "../share-table.ts";

export function sessionCard(session: SessionRow, data: DashboardData, ctx: ViewContext, title = "Chosen"): Pane[] {
  const context = data.details.get(session.sessionId)?.context ?? null;
  const parts = costParts(session);
  return [
    {
      id: "card",
      title,
      aside: sessionCostText(session, ctx.unicode),
      priority: 2,
      minHeight: 6,
      idealHeight: context === null ? 11 : 12,
      grows: false,
      draw: (width) => [
        ...cardLines(session, width, ctx),
        ...(context === null ? [] : [contextLine(context, width, ctx)]),
      ],
    },
    {
      id: "card-cost",
      title: "Its cost",
      priority: 3,
      minHeight: 3,
      idealHeight: 1 + parts.length,
      grows: false,
      draw: (width, height) => shareTable(parts, width, height, ctx),
    },
  ];
}

/** They add up to the session's total: subagents are part of the logged cost. */
function costParts(session: SessionRow): readonly Share[] {
  const { costPico, subagentsPico, backgroundPico } = session;
  const parts: readonly (readonly [string, bigint])[] = [
    ["main conversation", costPico - subagentsPico],
    ["subagents", subagentsPico],
    ["background", backgroundPico ?? 0n],
  ];
  return parts
    .filter(([name, pico]) => pico !== 0n || name === "main conversation")
    .map(([name, pico]) => [name, priced(pico)]);
}

function cardLines(session: SessionRow, width: number, ctx: ViewContext): Line[] {
  const { requests, input, cached, output, compactions, apiErrors, unpriced } = session;
  const title = truncateEnd(titleOf(session), Math.max(10, width - 9), ctx.unicode);
  const read = input + cached;
  const length = session.lastMs - session.firstMs;
  const events = [
    compactions > 0 ? `${compactions} compacted` : "",
    apiErrors > 0 ? counted(apiErrors, "API error") : "",
  ].filter((text) => text !== "");
  const known =
    session.backgroundPico === null
      ? "not recorded"
      : `${boundWords(session.backgroundStatus)}${money(session.backgroundPico)}`;
  return [
    spread([{ text: title, tone: "text", bold: true, isName: true }], [statusSpan(session.status)], width),
    [span(truncateMiddle(clean(session.project) || "(no project)", width, ctx.unicode), "muted")],
    words(
      [session.sessionId.slice(0, 8), clean(session.branch)].map((text) => span(text, "muted")),
      width,
      ctx.unicode,
    ),
    [],
    field("Models", [
      span(truncateEnd(clean(session.models.map(modelLabel).join(", ")) || "–", width - 11, ctx.unicode)),
    ]),
    field(
      "Active",
      words([`${agoWords(session.lastMs, ctx.nowMs)}`, ...activeWords(session, length, ctx)], width - 11, ctx.unicode),
    ),
    field(
      "Requests",
      words(
        [
          wholeNumber(requests),
          ...events,
          ...(unpriced > 0 ? [span(`${wholeNumber(unpriced)} unpriced`, "warn")] : []),
        ],
        width - 11,
        ctx.unicode,
      ),
    ),
    field(
      "Tokens",
      words(
        [`${compactTokens(read)} in`, `${percent(cached, read)} cached`, `${compactTokens(output)} out`],
        width - 11,
        ctx.unicode,
      ),
    ),
    field("Background", [span(known)], 11),
    field("A request", [
      span(requests > unpriced ? `${money(session.costPico / BigInt(requests - unpriced))} on average` : "–"),
    ]),
  ];
}

const clean = (text: string): string => toLine(text)[0]?.text ?? "";

function activeWords(session: SessionRow, length: number, ctx: ViewContext): string[] {
  if (!Number.isFinite(session.firstMs)) return [];
  return [`since ${when(session.firstMs, ctx.nowMs, ctx.zone)}`, ...(length > 0 ? [`over ${duration(length)}`] : [])];
}
