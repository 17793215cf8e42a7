/** Checks all logs, a few at a time, so that keys and new rows need not wait for 100,000 of them. */

import { sep } from "node:path";
import { type FileNumbers, pathAt } from "../../core/responses/log-files.ts";

const AT_ONCE = 500;
const PAUSE_MS = 10;

export class LogRound {
  readonly #look: (path: string) => void;
  #pause: NodeJS.Timeout | null = null;

  /** @param look checks one log */
  constructor(look: (path: string) => void) {
    this.#look = look;
  }

  /** Checks the first few at once; replaces a round in progress. */
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
