/** Finds what is at a position on the screen: a tab, a row of a list, a header to sort by, what the wheel scrolls. */

import { type Line, textWidth } from "../text/spans.ts";
import { GUTTER } from "./layout.ts";
import type { ListId, ViewName } from "./ui-state.ts";

/** What a click acts on. */
export type ClickTarget =
  | { readonly kind: "view"; readonly view: ViewName }
  | { readonly kind: "row"; readonly list: ListId; readonly id: string }
  | { readonly kind: "header"; readonly list: ListId; readonly header: string }
  | { readonly kind: "alert"; readonly at: number };

/** What the wheel scrolls. */
export type WheelTarget = {
  /** The selection moves through these lists, where it is in one of them. */
  readonly lists: readonly ListId[];
  /** Whether it can be scrolled without a selection. */
  readonly scrolls: boolean;
};

/** The text of a target, as a span contains it. */
export function targetText(target: ClickTarget): string {
  return JSON.stringify(target);
}

/** null = nothing that reacts to a click. */
export function targetAt(frame: ClickedFrame, column: number, row: number): ClickTarget | null {
  const line = lineAt(frame, column, row);
  if (line === null) return null;
  let left = line.left;
  for (const part of line.spans) {
    const right = left + textWidth(part.text);
    if (column >= left && column < right) return targetOf(part.target);
    left = right;
  }
  return null;
}

export type SeenHeaders = Readonly<Partial<Record<ListId, readonly string[]>>>;

const HEADER = '{"kind":"header"';

/** The headers in the lines that sort a list, by list. */
export function headersIn(lines: readonly Line[]): SeenHeaders {
  const headers: Partial<Record<ListId, readonly string[]>> = {};
  for (const { target } of lines.flat()) {
    if (target === undefined || !target.startsWith(HEADER)) continue;
    const { list, header } = JSON.parse(target) as Extract<ClickTarget, { kind: "header" }>;
    headers[list] = [...(headers[list] ?? []), header];
  }
  return headers;
}

/** null = neither a list nor a view that scrolls as a whole. */
export function wheelTargetAt(frame: ClickedFrame, column: number, row: number): WheelTarget | null {
  const stack = stackAt(frame, column);
  let below = row - frame.header.length;
  for (const { lines, wheel = null } of stack?.panes ?? []) {
    if (below >= 0 && below < lines.length) return wheel;
    // Panes are separated by a blank line.
    below -= lines.length + 1;
  }
  return null;
}

function targetOf(text: string | undefined): ClickTarget | null {
  return text === undefined ? null : (JSON.parse(text) as ClickTarget);
}

/** The parts of a frame that clicks need. */
type ClickedFrame = {
  readonly header: readonly Line[];
  readonly stacks: readonly {
    readonly width: number;
    readonly panes: readonly { readonly lines: readonly Line[]; readonly wheel?: WheelTarget | null }[];
  }[];
};

function lineAt(frame: ClickedFrame, column: number, row: number): { left: number; spans: Line } | null {
  const header = frame.header[row];
  if (header !== undefined) return { left: 0, spans: header };
  const stack = stackAt(frame, column);
  if (stack === null) return null;
  // Panes are separated by a blank line.
  const lines = stack.panes.flatMap((pane, i): readonly Line[] => (i > 0 ? [[], ...pane.lines] : pane.lines));
  return { left: stack.left, spans: lines[row - frame.header.length] ?? [] };
}

type StackAt = { readonly left: number; readonly panes: ClickedFrame["stacks"][number]["panes"] };

/** null = between two stacks, or beside them. */
function stackAt(frame: ClickedFrame, column: number): StackAt | null {
  let left = 0;
  for (const { width, panes } of frame.stacks) {
    if (column >= left && column < left + width) return { left, panes };
    left += width + GUTTER;
  }
  return null;
}
