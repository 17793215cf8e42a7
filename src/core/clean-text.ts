/**
 * The one gate for text from outside: logs, Claude Code's JSON, imported files, settings, arguments, and error messages
 * that quote a file. `cleanText` makes a value safe for one line of text, every writer applies `terminalText` to
 * everything that it writes, `escapeUnsafe` escapes such characters in JSON.
 */

/** Text on one line, without a character that controls, reorders or hides. */
export type CleanText = string & { readonly [clean]: true };
declare const clean: unique symbol;

/** A control sequence made by this program: the only text that a writer does not filter. */
export type ControlSequence = string & { readonly [control]: true };
declare const control: unique symbol;

/** Whole escape sequences: CSI, then strings with an end (OSC, DCS, SOS, PM, APC), in 7 and 8 bits, then the rest. */
const ESCAPES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]?/g;

/** Control characters but tab, line feed, carriage return and escape, which may be allowed. */
const CONTROLS = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001a\\u001c-\\u001f\\u007f-\\u009f";

/**
 * Invisible characters: soft hyphen, joiners, direction marks and overrides, line separators, fillers, variation
 * selectors, annotations, tags, noncharacters. Contains all of Unicode's Default_Ignorable_Code_Point.
 */
const INVISIBLE =
  "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f" +
  "\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff\\u{13430}-\\u{1343f}\\u{16fe4}" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d159}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}";

/** What a writer removes: all of these, except tabs, line ends, and the colours and weights of `terminal-style.ts`. */
const UNSAFE_TO_WRITE = new RegExp(
  `[${CONTROLS}${INVISIBLE}]|\\r(?!\\n)|\\u001b(?!\\[(?:1|2|7|22|27|31|32|33|36|39)m)`,
  "gu",
);
const UNSAFE_IN_LINE = new RegExp(`[${CONTROLS}\\t\\n\\r\\u001b${INVISIBLE}]`, "u");
const UNSAFE_IN_JSON = new RegExp(`[${CONTROLS}\\t\\r\\u001b${INVISIBLE}]`, "gu");
const BLANKS = new RegExp(`[${CONTROLS}\\t\\n\\r\\u001b\\u2028\\u2029\\u2800]+`, "gu");
const INVISIBLES = new RegExp(`[${INVISIBLE}]`, "gu");

const PRINTABLE = /^[ -~]*$/;
const PRINTABLE_LINES = /^[\n -~]*$/;

/** Text from outside as one line: no control sequences, no line breaks, nothing that reorders or hides. */
export function cleanText(text: string): CleanText {
  // Most text is plain, and the searches below would take longer than this test.
  if (PRINTABLE.test(text)) return text.trim() as CleanText;
  return withoutUnsafe(text).trim() as CleanText;
}

/** Like `cleanText`, but with the spaces at both ends unchanged: for parts of a line that is already laid out. */
export function cleanPiece(text: string): string {
  return UNSAFE_IN_LINE.test(text) ? withoutUnsafe(text) : text;
}

function withoutUnsafe(text: string): string {
  const flat = text.replace(ESCAPES, "").replace(BLANKS, " ");
  return besidesEmoji(flat, (part) => part.replace(INVISIBLES, ""));
}

/**
 * Removes all control, reordering and invisible characters except line ends, tabs and our own colours. Everything that
 * is written to a terminal passes through here.
 */
export function terminalText(text: string): string {
  if (PRINTABLE_LINES.test(text)) return text;
  return besidesEmoji(text, (part) => part.replace(UNSAFE_TO_WRITE, ""));
}

/** The same JSON, with unsafe characters in strings as `\uXXXX`. @param json output of `JSON.stringify` */
export function escapeUnsafe(json: string): string {
  if (PRINTABLE_LINES.test(json)) return json;
  return besidesEmoji(json, (part) => part.replace(UNSAFE_IN_JSON, escaped));
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}

const JOINS_EMOJI = /[\u200d\ufe0e\ufe0f]/;
/** Joined emoji, with their presentation and skin tones, and keycaps. Compiled at first use. */
let emoji: RegExp | null = null;

/** Applies a change to everything except emoji, which contain invisible joining characters. */
function besidesEmoji(text: string, change: (part: string) => string): string {
  if (!JOINS_EMOJI.test(text)) return change(text);
  emoji ??=
    /(\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*|[#*0-9]\ufe0f\u20e3)/u;
  return text
    .split(emoji)
    .map((part, i) => (i % 2 === 1 ? part : change(part)))
    .join("");
}
