/** Lines of spans as Ink text. Their width is settled already: nothing is wrapped here. */

import { Box, Text } from "ink";
import { memo } from "react";
import { type Line, plainLine, type Span } from "../view/spans.ts";
import { INK_TONES } from "../view/terminal-style.ts";

export type LineLook = {
  /** False: no colour, but bold and dim stay. */
  readonly colour: boolean;
};

function SpanText({ part, look }: { readonly part: Span; readonly look: LineLook }) {
  const { color, dimColor = false } = INK_TONES[part.tone ?? "text"];
  const tone = look.colour && color !== undefined ? { color } : {};
  return (
    <Text {...tone} dimColor={dimColor} bold={part.bold ?? false} inverse={part.inverse ?? false}>
      {part.text}
    </Text>
  );
}

function LineText({ line, look }: { readonly line: Line; readonly look: LineLook }) {
  if (line.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate-end">
      {line.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place
        <SpanText key={i} part={part} look={look} />
      ))}
    </Text>
  );
}

export type LinesProps = { readonly lines: readonly Line[]; readonly look: LineLook };

/** Drawn again only where a line looks different. */
export const Lines = memo(
  function Lines({ lines, look }: LinesProps) {
    return (
      <Box flexDirection="column">
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
          <LineText key={i} line={line} look={look} />
        ))}
      </Box>
    );
  },
  (a, b) => a.look === b.look && JSON.stringify(a.lines) === JSON.stringify(b.lines),
);

/** For a screen reader: the words without the drawings. */
export function SpokenLines({ lines }: { readonly lines: readonly Line[] }) {
  const spoken = lines
    .map((line) =>
      plainLine(line.filter((part) => !part.decorative))
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter((text) => text !== "");
  return <Text>{spoken.join("\n")}</Text>;
}
