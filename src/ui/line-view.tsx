/** Lines of spans as Ink text. Their width is known, so nothing is wrapped here. */

import { Box, Text } from "ink";
import { memo } from "react";
import { screenStyle } from "../view/text/screen-style.ts";
import type { ScreenTheme } from "../view/text/screen-theme.ts";
import { type Line, paintLine, plainLine } from "../view/text/spans.ts";

export type LineLook = { readonly theme: ScreenTheme };

/**
 * A line is converted to one string with colours before Ink gets it, because an element for each of hundreds of spans
 * cost more than all other work. Rendered again only if it looks different.
 */
const PaintedLine = memo(function PaintedLine({ text }: { readonly text: string }) {
  return <Text wrap="truncate-end">{text === "" ? " " : text}</Text>;
});

export type LinesProps = { readonly lines: readonly Line[]; readonly look: LineLook };

export function Lines({ lines, look }: LinesProps) {
  const style = screenStyle(look.theme);
  return (
    <Box flexDirection="column">
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
        <PaintedLine key={i} text={paintLine(withoutEnd(line), style)} />
      ))}
    </Box>
  );
}

/** Without trailing blanks, because Ink processes each cell that it gets. */
function withoutEnd(line: Line): Line {
  const last = line.at(-1);
  if (last === undefined || last.inverse) return line;
  const text = last.text.trimEnd();
  return text === last.text ? line : [...line.slice(0, -1), { ...last, text }];
}

/**
 * For a screen reader: the text without the graphics. A line that continues another stays indented, so that no part of a
 * text from outside can pass for a line of ours.
 */
export function SpokenLines({ lines }: { readonly lines: readonly Line[] }) {
  const spoken = lines.flatMap((line) => {
    const plain = plainLine(line.filter((part) => !part.decorative));
    const text = plain.replace(/\s+/g, " ").trim();
    return text === "" ? [] : [(/^ {0,2}/.exec(plain)?.[0] ?? "") + text];
  });
  return <Text>{spoken.join("\n")}</Text>;
}
