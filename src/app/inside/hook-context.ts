/** The input and output of a hook, and the session that it runs in. */

import type { HookInput } from "../../claude-code/feeds/hook-input.ts";
import type { ControlSequence } from "../../core/clean-text.ts";
import type { SessionInContext } from "../../core/context/alerts.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { contextPolicy } from "../../store/settings/inside-settings.ts";
import type { QuickSettings } from "../../store/settings/settings-quick.ts";
import { liveContext, standardRoot } from "../context/live-context.ts";
import { readTrail } from "../context/read-trail.ts";
import { hookBook } from "./hook-prices.ts";

/** Claude Code's format for a hook's answer: only what the user sees, and whether to stop. */
export type HookAnswer = {
  readonly systemMessage?: string;
  /** A desktop notification or the bell. */
  readonly terminalSequence?: ControlSequence;
  readonly decision?: "block";
  readonly reason?: string;
  readonly hookSpecificOutput?: {
    readonly hookEventName: "PreModelSwitch" | "PreToolUse";
    readonly permissionDecision: "ask";
    readonly permissionDecisionReason: string;
  };
};

export type HookRun = {
  readonly input: HookInput;
  readonly paths: DataPaths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
};

/** The run with the folder of the session's account, for sums and alerts. */
export type AccountRun = HookRun & {
  /** The client's folder; null = not known. */
  readonly root: string | null;
  /** Where trails of logs are stored. */
  readonly trailsDir: string;
};

/** The session's context, unless the client is about to compact it. */
export function promptContext(
  run: AccountRun,
  feed: StatuslineFeed | null,
  settings: QuickSettings,
): HookContext | null {
  const context = hookContext(run, feed, settings);
  return context === null || compactsNow(context.state) ? null : context;
}

/**
 * Whether the client compacts with this prompt, so that advice would be too late. Seen with windows of 1M; not with
 * 200k.
 */
function compactsNow({ autoCompactAtTokens, tokensUntilCompact, windowTokens }: ContextState): boolean {
  return autoCompactAtTokens !== null && tokensUntilCompact === 0 && windowTokens > 200_000;
}

/** Includes the request that used the prompt cache last: its id or, without a known log, when its cache expires. */
export type HookContext = SessionInContext & { readonly lastRequest: string };

/** The model that the session used last, by the client's name; "" = not known. */
export function sessionModel({ input, trailsDir, nowMs }: AccountRun, feed: StatuslineFeed | null): string {
  if (feed !== null && feed.input.modelId !== "") return feed.input.modelId;
  const path = input.transcriptPath;
  return (path === null ? null : readTrail(trailsDir, input.sessionId, path, nowMs))?.trail.last?.model ?? "";
}

export function hookContext(run: AccountRun, feed: StatuslineFeed | null, settings: QuickSettings): HookContext | null {
  const { input, env, nowMs } = run;
  const { sessionId } = input;
  const path = input.transcriptPath ?? feed?.input.transcriptPath ?? null;
  const read = path === null ? null : readTrail(run.trailsDir, sessionId, path, nowMs);
  const project = feed?.input.projectDir || input.cwd;
  const trail = read?.trail ?? null;
  const session = { feed, trail, projectDir: project, path, root: standardRoot(env) };
  const state = liveContext(session, { env, policy: contextPolicy(settings), book: hookBook(env), nowMs });
  if (state === null) return null;
  const title = feed?.input.sessionName ?? trail?.title?.text ?? "";
  const compactions = trail?.compactions ?? feed?.compactions ?? [];
  const lastRequest = trail?.last?.id ?? String(state.cache?.expiresAtMs ?? "");
  return { sessionId, project, title, compactions, state, lastRequest };
}
