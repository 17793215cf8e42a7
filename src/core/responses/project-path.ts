/** Finds the project of a working directory. */

export type ProjectFolder = {
  /** The folder's path in one spelling; for a worktree its repository's. "" = not logged. */
  readonly project: string;
  /** The name of a worktree made by the client, the path of another one; "" = the folder is in none. */
  readonly worktree: string;
};

/**
 * Where the client creates worktrees (`-w`, `/fork`, the desktop app). Other worktrees cannot be recognised by their
 * path.
 */
const WORKTREE = /^(.+?)[/\\]\.claude[/\\]worktrees[/\\]([^/\\]+)/;
const DRIVE = /^[a-zA-Z]:(?=[/\\]|$)/;

/** @param cwd a row's working directory */
export function projectFolder(cwd: string): ProjectFolder {
  const path = spelled(cwd);
  const [, repository, worktree] = WORKTREE.exec(path) ?? [];
  return repository && worktree ? { project: repository, worktree } : { project: path, worktree: "" };
}

/** The folder's path, or a worktree's own. */
export function folderPath({ project, worktree }: ProjectFolder): string {
  if (worktree === "") return project;
  if (/[/\\]/.test(worktree)) return worktree;
  const slash = DRIVE.test(project) ? "\\" : "/";
  return [project, ".claude", "worktrees", worktree].join(slash);
}

/**
 * The folder of a session according to two files: the first one's, unless only the other recognises a worktree.
 * @param first of the earlier part of the session
 */
export function knownFolder(first: ProjectFolder, other: ProjectFolder): ProjectFolder {
  if (first.project === "") return other;
  return first.worktree === "" && other.worktree === first.project ? other : first;
}

/**
 * Unifies the spellings of one folder: with a lower-case drive letter (VS Code) or an upper-case one (terminals), with
 * either slash on Windows, with accents as one character or as two (macOS), with a slash at its end.
 */
function spelled(cwd: string): string {
  const composed = cwd.normalize("NFC");
  const path = DRIVE.test(composed)
    ? `${composed.slice(0, 1).toUpperCase()}${composed.slice(1).replaceAll("/", "\\")}`
    : composed;
  let end = path.length;
  while (end > 0 && (path[end - 1] === "/" || path[end - 1] === "\\")) end--;
  const short = path.slice(0, end);
  return short === "" || short.endsWith(":") ? path : short;
}
