/** A list as a pane: the rows around the selected one, its position, and a scroll mark at the edge. */

import { counted, wholeNumber } from "../../text/format.ts";
import { fitLine, type Line, span } from "../../text/spans.ts";
import { headersIn } from "../click-target.ts";
import { type Pane, type PaneRows, type ViewContext, windowOf } from "../pane.ts";
import type { ListId } from "../ui-state.ts";
import { type List, sortWords } from "./list.ts";

export type ListPaneLook = {
  readonly title: string;
  /** Shown after the position. */
  readonly aside?: string;
  readonly priority: number;
  readonly minHeight?: number;
  /** The most lines, unless there is room left. */
  readonly mostLines?: number;
  readonly grows?: boolean;
  /** Shown where there are no rows. */
  readonly empty: string;
  /** The key that shows the same elsewhere. */
  readonly reach?: string;
  /** Number of scrolled lines where nothing is selected. */
  readonly scroll?: number;
  /** Whether there is a line of headers above the rows. Left out = there is. */
  readonly hasHeader?: boolean;
  /** What a row of the list is called. Left out = the usual name for rows of this list. */
  readonly thing?: string;
};

/** Its title and header. */
const headLines = ({ hasHeader = true }: ListPaneLook): number => (hasHeader ? 2 : 1);

export function listPane(list: List, look: ListPaneLook, ctx: ViewContext): Pane {
  const whole = headLines(look) + Math.max(1, list.count);
  return {
    id: list.id,
    list: list.id,
    title: look.title,
    scrolls: look.scroll !== undefined,
    ...(look.reach === undefined ? {} : { reach: look.reach }),
    priority: look.priority,
    minHeight: Math.min(look.minHeight ?? 4, whole),
    lowHeight: headLines(look) + 1,
    idealHeight: Math.min(look.mostLines ?? whole, whole),
    mostHeight: whole,
    fullHeight: () => whole,
    grows: look.grows ?? true,
    below: (shown) => belowText(list, look, Math.max(0, shown - headLines(look))),
    asideAt: (height, width) => asides(list, look, { width, height }, ctx),
    ...(list.count === 0 ? {} : { rows: paneRows(list, look, ctx) }),
    draw: (width, height) => {
      if (list.count === 0) return [[span(emptyText(list, look), "muted")]];
      const { lines, window } = seenRows(list, look, { width, height }, ctx);
      if (window === null) return lines;
      const head = headLines(look) - 1;
      return lines.map((line, i) => [
        ...fitLine(line, width - EDGE_WIDTH, ctx.unicode),
        edgeMark(i - head, window, ctx),
      ]);
    },
  };
}

function paneRows(list: List, look: ListPaneLook, ctx: ViewContext): PaneRows {
  const head = headLines(look) - 1;
  return {
    head,
    count: list.count,
    chosenAt: list.chosenAt,
    draw: (width, from, to) => list.lines(from, to, width, ctx).slice(1 - head),
  };
}

type Box = { readonly width: number; readonly height: number };

/** The header, where there is one, and the rows that fit below it; `window` is null where these are all. @param height without the title */
function seenRows(list: List, look: ListPaneLook, { width, height }: Box, ctx: ViewContext) {
  const { count } = list;
  const head = headLines(look) - 1;
  const room = Math.max(0, height - head);
  const isAll = count <= room;
  const from = isAll ? 0 : firstShown(list, look, room);
  const lines = list.lines(from, from + Math.min(count, room), isAll ? width : width - EDGE_WIDTH, ctx);
  return { lines: lines.slice(1 - head), window: isAll ? null : { from, room, count } };
}

/** What its rows are called. */
const THINGS: Readonly<Record<ListId, string>> = {
  sessions: "session",
  open: "open session",
  turns: "turn",
  periods: "day",
  days: "day",
  projects: "project",
  models: "model",
  limits: "limit",
  users: "session",
  requests: "request",
  content: "content",
  causes: "cause",
  subagents: "subagent",
  events: "event",
};

/** `44 days`: the rows after those that are seen. */
function belowText({ id, count }: List, { title, thing = THINGS[id] }: ListPaneLook, seen: number): string {
  return count === 0 ? title : count > seen ? counted(count - seen, thing) : "";
}

const EDGE_WIDTH = 2;

function emptyText(list: List, { empty }: ListPaneLook): string {
  return list.total > 0 && list.filter !== "" ? `nothing matches '${list.filter}'` : empty;
}

/** Centres the selected row, where there are enough rows on both sides. */
function firstShown({ count, chosenAt }: List, { scroll = 0 }: ListPaneLook, room: number): number {
  return chosenAt < 0
    ? windowOf(count, room, scroll, null)
    : windowOf(count, room, chosenAt - Math.floor(room / 2), chosenAt);
}

/**
 * The position, such as `1–16 of 101`; the number of rows without the filter, where there is one; and the column by which
 * the rows are sorted, where it is not shown itself. The position alone where all of it is too long.
 */
function asides(list: List, look: ListPaneLook, { width, height }: Box, ctx: ViewContext): readonly string[] {
  const { unicode } = ctx;
  const { count, total } = list;
  const room = Math.max(0, height - headLines(look));
  const from = firstShown(list, look, room);
  const part =
    count <= room
      ? wholeNumber(count)
      : `${wholeNumber(from + 1)}${unicode ? "–" : "-"}${wholeNumber(Math.min(count, from + room))} of ${wholeNumber(count)}`;
  const filtered = count === total ? part : `${part}, ${wholeNumber(total)} in all`;
  if (total === 0) return [look.aside ?? ""];
  const sort = isSortShown(list, look, { width, height: height - 1 }, ctx) ? "" : sortWords(list, ctx);
  const joined = (...texts: readonly string[]): string => texts.filter((text) => text !== "").join(", ");
  return [joined(filtered, sort, look.aside ?? ""), joined(filtered, sort), joined(part, sort), sort, part];
}

/** Whether the header of the column that the rows are ordered by is seen, with its mark. */
function isSortShown(list: List, look: ListPaneLook, box: Box, ctx: ViewContext): boolean {
  if (list.sort === null || list.count === 0) return false;
  return headersIn(seenRows(list, look, box, ctx).lines)[list.id]?.includes(list.sort.header) ?? false;
}

type Window = { readonly from: number; readonly room: number; readonly count: number };

/** A track at the right edge with a thumb as long as the visible part. @param row -1 = the header */
function edgeMark(row: number, { from, room, count }: Window, { unicode }: ViewContext): Line[number] {
  if (row < 0) return { text: "  " };
  const length = Math.max(1, Math.round((room * room) / count));
  const start = Math.round((from / Math.max(1, count - room)) * (room - length));
  const isThumb = row >= start && row < start + length;
  const [thumb, track] = unicode ? ["┃", "│"] : ["#", "|"];
  return { text: ` ${isThumb ? thumb : track}`, tone: isThumb ? "muted" : "track", decorative: true };
}
