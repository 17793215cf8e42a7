/** The session that a hook runs in: its context, and the folder of its account's sums. */

import type { HookInput } from "../../claude-code/feeds/hook-input.ts";
import type { SessionInContext } from "../../core/context/alerts.ts";
import type { ContextState } from "../../core/context/context-state.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { contextPolicy } from "../../store/settings/inside-settings.ts";
import type { QuickSettings } from "../../store/settings/settings-quick.ts";
import { liveContext, standardRoot } from "../context/live-context.ts";
import { readTrail } from "../context/read-trail.ts";
import { hookBook } from "./hook-prices.ts";

export type HookRun = {
  readonly input: HookInput;
  readonly paths: DataPaths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
};

/** With the folder of the session's account for sums and warnings. */
export type AccountRun = HookRun & {
  /** The client's folder; null = not known. */
  readonly root: string | null;
  /** Where what was read of logs is. */
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

/** With this very prompt, so that a word about it would come too late. Seen with windows of 1M; not with 200k. */
function compactsNow({ autoCompactAtTokens, tokensUntilCompact, windowTokens }: ContextState): boolean {
  return autoCompactAtTokens !== null && tokensUntilCompact === 0 && windowTokens > 200_000;
}

/** With the request that used the prompt cache last: its id, or where the log is not known, when its cache expires. */
export type HookContext = SessionInContext & { readonly lastRequest: string };

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
