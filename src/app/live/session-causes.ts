/** The causes of the opened session's cost, worked out again when it has changed, but not with every response. */

import type { Cause } from "../../core/drivers/cause-sums.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { type CausesHistory, rangeCauses } from "../why/range-causes.ts";

/** Its log is read for it each time. */
const HELD_MS = 10_000;

export type CausesQuestion = {
  readonly sessionId: string;
  /** Moves on with every change of the session's responses. */
  readonly changes: number;
  readonly background: Parameters<typeof rangeCauses>[1]["background"];
  readonly nowMs: number;
};

type Answer = {
  readonly key: string;
  readonly changed: string;
  readonly atMs: number;
  readonly causes: readonly Cause[];
};

export class SessionCauses {
  #last: Answer | null = null;

  of(history: CausesHistory, question: CausesQuestion): readonly Cause[] {
    const { sessionId, changes, background, nowMs } = question;
    const changed = `${changes} ${background.costPico}`;
    const last = this.#last;
    const isSame = last?.key === sessionId && (last.changed === changed || nowMs - last.atMs < HELD_MS);
    if (last !== null && isSame) return last.causes;
    const selected = rowsOf(history, sessionId);
    const { causes } = rangeCauses(history, { selected, background, silenced: [] });
    this.#last = { key: sessionId, changed, atMs: nowMs, causes };
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
