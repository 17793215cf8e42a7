/**
 * Finds the repository of a working directory in a git worktree. A worktree's `.git` is a small file with the path of
 * its folder in the repository. It is read when a log is scanned, and the result is stored in the index and the
 * archive, so that it is known after the worktree is deleted.
 */

import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { type ProjectFolder, projectFolder } from "../../core/responses/project-path.ts";
import { readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";

/** Cached for this process, because logs contain the same few folders repeatedly. */
const found = new Map<string, ProjectFolder>();
const MOST_FOUND = 10_000;

/**
 * @param cwd a row's working directory, as logged @returns as `projectFolder`, with the path of a worktree made by git
 */
export function repositoryFolder(cwd: string): ProjectFolder {
  let folder = found.get(cwd);
  if (folder === undefined) {
    folder = lookUp(projectFolder(cwd));
    if (found.size >= MOST_FOUND) found.clear();
    found.set(cwd, folder);
  }
  return folder;
}

function lookUp(folder: ProjectFolder): ProjectFolder {
  const { project, worktree } = folder;
  if (worktree !== "" || !isAbsolute(project) || isOdd(project)) return folder;
  const root = worktreeRoot(project);
  const repository = root === null ? null : repositoryOf(root);
  return root === null || repository === null ? folder : { project: repository, worktree: projectFolder(root).project };
}

/** A log from elsewhere can contain a server's folder (`\\server\share`), which must not be accessed. */
function isOdd(path: string): boolean {
  return /^[/\\]{2}/.test(path) || path.includes("\0");
}

/** Deeper than any real path. */
const MOST_LEVELS = 100;

/** The nearest folder with a `.git` that is a file; null where the nearest `.git` is a folder, or there is none. */
function worktreeRoot(path: string): string | null {
  let folder = path;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const git = statIfAny(join(folder, ".git"));
    if (git !== undefined) return git.isFile() && git.size <= MOST_BYTES ? folder : null;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
  return null;
}

/** Limit of a file that contains one path. */
const MOST_BYTES = 8192;

/** null where the `.git` belongs to something else, such as a submodule. */
function repositoryOf(worktree: string): string | null {
  const named = /^gitdir: ([^\r\n]+)/.exec(readTextOrNull(join(worktree, ".git")) ?? "")?.[1]?.trim();
  if (named === undefined || isOdd(named)) return null;
  const own = resolve(worktree, named);
  if (basename(dirname(own)) !== "worktrees") return null;
  const common = commonFolder(own);
  if (common === null) return null;
  // A bare repository has no working folder around it, unless it is in a hidden folder (`.bare`).
  return projectFolder(basename(common).startsWith(".") ? dirname(common) : common).project;
}

/** The repository's git folder: the file `commondir` contains its path, usually `../..`. null = not valid. */
function commonFolder(own: string): string | null {
  const file = join(own, "commondir");
  const isSmall = (statIfAny(file)?.size ?? 0) <= MOST_BYTES;
  const named = (isSmall ? /^[^\r\n]+/.exec(readTextOrNull(file) ?? "")?.[0]?.trim() : "") || join("..", "..");
  return isOdd(named) ? null : resolve(own, named);
}
