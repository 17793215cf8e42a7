/** A list as a pane: the rows around the chosen one, its position, and a mark at the edge of how far it is scrolled. */

import { fitLine, type Line, span } from "../../text/spans.ts";
import { type Pane, type ViewContext, windowOf } from "../pane.ts";
import type { List } from "./list.ts";

export type ListPaneLook = {
  readonly title: string;
  /** After the position. */
  readonly aside?: string;
  readonly priority: number;
  readonly minHeight?: number;
  readonly lowHeight?: number;
  /** At most so many lines unless there is room left. */
  readonly mostLines?: number;
  readonly grows?: boolean;
  /** Where there is no row at all. */
  readonly empty: string;
  /** The key that shows the same elsewhere. */
  readonly reach?: string;
  /** Lines scrolled where nothing is chosen. */
  readonly scroll?: number;
};

/** Its title and header. */
const HEAD_LINES = 2;

export function listPane(list: List, look: ListPaneLook, ctx: ViewContext): Pane {
  const whole = HEAD_LINES + Math.max(1, list.count);
  return {
    id: list.id,
    list: list.id,
    title: look.title,
    ...(look.reach === undefined ? {} : { reach: look.reach }),
    priority: look.priority,
    minHeight: Math.min(look.minHeight ?? 4, whole),
    ...(look.lowHeight === undefined ? {} : { lowHeight: look.lowHeight }),
    idealHeight: Math.min(look.mostLines ?? whole, whole),
    mostHeight: whole,
    fullHeight: () => whole,
    grows: look.grows ?? true,
    asideAt: (height) => asides(list, look, Math.max(0, height - HEAD_LINES), ctx),
    draw: (width, height) => {
      if (list.count === 0) return [[span(emptyText(list, look), "muted")]];
      const room = Math.max(0, height - 1);
      const from = firstShown(list, look, room);
      if (list.count <= room) return list.lines(0, list.count, width, ctx);
      const lines = list.lines(from, from + room, width - EDGE_WIDTH, ctx);
      return lines.map((line, i) => [
        ...fitLine(line, width - EDGE_WIDTH, ctx.unicode),
        edgeMark(i - 1, { from, room, count: list.count }, ctx),
      ]);
    },
  };
}

const EDGE_WIDTH = 2;

function emptyText(list: List, { empty }: ListPaneLook): string {
  return list.total > 0 && list.filter !== "" ? `nothing matches '${list.filter}'` : empty;
}

/** The chosen row in the middle, as far as there are rows on both sides. */
function firstShown({ count, chosenAt }: List, { scroll = 0 }: ListPaneLook, room: number): number {
  return chosenAt < 0
    ? windowOf(count, room, scroll, null)
    : windowOf(count, room, chosenAt - Math.floor(room / 2), chosenAt);
}

/** `1–16 of 101`; of those that a filter leaves, how many there are without it. The position alone where that is too long. */
function asides(list: List, look: ListPaneLook, room: number, { unicode }: ViewContext): readonly string[] {
  const { count, total } = list;
  const from = firstShown(list, look, room);
  const part =
    count <= room ? String(count) : `${from + 1}${unicode ? "–" : "-"}${Math.min(count, from + room)} of ${count}`;
  const filtered = count === total ? part : `${part}, ${total} in all`;
  if (total === 0) return [look.aside ?? ""];
  return [[filtered, look.aside ?? ""].filter((text) => text !== "").join(", "), filtered, part];
}

type Window = { readonly from: number; readonly room: number; readonly count: number };

/** A track at the right edge with a thumb as long as the part that is seen. @param row -1 = the header */
function edgeMark(row: number, { from, room, count }: Window, { unicode }: ViewContext): Line[number] {
  if (row < 0) return { text: "  " };
  const length = Math.max(1, Math.round((room * room) / count));
  const start = Math.round((from / Math.max(1, count - room)) * (room - length));
  const isThumb = row >= start && row < start + length;
  const [thumb, track] = unicode ? ["┃", "│"] : ["#", "|"];
  return { text: ` ${isThumb ? thumb : track}`, tone: isThumb ? "muted" : "track", decorative: true };
}
