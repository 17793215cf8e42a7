/** A frame as Ink elements: header, stacks of panes side by side, footer. */

import { Box, Text } from "ink";
import { type Frame, STACK_GAP } from "../view/dashboard/frame.ts";
import { type LineLook, Lines, SpokenLines } from "./line-view.tsx";

export type FrameViewProps = { readonly frame: Frame; readonly look: LineLook; readonly isSpoken: boolean };

export function FrameView({ frame, look, isSpoken }: FrameViewProps) {
  if (isSpoken) return <SpokenFrame frame={frame} />;
  const isBare = frame.stacks.length === 0;
  return (
    <Box flexDirection="column" width={frame.width} height={isBare ? undefined : frame.height}>
      <Lines lines={frame.header} look={look} />
      {!isBare && (
        <Box flexGrow={1} columnGap={STACK_GAP}>
          {frame.stacks.map((stack, s) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stack is its place
            <Box key={s} flexDirection="column" width={stack.width} rowGap={1} flexShrink={0}>
              {stack.panes.map((pane) => (
                <Lines key={pane.id} lines={pane.lines} look={look} />
              ))}
            </Box>
          ))}
        </Box>
      )}
      <Lines lines={frame.footer} look={look} />
    </Box>
  );
}

function SpokenFrame({ frame }: { readonly frame: Frame }) {
  const panes = frame.stacks.flatMap((stack) => stack.panes);
  return (
    <Box flexDirection="column">
      <SpokenLines lines={frame.header} />
      {panes.map((pane) => (
        <SpokenLines key={pane.id} lines={pane.lines} />
      ))}
      <SpokenLines lines={frame.footer} />
      <Text> </Text>
    </Box>
  );
}
