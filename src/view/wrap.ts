import { textWidth } from "./spans.ts";

/** A sentence on as many lines as it needs; the lines after the first are indented. A longer word stands alone. */
export function wrapWords(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const margin = lines.length === 0 ? "" : " ".repeat(indent);
    const longer = line === "" ? margin + word : `${line} ${word}`;
    if (line !== "" && textWidth(longer) > width) {
      lines.push(line);
      line = " ".repeat(indent) + word;
    } else line = longer;
  }
  return [...lines, line];
}
