/** How full the context of a session is, where it will be compacted, and how long its cache lasts. */

import { isUrgent } from "../../../core/context/alerts.ts";
import type { ContextState } from "../../../core/context/context-state.ts";
import type { SessionRow } from "../../../core/dashboard/dashboard-data.ts";
import { CACHE_TTL_MS } from "../../../core/responses/tokens.ts";
import { bar } from "../../text/charts.ts";
import { compactTokens, counted, percent } from "../../text/format.ts";
import { type Line, span } from "../../text/spans.ts";
import { when } from "../../text/time.ts";
import { type Pane, spread, type ViewContext, words } from "../pane.ts";
import { countdown, STAGE_TONES, typeNow } from "../session-summary.ts";

const LABEL = "Cache ";

export function contextPane(session: SessionRow, context: ContextState | null, ctx: ViewContext): Pane {
  const linesOf = (width: number): Line[] => contextLines(session, context, width, ctx);
  return {
    id: "context",
    title: "Context",
    aside: context?.autoCompactAtTokens ? `${ctx.unicode ? "│" : "|"} compacts there` : "",
    priority: 3,
    minHeight: 4,
    idealHeight: 1 + linesOf(1000).length,
    grows: false,
    draw: linesOf,
  };
}

function contextLines(session: SessionRow, context: ContextState | null, width: number, ctx: ViewContext): Line[] {
  if (context === null) return [[span("not known before the next response", "muted")]];
  const { contextTokens, windowTokens, usedPercent, autoCompactAtTokens, turnsUntilCompact, stage } = context;
  const tone = STAGE_TONES[stage];
  const pace = autoCompactAtTokens === null ? null : autoCompactAtTokens / windowTokens;
  const share = span(`${Math.floor(usedPercent)}%`, stage === "ok" ? "text" : tone, true);
  const left = turnsUntilCompact === null ? "" : `${counted(turnsUntilCompact, "turn")} left`;
  const where =
    autoCompactAtTokens === null ? "is not compacted by itself" : `compacts at ${compactTokens(autoCompactAtTokens)}`;
  const act: Line = isUrgent(stage)
    ? [span(`${ctx.unicode ? "▲" : "!"} ${typeNow(context)}`, "warn", true)]
    : [span(`${compactTokens(context.tokensUntilCompact)} tokens left`, "muted")];
  return [
    bar(usedPercent / 100, width, { unicode: ctx.unicode, tone, pace }),
    spread(
      words([share, `${compactTokens(contextTokens)} of ${compactTokens(windowTokens)}`], width, ctx.unicode),
      [span(left)],
      width,
    ),
    spread([span(where, "muted")], act, width),
    ...cacheLines(session, context, width, ctx),
  ];
}

/** A bar of the remaining time, and what a request in that time reads from the cache. */
function cacheLines(
  session: SessionRow,
  { cache, idleCompaction }: ContextState,
  width: number,
  ctx: ViewContext,
): Line[] {
  const read = session.cached + session.input;
  const share = read > 0 ? span(`${percent(session.cached, read)} of the input read from cache`, "muted") : span("");
  const idle = idleCompaction === null ? "" : `compacts if idle ${when(idleCompaction.atMs, ctx.nowMs, ctx.zone)}`;
  if (cache === null) return read > 0 ? [[span(LABEL, "muted"), share]] : [];
  const leftMs = cache.expiresAtMs === null ? null : cache.expiresAtMs - ctx.nowMs;
  if (!cache.warm || (leftMs !== null && leftMs <= 0))
    return [[span(LABEL, "muted"), ...words([span("cold", "warn"), share], width - LABEL.length, ctx.unicode)]];
  if (leftMs === null) return [[span(LABEL, "muted"), ...words(["warm", share], width - LABEL.length, ctx.unicode)]];
  const said = `  warm, ${countdown(leftMs)} left`.padEnd(CACHE_WORDS);
  const chart = Math.max(4, width - LABEL.length - said.length);
  return [
    [span(LABEL, "muted"), ...bar(leftMs / CACHE_TTL_MS[cache.ttl], chart, { unicode: ctx.unicode }), span(said)],
    words([share, span(idle, "muted")], width, ctx.unicode),
  ];
}

/** `  warm, under 10s left`: a fixed width, so that the bar does not move when the text changes. */
const CACHE_WORDS = 22;
