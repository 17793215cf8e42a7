/**
 * The context of one session from its log, its status line and the client's settings, for the hooks, the status line,
 * `context` and the dashboard.
 */

import { dirname } from "node:path";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { rootOfLog } from "../../claude-code/logs/session-log.ts";
import { hasCompactInstructions } from "../../claude-code/settings/claude-md.ts";
import { readContextSettings } from "../../claude-code/settings/context-settings.ts";
import { managedFolders } from "../../claude-code/settings/managed-files.ts";
import { contextInput } from "../../core/context/context-facts.ts";
import { type ContextState, contextState } from "../../core/context/context-state.ts";
import type { ContextTrail } from "../../core/context/context-trail.ts";
import type { ContextPolicy } from "../../core/context/stage.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import type { StatuslineFeed } from "../../core/statusline/feed.ts";

type Env = Readonly<Record<string, string | undefined>>;

export type ContextSources = {
  readonly env: Env;
  readonly policy: ContextPolicy;
  readonly book: PriceBook;
  readonly nowMs: number;
};

export type KnownSession = {
  readonly feed: StatuslineFeed | null;
  readonly trail: ContextTrail | null;
  /** "" = not known. */
  readonly projectDir: string;
  /** Its log; null = not known. */
  readonly path: string | null;
  /** The client's folder, where the log's path does not contain it. */
  readonly root: string | null;
};

/** @returns null before the first response, and after a compaction with unknown result until the next response */
export function liveContext(session: KnownSession, sources: ContextSources): ContextState | null {
  const { feed, trail, projectDir, path } = session;
  const { env, policy, book, nowMs } = sources;
  const root = (path === null ? null : rootOfLog(path)) ?? session.root;
  const settings = readContextSettings({ root, projectDir, env, managed: managedFolders(process.platform) });
  const steered = hasCompactInstructions(projectDir, root);
  const input = contextInput({ trail, feed, settings, book, policy, hasCompactInstructions: steered, nowMs });
  return input === null ? null : contextState(input);
}

/** The client's folder by the environment only; null = there is no home folder either. */
export function standardRoot(env: Env): string | null {
  const homeDir = env["HOME"] ?? env["USERPROFILE"] ?? "";
  return chooseRoots({ configDirs: [], env, homeDir })[0]?.path ?? null;
}

/** The client's folder that a session runs in: of several candidates, the one that contains its log. */
export function sessionRoot(env: Env, transcriptPath: string | null): string | null {
  const homeDir = env["HOME"] ?? env["USERPROFILE"] ?? "";
  const roots = chooseRoots({ configDirs: [], env, homeDir }).map((root) => root.path);
  const own = transcriptPath === null ? null : dirname(dirname(dirname(transcriptPath)));
  return roots.find((root) => root === own) ?? roots[0] ?? null;
}
