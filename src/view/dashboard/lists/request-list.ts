/** The parts of a turn: its requests, and what each added to the context. */

import type { TurnContent, TurnRequest, TurnRequests } from "../../../core/dashboard/turn.ts";
import { promptTokens } from "../../../core/responses/tokens.ts";
import { isoTime } from "../../json/parts.ts";
import { modelLabel } from "../../tables/model-label.ts";
import { plainBar } from "../../text/charts.ts";
import { compactTokens, money } from "../../text/format.ts";
import { span } from "../../text/spans.ts";
import { clock } from "../../text/time.ts";
import { type List, type ListChoice, type ListColumn, makeList } from "./list.ts";

type Numbered = TurnRequest & { readonly number: number };

/** In the order in which they were made. */
export function requestList(turn: TurnRequests | null, choice: ListChoice): List {
  const requests = (turn?.requests ?? []).map((request, i): Numbered => ({ ...request, number: i + 1 }));
  return makeList(
    {
      id: "requests",
      items: requests,
      columns: REQUEST_COLUMNS,
      idOf: ({ key }) => key,
      searchOf: (request) => `${request.model} ${request.agent} ${broughtText(request)}`,
      rowOf: (request, ctx) => [
        Number.isNaN(request.timeMs) ? "" : clock(request.timeMs, ctx.zone),
        request.agent === "" ? broughtText(request) : span(request.agent, "accent"),
        modelLabel(request.model),
        compactTokens(promptTokens(request.tokens)),
        compactTokens(promptTokens(request.tokens) - request.tokens.cacheRead),
        compactTokens(request.tokens.output),
        request.costPico === null ? span("unpriced", "warn") : span(money(request.costPico), "text", true),
      ],
      placeOf: () => null,
    },
    choice,
  );
}

const REQUEST_COLUMNS: readonly ListColumn<Numbered>[] = [
  {
    header: "Time",
    priority: 2,
    rule: "hard",
    floor: 5,
    tone: "muted",
    value: ({ number }) => -number,
    written: ({ timeMs }) => isoTime(timeMs),
  },
  { header: "Answers", priority: 1, rule: "grow", minWidth: 14, cut: "end", isName: true, value: broughtText },
  { header: "Model", priority: 6, rule: "shrink", minWidth: 8, maxWidth: 18, tone: "muted", value: (r) => r.model },
  {
    header: "Context",
    priority: 3,
    rule: "hard",
    align: "right",
    floor: 6,
    tone: "muted",
    value: ({ tokens }) => promptTokens(tokens),
  },
  {
    header: "In",
    priority: 4,
    rule: "hard",
    align: "right",
    floor: 5,
    value: ({ tokens }) => promptTokens(tokens) - tokens.cacheRead,
  },
  { header: "Out", priority: 5, rule: "hard", align: "right", floor: 5, value: ({ tokens }) => tokens.output },
  { header: "Cost", priority: 1, rule: "hard", align: "right", floor: 8, value: ({ costPico }) => costPico },
];

/** `prompt, Read x2`: what was added to the context since the previous request. */
function broughtText({ added }: TurnRequest): string {
  const counts = new Map<string, number>();
  for (const content of added) counts.set(nameOf(content), (counts.get(nameOf(content)) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} x${count}` : name)).join(", ");
}

const nameOf = ({ kind, tool }: Pick<TurnContent, "kind" | "tool">): string => (kind === "tool" ? tool || kind : kind);

/** Largest first. */
export function contentList(turn: TurnRequests | null, choice: ListChoice): List {
  const items = (turn?.requests ?? [])
    .flatMap(({ key, added }) => added.map((content, i) => ({ ...content, id: `${key} ${i}` })))
    .sort((a, b) => (b.tokens ?? 0) - (a.tokens ?? 0));
  const largest = Math.max(1, ...items.map(({ tokens }) => tokens ?? 0));
  return makeList(
    {
      id: "content",
      items,
      columns: CONTENT_COLUMNS,
      idOf: ({ id }) => id,
      searchOf: (content) => `${nameOf(content)} ${content.name}`,
      rowOf: (content, ctx) => [
        nameOf(content),
        content.name,
        content.tokens === null ? "?" : `~${compactTokens(content.tokens)}`,
        (width) => plainBar((content.tokens ?? 0) / largest, width, ctx.unicode),
      ],
      placeOf: () => null,
    },
    choice,
  );
}

const CONTENT_COLUMNS: readonly ListColumn<TurnContent>[] = [
  { header: "Brought in", priority: 1, rule: "shrink", minWidth: 10, maxWidth: 20, value: nameOf },
  { header: "What", priority: 3, rule: "grow", minWidth: 12, isName: true, tone: "muted", value: ({ name }) => name },
  { header: "Tokens", priority: 1, rule: "hard", align: "right", floor: 6, value: ({ tokens }) => tokens },
  { header: "", priority: 4, rule: "hard", floor: 8 },
];
