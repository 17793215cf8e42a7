/**
 * The alternate screen: on exit the terminal shows its previous content again. Lines are not wrapped in it, because
 * terminals do not agree on the width of some emoji: a line that is too wide by a cell would move all lines below it.
 */

import { MOUSE_OFF, MOUSE_ON } from "./mouse-input.ts";
import { PASTE_OFF, PASTE_ON } from "./paste-input.ts";
import { replaceMethod } from "./replace-method.ts";

/** Clears the visible screen, but not the scrollback. */
export const CLEAR_SCREEN = "\u001b[2J\u001b[H";
const WRAP_OFF = "\u001b[?7l";
const WRAP_ON = "\u001b[?7h";
const ENTER = `\u001b[?1049h${WRAP_OFF}${PASTE_ON}${CLEAR_SCREEN}`;
const LEAVE = `${PASTE_OFF}${WRAP_ON}\u001b[?25h\u001b[?1049l`;

export class AltScreen {
  readonly #write: (text: string) => void;
  #isIn = false;
  #hasMouse = false;

  /** @param write must be synchronous for a terminal, because it is also called on exit */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  enter(): void {
    if (!this.#isIn) this.#write(this.#hasMouse ? ENTER + MOUSE_ON : ENTER);
    this.#isIn = true;
  }

  leave(): void {
    if (this.#isIn) this.#write(this.#hasMouse ? MOUSE_OFF + LEAVE : LEAVE);
    this.#isIn = false;
  }

  /** Switches reports of clicks and the wheel to us on or off; the terminal handles them again on exit. */
  takeMouse(isOn: boolean): void {
    if (isOn === this.#hasMouse) return;
    this.#hasMouse = isOn;
    if (this.#isIn) this.#write(isOn ? MOUSE_ON : MOUSE_OFF);
  }
}

const WIPE_SCROLLBACK = "\u001b[3J";

/**
 * The stream without the one sequence that would erase the terminal's scrollback: Ink writes it where a frame was
 * taller than the terminal has just become.
 */
export function keepScrollback(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === "string" ? chunk.replaceAll(WIPE_SCROLLBACK, "") : chunk;
    return Reflect.apply(stdout.write, stdout, [text, ...rest]);
  };
  return replaceMethod(stdout, "write", write);
}
