/** The causes of the opened session's cost, recomputed when it has changed, but not with every response. */

import type { Cause } from "../../core/drivers/cause-sums.ts";
import { type BackgroundTotal, sumCauses } from "../../core/drivers/causes.ts";
import { type CausesHistory, sessionsCauses } from "../why/range-causes.ts";

/** Each computation reads the session's log. */
const HELD_MS = 10_000;
/** The followed session, the opened one, and a few that were selected in a list. */
const MOST_ANSWERS = 8;
const NO_CAUSES: readonly Cause[] = [];

export type CausesQuestion = {
  readonly sessionId: string;
  /** Increased with every change of the session's responses. */
  readonly changes: number;
  readonly background: BackgroundTotal;
  /** The session's own log; undefined = it does not exist. */
  readonly path: string | undefined;
  readonly nowMs: number;
};

type Answer = {
  readonly changed: string;
  readonly atMs: number;
  readonly causes: readonly Cause[];
};

export class SessionCauses {
  /** Of the sessions that were requested last. */
  readonly #answers = new Map<string, Answer>();

  /** Returns what is known without computing anything; empty where nothing is. */
  known(sessionId: string): readonly Cause[] {
    return this.#answers.get(sessionId)?.causes ?? NO_CAUSES;
  }

  /** @param heldMs after this time, the answer for a changed session is recomputed */
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

/** Used where a session's background is not known. */
export const NO_BACKGROUND: BackgroundTotal = {
  costPico: null,
  kinds: [],
};
