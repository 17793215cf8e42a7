/** Messages on stderr, separate from the data: one line each, cleaned. */

import { cleanText } from "../../core/clean-text.ts";
import type { Out } from "../io.ts";

type Channel = Pick<Out, "write">;

/** `claude-cost: …`. Further lines of the message are indented, so that none looks like a separate message. */
export function printMessage(stderr: Channel, message: string): void {
  stderr.write(`claude-cost: ${message.split("\n").map(cleanText).join("\n  ")}\n`);
}

/** A line that confirms a command or belongs to the message above it. @param indent leading blanks */
export function printLine(stderr: Channel, message: string, indent = ""): void {
  stderr.write(`${indent}${cleanText(message)}\n`);
}
