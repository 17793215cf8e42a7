/** Control sequences for the clipboard, and for the terminal outside of tmux. */

import { type ControlSequence, cleanText } from "../../core/clean-text.ts";

/** OSC 52: gives the text, without anything that controls a terminal, to the clipboard of the terminal. */
export function clipboardSequence(text: string): ControlSequence {
  const cleaned = text.split("\n").map(cleanText).join("\n");
  return `\u001b]52;c;${Buffer.from(cleaned).toString("base64")}\u0007` as ControlSequence;
}

/** Whether the terminal that is written to is one of tmux's. @param env the process's environment */
export function isInTmux(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env["TMUX"] ?? "") !== "";
}

/**
 * The sequence in the envelope in which tmux hands it on as it is, where its option `allow-passthrough` is on; else tmux drops
 * it. A bell needs none: tmux hands it on by itself.
 */
export function throughTmux(sequence: ControlSequence): ControlSequence {
  if (!sequence.startsWith("\u001b")) return sequence;
  return `\u001bPtmux;${sequence.replaceAll("\u001b", "\u001b\u001b")}\u001b\\` as ControlSequence;
}
