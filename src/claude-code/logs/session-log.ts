/** Finds a session's own log: `<root>/projects/<folder of the project>/<session>.jsonl`. */

import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { namesIn, tryFile } from "../../runtime/try-file.ts";
import { findLogFiles } from "./log-files.ts";
import { isDesktopRoot } from "./roots.ts";

/**
 * @param projectDir where the session runs; "" = not known
 * @returns null where none of the roots has a log of that name
 */
export function findSessionLog(roots: readonly string[], sessionId: string, projectDir: string): string | null {
  if (sessionId === "" || /[/\\]/.test(sessionId)) return null;
  const name = `${sessionId}.jsonl`;
  const slug = projectDir.replace(/[^A-Za-z0-9]/g, "-");
  const likely = projectDir === "" ? [] : roots.map((root) => join(root, "projects", slug, name));
  const found = likely.find((file) => existsSync(file));
  if (found !== undefined) return found;
  for (const root of roots) {
    const folders = join(root, "projects");
    const file = namesIn(folders)
      .map((folder) => join(folders, folder, name))
      .find((path) => existsSync(path));
    if (file !== undefined) return file;
  }
  // The desktop app's sessions are in deeper folders.
  const desktop = roots.filter(isDesktopRoot);
  return desktop.length === 0 ? null : (sessionLogs(desktop).get(sessionId) ?? null);
}

/** The client's folder that contains a log; null where it is elsewhere or not on this machine. */
export function rootOfLog(path: string): string | null {
  const projects = dirname(dirname(path));
  return basename(projects) === "projects" && existsSync(projects) ? dirname(projects) : null;
}

/** Logs of a session's subagents, including workflows'. @param path the session's own log */
export function subagentLogs(path: string): readonly string[] {
  const folder = join(dirname(path), basename(path, ".jsonl"), "subagents");
  return tryFile(() => readdirSync(folder, { recursive: true, encoding: "utf8" }), [])
    .filter((name) => /(^|[/\\])agent-[^/\\]+\.jsonl$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** The own logs of all sessions below the roots, by session id. */
export function sessionLogs(roots: readonly string[]): ReadonlyMap<string, string> {
  const { files } = findLogFiles(roots.map((path) => ({ path, reason: "" })));
  const own = files.filter(({ path }) => !/[/\\]subagents[/\\]/.test(path));
  return new Map(own.map(({ path }) => [basename(path, ".jsonl"), path]));
}
