import { textWidth } from "./spans.ts";

/**
 * Wraps a sentence; lines after the first are indented. A word that is too long, or a command in backticks, gets a line
 * of its own.
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

/** As `wrapWords`, but a word that is longer than a line, such as a path, goes on in the next ones: nothing is cut. */
export function wrapAll(text: string, width: number): string[] {
  return wrapWords(text, width).flatMap((line) => cutInPieces(line, width));
}

function cutInPieces(line: string, width: number): string[] {
  const pieces = [""];
  for (const char of line) {
    const last = pieces.at(-1) as string;
    if (last !== "" && textWidth(last + char) > width) pieces.push(char);
    else pieces[pieces.length - 1] = last + char;
  }
  return pieces;
}

/** A command in backticks is not split, so that it can be copied. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const piece of text.split(" ")) {
    if (isOpen) words.push(`${words.pop()} ${piece}`);
    else words.push(piece);
    if (piece.split("`").length % 2 === 0) isOpen = !isOpen;
  }
  // An unclosed backtick marks no command.
  return isOpen ? text.split(" ") : words;
}
