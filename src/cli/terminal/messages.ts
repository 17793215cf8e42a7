/** Messages beside the data, on stderr: one line each, with what it quotes made harmless. */

import { cleanText } from "../../core/clean-text.ts";
import type { Out } from "../io.ts";

type Channel = Pick<Out, "write">;

/** `claude-cost: …`. Further lines of the message are indented, so that none can pass for a message of its own. */
export function printMessage(stderr: Channel, message: string): void {
  stderr.write(`claude-cost: ${message.split("\n").map(cleanText).join("\n  ")}\n`);
}

/** A line that answers a command or belongs to the message above it. @param indent blanks in front */
export function printLine(stderr: Channel, message: string, indent = ""): void {
  stderr.write(`${indent}${cleanText(message)}\n`);
}
