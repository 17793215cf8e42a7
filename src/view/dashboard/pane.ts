/** A titled part of the dashboard: its layout requirements, and its lines for the room that it got. */

import type { Zone } from "../../core/calendar/zone.ts";
import { fitLine, type Line, lineWidth, type Span, span, textWidth } from "../text/spans.ts";
import type { PaneSize } from "./layout.ts";
import type { ListId } from "./ui-state.ts";

export type ViewContext = {
  readonly unicode: boolean;
  /** Whether charts over time use braille dots. undefined = blocks. */
  readonly braille?: boolean;
  readonly zone: Zone;
  readonly nowMs: number;
};

export type Pane = PaneSize & {
  readonly id: string;
  readonly title: string;
  /** At the right end of the title's line: a figure, a unit, an age. */
  readonly aside?: string;
  /** The same, depending on the number of lines including the title: the first that fits is used. */
  asideAt?(height: number, width: number): string | readonly string[];
  /** The list that it shows, where its rows can be selected. */
  readonly list?: ListId;
  /** The key that shows the same elsewhere, where there is no room. */
  readonly reach?: string;
  /** Whether its list can be scrolled where no row of it is selected. */
  readonly scrolls?: boolean;
  /** Left out where not everything fits: it only fills a tall terminal, and does not cause scrolling. */
  readonly isFiller?: boolean;
  /** Replaces `idealHeight` where that depends on the width. */
  heightAt?(width: number): number;
  /**
   * What of it is not seen where only its first lines are, its title included: `44 days`. Left out = its title.
   * @param shown how many lines are seen
   */
  below?(shown: number, width: number): string;
  /** The number of lines of its full contents, including the title; undefined = `idealHeight`. */
  fullHeight?(width: number): number;
  /** Of a pane that is shown page by page, the number of its pages. @param height without the title */
  pageCount?(width: number, height: number): number;
  /** Set where it has a row for each of many things, so that those that are seen can be drawn alone. */
  readonly rows?: PaneRows;
  draw(width: number, height: number): readonly Line[];
};

/** The rows of a list, one line each, below its title and `head` lines of headers. */
export type PaneRows = {
  readonly head: number;
  readonly count: number;
  /** Index of the selected row; -1 = none. */
  readonly chosenAt: number;
  /** The headers and rows `from` to (exclusive) `to`. */
  draw(width: number, from: number, to: number): readonly Line[];
};

/** Exactly `height` lines of exactly `width` columns. */
export function paneLines(pane: Pane, width: number, height: number, unicode: boolean): Line[] {
  const body = pane.draw(width, height - 1).slice(0, Math.max(0, height - 1));
  const lines = [titleLine(pane, width, height, unicode), ...body];
  while (lines.length < height) lines.push([]);
  return lines.map((line) => fitLine(line, width, unicode));
}

/** With a shorter rule between them, title and figure would look like one text, so the figure is dropped. */
const LEAST_RULE = 2;

export function titleLine(pane: Pane, width: number, height: number, unicode: boolean): Line {
  const left = width - textWidth(pane.title) - 1;
  const forms = [pane.asideAt?.(height, width) ?? pane.aside ?? ""].flat();
  const aside = forms.find((form) => left - textWidth(form) - 1 >= LEAST_RULE) ?? "";
  const room = left - (aside === "" ? 0 : textWidth(aside) + 1);
  if (room < 1) return [span(pane.title, "text", true)];
  const rule: Span = { text: (unicode ? "─" : "-").repeat(room), tone: "track", decorative: true };
  const tail: Line = aside === "" ? [] : [{ text: " " }, span(aside, "muted")];
  return [span(pane.title, "text", true), { text: " " }, rule, ...tail];
}

export function fullHeightOf(pane: Pane, width: number): number {
  return pane.fullHeight?.(width) ?? pane.idealHeight;
}

/** A label in a column of its own, then the value: a row of a summary. */
export function field(label: string, value: Line, labelWidth = 11): Line {
  return [span(label.padEnd(labelWidth), "muted"), ...value];
}

/** `left` at the left edge, `right` at the right one where both fit; otherwise only `left`. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(left) - lineWidth(right);
  return room < 2 ? left : [...left, { text: " ".repeat(room) }, ...right];
}

/** Parts separated by a middle dot, as many as fit. */
export function words(parts: readonly (string | Span)[], width: number, unicode: boolean): Line {
  const separator = unicode ? " · " : ", ";
  const line: Span[] = [];
  let used = 0;
  for (const part of parts) {
    const next = typeof part === "string" ? span(part) : part;
    if (next.text === "") continue;
    const size = textWidth(next.text) + (line.length > 0 ? separator.length : 0);
    if (used + size > width && line.length > 0) break;
    if (line.length > 0) line.push(span(separator, "muted"));
    line.push(next);
    used += size;
  }
  return line;
}

/** The visible part of a list, which always includes `selected`. */
export function windowOf(count: number, height: number, wanted: number, selected: number | null): number {
  const last = Math.max(0, count - height);
  const start = Math.max(0, Math.min(last, wanted));
  if (selected === null) return start;
  if (selected < start) return Math.max(0, selected);
  return selected >= start + height ? Math.min(last, selected - height + 1) : start;
}
