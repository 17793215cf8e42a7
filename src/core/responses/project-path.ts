/** Which project a working directory belongs to. */

export type ProjectFolder = {
  /** The folder's path in one spelling; of a worktree its repository's. "" = not logged. */
  readonly project: string;
  /** The name of a worktree of the client, the path of another one; "" = the folder is in none. */
  readonly worktree: string;
};

/** Where the client makes worktrees (`-w`, `/fork`, the desktop app). Of other worktrees the path alone does not tell. */
const WORKTREE = /^(.+?)[/\\]\.claude[/\\]worktrees[/\\]([^/\\]+)/;
const DRIVE = /^[a-zA-Z]:(?=[/\\]|$)/;

/** @param cwd a row's working directory */
export function projectFolder(cwd: string): ProjectFolder {
  const path = spelled(cwd);
  const [, repository, worktree] = WORKTREE.exec(path) ?? [];
  return repository && worktree ? { project: repository, worktree } : { project: path, worktree: "" };
}

/** The folder's path again, a worktree's own where it is one. */
export function folderPath({ project, worktree }: ProjectFolder): string {
  if (worktree === "") return project;
  if (/[/\\]/.test(worktree)) return worktree;
  const slash = DRIVE.test(project) ? "\\" : "/";
  return [project, ".claude", "worktrees", worktree].join(slash);
}

/**
 * The folder of a session that two files tell of: the first one's, unless the other knows that it is a worktree.
 * @param first of the earlier part of the session
 */
export function knownFolder(first: ProjectFolder, other: ProjectFolder): ProjectFolder {
  if (first.project === "") return other;
  return first.worktree === "" && other.worktree === first.project ? other : first;
}

/**
 * One folder is spelled in several ways: with a small drive letter (VS Code) or a large one (terminals), with either slash
 * on Windows, with accents as one character or as two (macOS), with a slash at its end.
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
