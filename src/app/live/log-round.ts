/** Asks after all logs, a few at a time, so that neither keys nor rows wait for the rest of 100,000. */

import { sep } from "node:path";
import { type FileNumbers, pathAt } from "../../core/responses/log-files.ts";

const AT_ONCE = 500;
const PAUSE_MS = 10;

export class LogRound {
  readonly #look: (path: string) => void;
  #pause: NodeJS.Timeout | null = null;

  /** @param look asks after one log */
  constructor(look: (path: string) => void) {
    this.#look = look;
  }

  /** The first few at once; in place of a round that is under way. */
  begin(listed: FileNumbers, from = 0): void {
    this.stop();
    const to = Math.min(listed.length, from + AT_ONCE);
    for (let i = from; i < to; i++) this.#look(pathAt(listed, i, sep));
    if (to < listed.length) this.#pause = setTimeout(() => this.begin(listed, to), PAUSE_MS);
  }

  stop(): void {
    if (this.#pause) clearTimeout(this.#pause);
    this.#pause = null;
  }
}
