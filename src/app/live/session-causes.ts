/** The causes of the opened session's cost, worked out again when it has changed, but not with every response. */

import type { Cause } from "../../core/drivers/cause-sums.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { type CausesHistory, type RangeOptions, rangeCauses } from "../why/range-causes.ts";

/** Its log is read for it each time. */
const HELD_MS = 10_000;
/** The followed one and the opened one. */
const MOST_ANSWERS = 2;
const NO_CAUSES: readonly Cause[] = [];

export type CausesQuestion = {
  readonly sessionId: string;
  /** Moves on with every change of the session's responses. */
  readonly changes: number;
  readonly background: RangeOptions["background"];
  /** Where a session's own log is. */
  readonly logOf: (sessionId: string) => string | undefined;
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
  of(history: CausesHistory, question: CausesQuestion, heldMs = HELD_MS): readonly Cause[] {
    const { sessionId, changes, background, logOf, nowMs } = question;
    const changed = `${changes} ${background.costPico}`;
    const last = this.#answers.get(sessionId);
    if (last && (last.changed === changed || nowMs - last.atMs < heldMs)) return last.causes;
    const selected = rowsOf(history, sessionId);
    const { causes } = rangeCauses(history, { selected, background, logOf, silenced: [] });
    this.#answers.delete(sessionId);
    this.#answers.set(sessionId, { changed, atMs: nowMs, causes });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
    return causes;
  }
}

function rowsOf({ table: { columns, origins } }: CausesHistory, sessionId: string): Uint8Array {
  const isOwn = origins.map((origin) => origin.sessionId === sessionId);
  return Uint8Array.from({ length: columns.length }, (_, i) => (isOwn[columns.origin[i] as number] ? 1 : 0));
}

/** Nothing is known of a session's background. */
export const NO_BACKGROUND: { readonly costPico: Pico | null; readonly kinds: readonly never[] } = {
  costPico: null,
  kinds: [],
};
