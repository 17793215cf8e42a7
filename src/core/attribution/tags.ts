/** Codes that the user or Claude Code's settings assign to sessions, branches and projects, to charge costs to them. */

/** A tag that the user set. */
export type Tag =
  | { readonly kind: "session"; readonly session: string; readonly code: string }
  | { readonly kind: "branch"; readonly project: string; readonly branch: string; readonly code: string }
  | { readonly kind: "project"; readonly project: string; readonly code: string };

/** What a tag is assigned to. */
export type TagTarget = Tag extends infer T ? (T extends Tag ? Omit<T, "code"> : never) : never;

/** Where a request was made; "" = not known. */
export type TagPlace = {
  readonly sessionId: string;
  readonly project: string;
  readonly branch: string;
};

const branchKey = (project: string, branch: string): string => `${project}\0${branch}`;

/**
 * Returns the code of a request: its session's, else its branch's, else its project's, else the one from Claude Code's
 * settings.
 */
export class TagBook {
  readonly #sessions = new Map<string, string>();
  readonly #branches = new Map<string, string>();
  readonly #projects = new Map<string, string>();
  readonly #defaultOf: (sessionId: string) => string;

  /** @param defaultOf the code of a session from Claude Code's settings; "" = none */
  constructor(tags: readonly Tag[], defaultOf: (sessionId: string) => string) {
    this.#defaultOf = defaultOf;
    for (const tag of tags) {
      if (tag.kind === "session") this.#sessions.set(tag.session, tag.code);
      else if (tag.kind === "branch") this.#branches.set(branchKey(tag.project, tag.branch), tag.code);
      else this.#projects.set(tag.project, tag.code);
    }
  }

  /** @returns "" where the request has none */
  codeOf({ sessionId, project, branch }: TagPlace): string {
    return (
      this.#sessions.get(sessionId) ??
      this.#branches.get(branchKey(project, branch)) ??
      this.#projects.get(project) ??
      this.#defaultOf(sessionId)
    );
  }
}

export function isSameTarget(a: TagTarget, b: TagTarget): boolean {
  if (a.kind === "session") return b.kind === "session" && a.session === b.session;
  if (a.kind === "project") return b.kind === "project" && a.project === b.project;
  return b.kind === "branch" && a.project === b.project && a.branch === b.branch;
}
