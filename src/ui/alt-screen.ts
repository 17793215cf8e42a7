/** The alternate screen: what the terminal showed before is there again when we leave. */

const ENTER = "\u001b[?1049h\u001b[2J\u001b[H";
const LEAVE = "\u001b[?25h\u001b[?1049l";

export class AltScreen {
  readonly #write: (text: string) => void;
  #isIn = false;

  /** @param write must be synchronous for a terminal, since it is also called on the way out */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  enter(): void {
    if (!this.#isIn) this.#write(ENTER);
    this.#isIn = true;
  }

  leave(): void {
    if (this.#isIn) this.#write(LEAVE);
    this.#isIn = false;
  }
}
