/** Maps the few tones of text to the 16 ANSI colours, so that the user's own theme decides how they look. */

export type Tone = "text" | "muted" | "accent" | "ok" | "warn" | "danger" | "track";

export type TerminalStyle = {
  /** False: no escape sequences. */
  readonly colour: boolean;
  /** False: ASCII glyphs only. */
  readonly unicode: boolean;
  paint(tone: Tone, text: string): string;
  bold(text: string): string;
  inverse(text: string): string;
};

/** SGR codes [on, off] of the terminal's sixteen colours. `text` is its own foreground. */
export const TONE_CODES: Readonly<Record<Tone, readonly [number, number] | null>> = {
  text: null,
  muted: [2, 22],
  accent: [36, 39],
  ok: [32, 39],
  warn: [33, 39],
  danger: [31, 39],
  track: [2, 22],
};

/** @param codes SGR codes that switch a look on and off; null = none */
export function sgr(codes: readonly [string | number, number] | null, text: string): string {
  return codes === null || text === "" ? text : `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m`;
}

export const boldText = (text: string): string => sgr([1, 22], text);
export const inverseText = (text: string): string => sgr([7, 27], text);
const same = (text: string): string => text;

export function terminalStyle(options: { colour: boolean; unicode: boolean }): TerminalStyle {
  const { colour, unicode } = options;
  return {
    colour,
    unicode,
    paint: colour ? (tone, text) => sgr(TONE_CODES[tone], text) : (_tone, text) => text,
    bold: colour ? boldText : same,
    inverse: colour ? inverseText : same,
  };
}

/** No colour and ASCII only, for pipes and plain terminals. */
export const PLAIN_STYLE: TerminalStyle = terminalStyle({ colour: false, unicode: false });

/**
 * Variables that identify terminals on Windows that show Unicode, which the old console does not: Windows Terminal, VS
 * Code and others that set TERM_PROGRAM, ConEmu, JetBrains. Git Bash is recognised by its TERM.
 */
const WINDOWS_TERMINALS = ["WT_SESSION", "TERM_PROGRAM", "ConEmuANSI", "TERMINAL_EMULATOR"];

/**
 * Whether glyphs beyond ASCII can be shown: not on the Linux console or in a locale other than UTF-8. Where no locale
 * is set, Unicode is assumed, because almost all terminals support it.
 */
export function hasUnicode(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (env["TERM"] === "linux" || env["TERM"] === "dumb") return false;
  if (platform === "win32") return WINDOWS_TERMINALS.some((name) => env[name]) || /^xterm/.test(env["TERM"] ?? "");
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return locale === "" || /utf-?8/i.test(locale);
}

/** `always` and `never` as the user chose; else FORCE_COLOR, NO_COLOR, TERM=dumb, then whether it is a terminal. */
export function hasColour(
  choice: "auto" | "always" | "never",
  env: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  if (choice !== "auto") return choice === "always";
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if (env["NO_COLOR"]) return false;
  return env["TERM"] !== "dumb" && isTTY;
}
