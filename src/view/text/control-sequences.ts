/** Control sequences for the clipboard, and for the terminal that tmux runs in. */

import { type ControlSequence, cleanText } from "../../core/clean-text.ts";

/** OSC 52: copies the text, without control characters, to the terminal's clipboard. */
export function clipboardSequence(text: string): ControlSequence {
  const cleaned = text.split("\n").map(cleanText).join("\n");
  return `\u001b]52;c;${Buffer.from(cleaned).toString("base64")}\u0007` as ControlSequence;
}

/** Whether the output goes to a terminal inside tmux. @param env the process's environment */
export function isInTmux(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env["TMUX"] ?? "") !== "";
}

/**
 * Wraps a sequence so that tmux passes it through unchanged, if its option `allow-passthrough` is on; otherwise tmux
 * drops it. A bell needs no wrapping.
 */
export function throughTmux(sequence: ControlSequence): ControlSequence {
  if (!sequence.startsWith("\u001b")) return sequence;
  return `\u001bPtmux;${sequence.replaceAll("\u001b", "\u001b\u001b")}\u001b\\` as ControlSequence;
}
