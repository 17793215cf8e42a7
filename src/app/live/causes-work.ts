/**
 * Schedules the computation of the causes that are shown: of days, a project or a model in steps, of a session after
 * the selection has rested. Between the steps keys and new rows are processed.
 */

import { chosenSession } from "../../view/dashboard/session-choice.ts";
import type { LiveState } from "../../view/dashboard/ui-state.ts";
import type { LiveData } from "./live-data.ts";

/** Moving through a list does not read the logs of the sessions passed by. */
const RESTS_MS = 200;

export type CausesWorkOptions = {
  readonly state: () => LiveState;
  /** Null before the first load. */
  readonly data: () => LiveData | null;
  /** Called when there is something new to show. */
  readonly onChanged: () => void;
};

export class CausesWork {
  readonly #options: CausesWorkOptions;
  #stepping: NodeJS.Timeout | null = null;
  #resting: NodeJS.Timeout | null = null;
  #chosenId: string | null = null;

  constructor(options: CausesWorkOptions) {
    this.#options = options;
  }

  /** Called when the view or its inputs may have changed. */
  look(): void {
    const { state, data } = this.#options;
    const now = state();
    if (data()?.beginScopeCauses(now) === true) this.#stepping ??= setTimeout(() => this.#step(), 1);
    const chosenId = chosenSession(now.data, now.ui)?.sessionId ?? null;
    if (chosenId === this.#chosenId) return;
    this.#chosenId = chosenId;
    if (this.#resting) clearTimeout(this.#resting);
    this.#resting = chosenId === null ? null : setTimeout(() => this.workOutSession(), RESTS_MS);
  }

  /** The session that Now follows, or the one selected in the list of all. */
  workOutSession(): void {
    const { state, data, onChanged } = this.#options;
    if (data()?.workOutCauses(state()) === true) onChanged();
  }

  stop(): void {
    for (const timer of [this.#stepping, this.#resting]) if (timer) clearTimeout(timer);
  }

  #step(): void {
    const done = this.#options.data()?.stepScopeCauses() ?? "same";
    this.#stepping = done === "more" ? setTimeout(() => this.#step(), 1) : null;
    if (done === "changed") this.#options.onChanged();
  }
}
