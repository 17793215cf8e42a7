/** Editing of a text that the user types at its end: a filter, a command, days. */

import { cleanText } from "../../../core/clean-text.ts";
import { graphemesIn } from "../../text/spans.ts";

/**
 * The text after a key. Of text that is too long, the beginning is inserted.
 * @param typed what the key types; "" = nothing
 * @param most the greatest length of the result
 */
export function edited(line: string, key: string, typed: string, most: number): string {
  if (key === "backspace") return graphemesIn(line).slice(0, -1).join("");
  if (key === "ctrl-u") return "";
  if (key === "ctrl-w") return line.trimEnd().replace(/\S+$/u, "");
  let after = line;
  for (const part of graphemesIn(typed)) {
    if (after.length + part.length > most) break;
    after += part;
  }
  return after;
}

/** Pasted text as one line, as if it had been typed. */
export function pastedLine(text: string): string {
  return cleanText(text.replace(/[\r\n\t]+/g, " "));
}
