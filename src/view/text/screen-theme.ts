/** Which colours the dashboard is drawn in: from what the user chose, what the terminal can show, and its background. */

import type { ThemeChoice } from "../../core/dashboard/themes.ts";
import { luminance, type Rgb } from "./rgb.ts";

/** What a terminal can show: no colour, its sixteen named ones, 256 fixed ones, or any. */
export type ColourDepth = "none" | "16" | "256" | "true";

/** `ansi` uses the terminal's own named colours, `mono` weight and dimness alone. */
export type ScreenTheme =
  | { readonly name: "dark" | "light"; readonly isTrueColour: boolean }
  | { readonly name: "ansi" | "mono" };

type Env = Readonly<Record<string, string | undefined>>;

const FORCED: Readonly<Record<string, ColourDepth>> = { "1": "16", "2": "256", "3": "true" };
/** By TERM_PROGRAM. */
const TRUE_COLOUR_PROGRAMS: ReadonlySet<string> = new Set(["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"]);
const TRUE_COLOUR_TERMS = /-direct$|^xterm-(?:kitty|ghostty)$|^(?:alacritty|wezterm|foot|contour)\b/;

/** What the variables say of the terminal. @param hasColour whether colours are wanted at all */
export function colourDepth(hasColour: boolean, env: Env): ColourDepth {
  if (!hasColour) return "none";
  const forced = FORCED[env["FORCE_COLOR"] ?? ""];
  if (forced !== undefined) return forced;
  const { TERM: term = "", TERM_PROGRAM: program = "", COLORTERM: colours = "" } = env;
  if (colours === "truecolor" || colours === "24bit" || env["WT_SESSION"]) return "true";
  if (TRUE_COLOUR_PROGRAMS.has(program) || TRUE_COLOUR_TERMS.test(term)) return "true";
  return /256/.test(term) || program === "Apple_Terminal" ? "256" : "16";
}

/** Whether the terminal's background decides, so that it has to be asked for. */
export function needsBackground(choice: ThemeChoice, depth: ColourDepth): boolean {
  return choice === "auto" && (depth === "256" || depth === "true");
}

/** @param background of the terminal; null = it is not known, and then the user's own sixteen colours are surely readable */
export function screenTheme(choice: ThemeChoice, depth: ColourDepth, background: Rgb | null): ScreenTheme {
  if (depth === "none" || choice === "mono") return { name: "mono" };
  if (depth === "16" || choice === "ansi") return { name: "ansi" };
  const isTrueColour = depth === "true";
  if (choice !== "auto") return { name: choice, isTrueColour };
  if (background === null) return { name: "ansi" };
  return { name: luminance(background) > MIDDLE_GREY ? "light" : "dark", isTrueColour };
}

/** As far from white as from black in contrast. */
const MIDDLE_GREY = 0.179;

const ANSWER = /\u001b\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i;

/** A terminal's answer to the question for its background (OSC 11); null = there is none in the text. */
export function backgroundIn(text: string): Rgb | null {
  const parts = ANSWER.exec(text)?.slice(1, 4);
  if (!parts) return null;
  return parts.map((hex) => Math.round((Number.parseInt(hex, 16) / (16 ** hex.length - 1)) * 255)) as unknown as Rgb;
}

/** From `COLORFGBG`, which some terminals set: `15;0`, the background last; null = it says nothing. */
export function backgroundOfEnv(env: Env): Rgb | null {
  const last = /;(\d{1,2})$/.exec(env["COLORFGBG"] ?? "")?.[1];
  if (last === undefined) return null;
  const index = Number(last);
  if (index > 15) return null;
  return index === 7 || index > 8 ? [255, 255, 255] : [0, 0, 0];
}
