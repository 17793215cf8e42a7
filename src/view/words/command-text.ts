/** Answers the plugin's commands from stored figures, in a few plain lines. */

import type { ContextState } from "../../core/context/context-state.ts";
import type { PluginCommand } from "../../core/hooks.ts";
import type { Limit } from "../../core/limits/limit.ts";
import type { MoneyMeaning } from "../../core/limits/plan.ts";
import { picoFromFloat } from "../../core/pricing/money.ts";
import { feedTotalUsd, type StatuslineFeed, usdSinceMark } from "../../core/statusline/feed.ts";
import { type SummarySnapshot, todaySpend } from "../../core/statusline/spend-snapshot.ts";
import { bareDuration, fineMoney, money } from "../text/format.ts";
import { adviceReason, adviceWorth, fullness, idleText } from "./context-advice.ts";
import { limitText } from "./hook-text.ts";

export type CommandFacts = {
  readonly feed: StatuslineFeed | null;
  readonly summary: SummarySnapshot | null;
  readonly context: ContextState | null;
  readonly limits: readonly Limit[];
  /** What dollars mean on the user's plan; null = not known. */
  readonly meaning: MoneyMeaning | null;
  readonly nowMs: number;
};

/** "" where nothing is stored: then the command itself is run. */
export function commandText(command: PluginCommand, facts: CommandFacts): string {
  switch (command) {
    case "today":
      return todayLines(facts).join("\n");
    case "session":
      return sessionLines(facts).join("\n");
    case "limits":
      return facts.limits.map((limit) => limitText(limit, facts.nowMs)).join("\n");
    case "compact":
      return compactLines(facts).join("\n");
    case "live":
      return liveLines(facts).join("\n");
  }
}

function todayLines({ feed, summary, meaning, nowMs }: CommandFacts): readonly string[] {
  const since = feed === null ? null : usdSinceMark(feed);
  const today = todaySpend(summary, since, nowMs);
  if (today === null || summary === null) return [];
  const running = since ?? 0;
  const isFresh = !today.atLeast;
  return [
    `Today ${today.atLeast ? "at least " : ""}${usd(today.usd)}`,
    ...(isFresh ? [`This week ${usd(Number(summary.weekUsd) + running)}`] : []),
    ...(isFresh ? [`This month ${usd(Number(summary.monthUsd) + running)}`] : []),
    `${meaning === null ? "At" : meaning === "spend" ? "Spend at" : "Value at"} API rates; logs read ${bareDuration(nowMs - summary.asOfMs)} ago, this session up to now`,
  ];
}

function sessionLines({ feed, summary, context }: CommandFacts): readonly string[] {
  const total = feed === null ? null : feedTotalUsd(feed);
  if (feed === null || total === null) return [];
  const background = summary?.sessions[feed.input.sessionId]?.backgroundUsd ?? null;
  return [
    `This session ${fineMoney(picoFromFloat(total))} (Claude Code's own figure)`,
    ...(background === null ? [] : [`of it background ${usd(Number(background))}`]),
    ...(context === null ? [] : [fullness(context)]),
    ...feed.compactions.map((c) => `compacted from ${c.preTokens} tokens${c.usd === null ? "" : `, ${usd(c.usd)}`}`),
  ];
}

/** Claude Code only calls the hook where the mod, which opens the pane, is not loaded. */
function liveLines(facts: CommandFacts): readonly string[] {
  const lines = [...sessionLines(facts), ...todayLines(facts)];
  return lines.length === 0
    ? []
    : [...lines, "The live pane needs Claude Code 2.1.287 or newer in a terminal, with mods on."];
}

function compactLines({ context, nowMs }: CommandFacts): readonly string[] {
  if (context === null) return [];
  const idle = context.idleCompaction
    ? idleText(context, `in ${bareDuration(context.idleCompaction.atMs - nowMs)}`)
    : "";
  const lines =
    context.advice === null
      ? [fullness(context), "Nothing to do yet."]
      : [context.advice.command, adviceReason(context), adviceWorth(context)];
  return [...lines, idle].filter((line) => line !== "");
}

const usd = (dollars: number): string => money(picoFromFloat(dollars));
