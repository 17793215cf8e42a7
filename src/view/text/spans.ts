/** Lines of styled text with a known width in columns, used for tables, charts and the dashboard. */

import stringWidth from "string-width";
import { cleanPiece } from "../../core/clean-text.ts";
import type { TerminalStyle, Tone } from "./terminal-style.ts";

export type Span = {
  readonly text: string;
  readonly tone?: Tone;
  /** Step of the tone's gradient, palest first (`SHADES` of them); undefined = the tone itself. */
  readonly shade?: number;
  readonly bold?: boolean;
  readonly inverse?: boolean;
  /** A chart or a rule, which screen readers skip because the figure is written beside it. */
  readonly decorative?: boolean;
  /** What a click on it does, as a target of the dashboard. */
  readonly target?: string;
  /** A name from outside, which is not converted to ASCII where the terminal lacks Unicode. */
  readonly isName?: boolean;
};

export type Line = readonly Span[];

/** Joins neighbours that look alike, so that a line has few spans. */
export function joinSpans(cells: Line): Line {
  const line: Span[] = [];
  for (const cell of cells) {
    const last = line.at(-1);
    if (last && isSameLook(last, cell)) line[line.length - 1] = { ...last, text: last.text + cell.text };
    else line.push(cell);
  }
  return line;
}

function withoutShades(line: Line): Line {
  return line.some((part) => part.shade !== undefined) ? joinSpans(line.map(({ shade: _, ...part }) => part)) : line;
}

type Painter = Pick<TerminalStyle, "bold" | "inverse"> & {
  /** undefined: all steps of a gradient look the same. */
  readonly hasShades?: boolean;
  paint(tone: Tone, text: string, shade?: number): string;
};

/** Whether two lines look the same and are read the same by a screen reader. */
export function isSameLine(a: Line, b: Line): boolean {
  return a === b || (a.length === b.length && a.every((part, i) => isSameSpan(part, b[i] as Span)));
}

function isSameSpan(a: Span, b: Span): boolean {
  return a.text === b.text && isSameLook(a, b);
}

function isSameLook(a: Span, b: Span): boolean {
  return (
    a.tone === b.tone &&
    a.shade === b.shade &&
    (a.bold ?? false) === (b.bold ?? false) &&
    (a.inverse ?? false) === (b.inverse ?? false) &&
    (a.decorative ?? false) === (b.decorative ?? false)
  );
}

export function span(text: string, tone: Tone = "text", bold = false): Span {
  return bold ? { text, tone, bold } : { text, tone };
}

/** Latin letters, and the characters of tables and charts. For others, the width tables have to be loaded first. */
const ONE_COLUMN_EACH =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u203b\u2190-\u2193\u2500-\u259f\u2801-\u28ff]*$/;

/** The number of columns of a text in a terminal; wide characters have two. */
export function textWidth(text: string): number {
  return ONE_COLUMN_EACH.test(text) ? text.length : stringWidth(text);
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, part) => sum + textWidth(part.text), 0);
}

export function plainLine(line: Line): string {
  return line.map((part) => cleanPiece(part.text)).join("");
}

export function paintLine(line: Line, style: Painter): string {
  return (style.hasShades ? line : withoutShades(line))
    .map((part) => {
      const toned = style.paint(part.tone ?? "text", withoutSkinTones(cleanPiece(part.text)), part.shade);
      const weighted = part.bold ? style.bold(toned) : toned;
      return part.inverse ? style.inverse(weighted) : weighted;
    })
    .join("");
}

const TAKES_SKIN_TONE = /^\p{Emoji_Modifier_Base}/u;
const SKIN_TONES = /\p{Emoji_Modifier}/gu;
/** The first half of each of them, which is quicker to search for. */
const SKIN_TONE_START = "\ud83c";

/**
 * The text at the same width with every emoji in its neutral colour, because many terminals draw a skin tone as a
 * character of its own, of two columns, which moves the rest of the line.
 */
function withoutSkinTones(text: string): string {
  if (!text.includes(SKIN_TONE_START)) return text;
  return graphemesIn(text)
    .map((part) => {
      const neutral = TAKES_SKIN_TONE.test(part) ? part.replace(SKIN_TONES, "") : part;
      const width = textWidth(part);
      return textWidth(neutral) > width ? part : padTo(neutral, width);
    })
    .join("");
}

/** Created at first use, because that takes longer than most reports. */
let segmenter: Intl.Segmenter | null = null;
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter;
}

/** The longest start (or end) of the text that fits. */
function take(parts: readonly string[], width: number): string {
  let taken = "";
  let used = 0;
  for (const part of parts) {
    const size = textWidth(part);
    if (used + size > width) break;
    taken += part;
    used += size;
  }
  return taken;
}

function lastParts(parts: readonly string[], width: number): string {
  let taken = "";
  let used = 0;
  for (const part of parts.toReversed()) {
    const size = textWidth(part);
    if (used + size > width) break;
    taken = part + taken;
    used += size;
  }
  return taken;
}

/** What is seen as one character each. */
export function graphemesIn(text: string): readonly string[] {
  return ONE_COLUMN_EACH.test(text) ? [...text] : Array.from(graphemes().segment(text), (s) => s.segment);
}

/** Cuts the middle, because paths and branches differ at both ends. Never wider than `width`. */
export function truncateMiddle(text: string, width: number, unicode: boolean): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return "";
  const mark = unicode ? "…" : "~";
  const parts = graphemesIn(text);
  const start = take(parts, Math.ceil((width - 1) / 2));
  return start + mark + lastParts(parts, width - 1 - textWidth(start));
}

/** Cuts the end, for sentences. Never wider than `width`. */
export function truncateEnd(text: string, width: number, unicode: boolean): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return "";
  return take(graphemesIn(text), width - 1).trimEnd() + (unicode ? "…" : "~");
}

export function padTo(text: string, width: number, align: "left" | "right" = "left"): string {
  const gap = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "right" ? gap + text : text + gap;
}

/** Cuts or pads a line to exactly `width` columns, so that frames do not wrap or jump. */
export function fitLine(content: Line, width: number, unicode: boolean): Line {
  const line = cleanLine(unicode ? content : content.map(inAscii));
  const used = lineWidth(line);
  if (used === width) return line;
  if (used < width) return [...line, { text: " ".repeat(width - used) }];
  const fitted: Span[] = [];
  let room = width;
  for (const part of line) {
    const size = textWidth(part.text);
    if (size <= room && (size < room || part === line.at(-1))) {
      fitted.push(part);
      room -= size;
      continue;
    }
    const text = truncateEnd(size <= room ? `${part.text}  ` : part.text, room, unicode);
    fitted.push({ ...part, text: padTo(text, room) });
    break;
  }
  return fitted;
}

/** Converts dashes and dots of our own texts to ASCII. */
export function inAscii(part: Span): Span {
  return part.isName !== true && /[\u2013\u2026\u00b7]/.test(part.text)
    ? { ...part, text: part.text.replaceAll("–", "-").replaceAll("…", "~").replaceAll("·", ",") }
    : part;
}

/** Strings become spans, and are cleaned. */
export function toLine(content: string | Span | Line): Line {
  if (typeof content === "string") return [{ text: cleanPiece(content) }];
  return cleanLine("text" in content ? [content] : content);
}

function cleanLine(line: Line): Line {
  return line.map((part) => {
    const text = cleanPiece(part.text);
    return text === part.text ? part : { ...part, text };
  });
}
