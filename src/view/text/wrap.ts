import { textWidth } from "./spans.ts";

/**
 * A sentence on as many lines as it needs; those after the first are indented, the first as it is.
 * A longer word, or a command in backticks, has a line of its own.
 */
export function wrapWords(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  const margin = text.length - text.trimStart().length;
  let line = "";
  for (const word of wordsOf(text.trimStart())) {
    if (line === "") line = " ".repeat(margin) + word;
    else if (textWidth(`${line} ${word}`) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = " ".repeat(indent) + word;
    }
  }
  return [...lines, line];
}

/** A command to type stays in one piece, so that it can be copied. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const piece of text.split(" ")) {
    if (isOpen) words.push(`${words.pop()} ${piece}`);
    else words.push(piece);
    if (piece.split("`").length % 2 === 0) isOpen = !isOpen;
  }
  // A mark that is never closed is no command.
  return isOpen ? text.split(" ") : words;
}
