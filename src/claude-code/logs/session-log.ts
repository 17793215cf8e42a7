/** Where a session's own log is: `<root>/projects/<folder of the project>/<session>.jsonl`. */

import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

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
    const file = foldersIn(folders)
      .map((folder) => join(folders, folder, name))
      .find((path) => existsSync(path));
    if (file !== undefined) return file;
  }
  return null;
}

/** The client's folder that a log is in; null where it is elsewhere or not on this machine. */
export function rootOfLog(path: string): string | null {
  const projects = dirname(dirname(path));
  return basename(projects) === "projects" && existsSync(projects) ? dirname(projects) : null;
}

function foldersIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return [];
    throw error;
  }
}
