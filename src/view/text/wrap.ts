import { textWidth } from "./spans.ts";

/**
 * A sentence on as many lines as it needs; those after the first are indented, the first as it is.
 * A longer word has a line of its own.
 */
export function wrapWords(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  const margin = text.length - text.trimStart().length;
  let line = "";
  for (const word of text.trimStart().split(" ")) {
    if (line === "") line = " ".repeat(margin) + word;
    else if (textWidth(`${line} ${word}`) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = " ".repeat(indent) + word;
    }
  }
  return [...lines, line];
}
