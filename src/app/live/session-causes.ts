/** The causes of the opened session's cost, worked out again when it has changed, but not with every response. */

import type { Cause } from "../../core/drivers/cause-sums.ts";
import { type BackgroundTotal, sumCauses } from "../../core/drivers/causes.ts";
import { type CausesHistory, sessionsCauses } from "../why/range-causes.ts";

/** Its log is read for it each time. */
const HELD_MS = 10_000;
/** The followed one, the opened one, and a few that were chosen in a list. */
const MOST_ANSWERS = 8;
const NO_CAUSES: readonly Cause[] = [];

export type CausesQuestion = {
  readonly sessionId: string;
  /** Moves on with every change of the session's responses. */
  readonly changes: number;
  readonly background: BackgroundTotal;
  /** The session's own log; undefined = it is not there. */
  readonly path: string | undefined;
  readonly nowMs: number;
};

type Answer = {
  readonly changed: string;
  readonly atMs: number;
  readonly causes: readonly Cause[];
};

export class SessionCauses {
  /** Of the sessions that were asked about last. */
  readonly #answers = new Map<string, Answer>();

  /** Without working anything out: empty where that has not been done yet. */
  known(sessionId: string): readonly Cause[] {
    return this.#answers.get(sessionId)?.causes ?? NO_CAUSES;
  }

  /** @param heldMs after which an answer is worked out again, where the session has changed */
  of(history: Omit<CausesHistory, "roots">, question: CausesQuestion, heldMs = HELD_MS): readonly Cause[] {
    const { sessionId, changes, background, path, nowMs } = question;
    const changed = `${changes} ${background.costPico}`;
    const last = this.#answers.get(sessionId);
    if (last && (last.changed === changed || nowMs - last.atMs < heldMs)) return last.causes;
    const logs = new Map(path === undefined ? [] : [[sessionId, path]]);
    const causes = sumCauses([sessionsCauses(history, { ...rowsOf(history, sessionId), logs })], background);
    this.#answers.delete(sessionId);
    this.#answers.set(sessionId, { changed, atMs: nowMs, causes });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
    return causes;
  }
}

function rowsOf(
  { table: { columns, origins } }: Pick<CausesHistory, "table">,
  sessionId: string,
): { readonly selected: Uint8Array; readonly rows: readonly number[] } {
  const isOwn = origins.map((origin) => origin.sessionId === sessionId);
  const selected = new Uint8Array(columns.length);
  const rows: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    if (isOwn[columns.origin[i] as number] !== true) continue;
    selected[i] = 1;
    rows.push(i);
  }
  return { selected, rows };
}

/** Nothing is known of a session's background. */
export const NO_BACKGROUND: BackgroundTotal = {
  costPico: null,
  kinds: [],
};
