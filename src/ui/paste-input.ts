/** Pasted text (bracketed paste mode): separates it from typed keys, so that no letter in it acts as a key. */

import { OneListener } from "./one-listener.ts";
import { replaceMethod } from "./replace-method.ts";

export const PASTE_ON = "\u001b[?2004h";
export const PASTE_OFF = "\u001b[?2004l";

const START = "\u001b[200~";
const END = "\u001b[201~";
/** The beginning of `START` at the end of a chunk; the rest is in the next one. */
const STARTED = /\u001b\[20{0,2}$/;
const CTRL_C = "\u0003";

/** More is not inserted anywhere. */
const MOST_PASTED = 10_000;

/** Passes pasted texts on to a listener. */
export class PastedTexts extends OneListener<string> {
  #isPasting = false;
  /** Input that was not passed on yet. */
  #pending = "";

  /** The keyboard input without pasted texts; each is passed on after the keys before it. */
  subtractFrom(stdin: NodeJS.ReadStream): NodeJS.ReadStream {
    const read = (size?: number): unknown => {
      for (;;) {
        const keys = this.#nextKeys();
        if (keys !== "") return keys;
        const chunk: unknown = stdin.read(size);
        if (typeof chunk !== "string") return chunk;
        // Ctrl-C must work also where the end of a paste never arrives.
        if (chunk === CTRL_C) this.#dropPaste();
        this.#pending += chunk;
      }
    };
    return replaceMethod(stdin, "read", read);
  }

  /** The keys before the next paste, once they are known; "" = none. */
  #nextKeys(): string {
    for (;;) {
      if (this.#isPasting && !this.#endPaste()) return "";
      const start = this.#pending.indexOf(START);
      if (start !== 0) return this.#take(start < 0 ? this.#pending.replace(STARTED, "").length : start);
      this.#take(START.length);
      this.#isPasting = true;
    }
  }

  /** @returns false where the end of the paste has not arrived yet */
  #endPaste(): boolean {
    const end = this.#pending.indexOf(END);
    if (end < 0) {
      const most = MOST_PASTED + END.length;
      // Of a long text the beginning, and what may be the beginning of its end mark.
      if (this.#pending.length > most)
        this.#pending = this.#pending.slice(0, MOST_PASTED) + this.#pending.slice(-END.length);
      return false;
    }
    const text = this.#take(end);
    this.#take(END.length);
    this.#isPasting = false;
    this.notify(text.slice(0, MOST_PASTED));
    return true;
  }

  #dropPaste(): void {
    this.#isPasting = false;
    this.#pending = "";
  }

  #take(length: number): string {
    const taken = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    return taken;
  }
}
