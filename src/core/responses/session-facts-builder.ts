/** Collects the facts about the sessions of one log file. */

import type { FactRow, UsageRow } from "./log-row.ts";
import type { ProjectFolder } from "./project-path.ts";
import {
  betterTitle,
  type ClientLedger,
  type Compaction,
  emptyFacts,
  firstLinks,
  markIdle,
  type PullRequestLink,
  type SessionFacts,
  TITLE_RANK,
} from "./session-facts.ts";

type Draft = { -readonly [K in keyof SessionFacts]: SessionFacts[K] } & {
  ledgers: ClientLedger[];
  compactions: Compaction[];
  lostAnswers: number[];
  branches: number[];
  pullRequests: PullRequestLink[];
};

/**
 * For some rows of a session: their times (epoch milliseconds, NaN = not known), the turns that ended in them, errors.
 */
export type SessionWork = Pick<SessionFacts, "firstMs" | "lastMs" | "turns" | "turnMs" | "apiErrors">;

const PROMPT_LENGTH = 80;

export class SessionFactsBuilder {
  readonly #fileSession: string;
  readonly #folderOf: (cwd: string) => ProjectFolder;
  readonly #drafts = new Map<string, Draft>();
  #last: Draft | null = null;

  /**
   * @param fileSession the session of rows without a session id
   * @param folderOf the project of a row's working directory
   */
  constructor(fileSession: string, folderOf: (cwd: string) => ProjectFolder) {
    this.#fileSession = fileSession;
    this.#folderOf = folderOf;
  }

  response(row: Pick<UsageRow, "sessionId" | "project" | "requestedBy">, timeMs: number): void {
    const draft = this.#draft(row.sessionId);
    this.#setProject(draft, row.project);
    if (row.requestedBy && row.requestedBy !== draft.sessionId) draft.parentId ??= row.requestedBy;
    else seen(draft, timeMs);
  }

  /** @param sessionId "" = the file's own */
  addWork(sessionId: string, { firstMs, lastMs, turns, turnMs, apiErrors }: SessionWork): void {
    const draft = this.#draft(sessionId);
    seen(draft, firstMs);
    seen(draft, lastMs);
    draft.turns += turns;
    draft.turnMs += turnMs;
    draft.apiErrors += apiErrors;
  }

  /** Whether the session has its title and project, so that further prompts only affect its times. */
  isNamed(sessionId: string): boolean {
    const { project, title } = this.#draft(sessionId);
    return project !== "" && (title?.rank ?? -1) >= TITLE_RANK.prompt;
  }

  /**
   * @param atMs time of the row, or of the last dated one before it
   * @param afterUsage false before the file's first response: older clients begin a file with other sessions' summaries
   */
  fact(row: FactRow, atMs: number, afterUsage: boolean): void {
    const draft = this.#draft(row.sessionId);
    if (!Number.isNaN(row.timeMs)) seen(draft, row.timeMs);
    if (row.kind === "ledger") draft.ledgers.push({ ...row.ledger, atMs });
    else if (row.kind === "compaction") draft.compactions.push({ ...row.compaction, atMs });
    else if (row.kind === "idle-note") markIdle(draft.compactions, atMs);
    else if (row.kind === "api-error") draft.apiErrors++;
    else if (row.kind === "cut") draft.lostAnswers.push(atMs);
    else if (row.kind === "pull-request") linkTo(draft, { key: row.key, atMs });
    else if (row.kind === "turn") {
      draft.turns++;
      draft.turnMs += row.wallMs;
    } else if (row.kind === "prompt") {
      this.#setProject(draft, row.project);
      const text = row.text.slice(0, PROMPT_LENGTH);
      if ((draft.title?.rank ?? -1) < TITLE_RANK.prompt) draft.title = { text, rank: TITLE_RANK.prompt };
    } else if (row.kind === "title" && (afterUsage || row.title.rank !== TITLE_RANK.summary)) {
      draft.title = betterTitle(draft.title, row.title);
    }
  }

  /** Records that the request made at that time got no answer. @param sessionId "" = the file's own */
  unanswered(sessionId: string, sentMs: number): void {
    this.#draft(sessionId).lostAnswers.push(sentMs);
  }

  /** For the file's own session. */
  branched(timeMs: number): void {
    this.#draft("").branches.push(timeMs);
  }

  /**
   * Records that an answer is awaited since then where the file ends; NaN = none. For the file's own session, if it has
   * rows.
   */
  awaits(sentMs: number): void {
    const draft = this.#drafts.get(this.#fileSession);
    if (draft) draft.awaitingMs = sentMs;
  }

  detached(sessionId: string): void {
    this.#draft(sessionId).isDetached = true;
  }

  /** Starts with the facts of an earlier scan of the same file. */
  resume(earlier: readonly SessionFacts[]): void {
    for (const facts of earlier) {
      const { ledgers, compactions, lostAnswers, branches, pullRequests } = facts;
      const copy = {
        ...facts,
        ledgers: [...ledgers],
        compactions: [...compactions],
        lostAnswers: [...lostAnswers],
        branches: [...branches],
        pullRequests: [...pullRequests],
      };
      this.#drafts.set(facts.sessionId, copy);
    }
  }

  finish(): readonly SessionFacts[] {
    return [...this.#drafts.values()].map((draft) =>
      draft.pullRequests.length < 2 ? draft : { ...draft, pullRequests: firstLinks(draft.pullRequests) },
    );
  }

  /** The first working directory decides. */
  #setProject(draft: Draft, cwd: string): void {
    if (draft.project) return;
    const { project, worktree } = this.#folderOf(cwd);
    draft.project = project;
    draft.worktree = worktree;
  }

  #draft(named: string): Draft {
    const sessionId = named || this.#fileSession;
    if (this.#last?.sessionId === sessionId) return this.#last;
    let draft = this.#drafts.get(sessionId);
    if (!draft) {
      draft = {
        ...emptyFacts(sessionId),
        ledgers: [],
        compactions: [],
        lostAnswers: [],
        branches: [],
        pullRequests: [],
      };
      this.#drafts.set(sessionId, draft);
    }
    this.#last = draft;
    return draft;
  }
}

function seen(draft: Draft, timeMs: number): void {
  if (Number.isNaN(timeMs)) return;
  if (!(draft.firstMs <= timeMs)) draft.firstMs = timeMs;
  if (!(draft.lastMs >= timeMs)) draft.lastMs = timeMs;
}

/** A repeated note adds nothing. */
function linkTo({ pullRequests }: Draft, link: PullRequestLink): void {
  if (pullRequests.at(-1)?.key !== link.key) pullRequests.push(link);
}
