/** Chooses the dashboard's colours from the user's setting, what the terminal can show, and its background. */

import type { ThemeChoice } from "../../core/dashboard/themes.ts";
import { luminance, type Rgb } from "./rgb.ts";

/** What a terminal can show: no colour, sixteen named colours, 256 fixed ones, or any. */
export type ColourDepth = "none" | "16" | "256" | "true";

/** `ansi` uses the terminal's own named colours, `mono` only bold and dim text. */
export type ScreenTheme =
  | { readonly name: "dark" | "light"; readonly isTrueColour: boolean }
  | { readonly name: "ansi" | "mono" };

type Env = Readonly<Record<string, string | undefined>>;

const FORCED: Readonly<Record<string, ColourDepth>> = { "1": "16", "2": "256", "3": "true" };
/** By TERM_PROGRAM. */
const TRUE_COLOUR_PROGRAMS: ReadonlySet<string> = new Set(["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"]);
const TRUE_COLOUR_TERMS = /-direct$|^xterm-(?:kitty|ghostty)$|^(?:alacritty|wezterm|foot|contour)\b/;

/** The colours that the environment variables promise. @param hasColour whether colours are wanted at all */
export function colourDepth(hasColour: boolean, env: Env): ColourDepth {
  if (!hasColour) return "none";
  const forced = FORCED[env["FORCE_COLOR"] ?? ""];
  if (forced !== undefined) return forced;
  const { TERM: term = "", TERM_PROGRAM: program = "", COLORTERM: colours = "" } = env;
  if (colours === "truecolor" || colours === "24bit" || env["WT_SESSION"]) return "true";
  if (TRUE_COLOUR_PROGRAMS.has(program) || TRUE_COLOUR_TERMS.test(term)) return "true";
  return /256/.test(term) || program === "Apple_Terminal" ? "256" : "16";
}

/** Whether the terminal's background is needed, so that the terminal has to be queried. */
export function needsBackground(choice: ThemeChoice, depth: ColourDepth): boolean {
  return choice === "auto" && (depth === "256" || depth === "true");
}

/** @param background of the terminal; null = not known, and then the user's own sixteen colours are a safe choice */
export function screenTheme(choice: ThemeChoice, depth: ColourDepth, background: Rgb | null): ScreenTheme {
  if (depth === "none" || choice === "mono") return { name: "mono" };
  if (depth === "16" || choice === "ansi") return { name: "ansi" };
  const isTrueColour = depth === "true";
  if (choice !== "auto") return { name: choice, isTrueColour };
  if (background === null) return { name: "ansi" };
  return { name: luminance(background) > MIDDLE_GREY ? "light" : "dark", isTrueColour };
}

/** The luminance with equal contrast to white and to black. */
const MIDDLE_GREY = 0.179;

const ANSWER = /\u001b\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i;

/** The background colour in a terminal's answer (OSC 11); null = the text contains none. */
export function backgroundIn(text: string): Rgb | null {
  const parts = ANSWER.exec(text)?.slice(1, 4);
  if (!parts) return null;
  return parts.map((hex) => Math.round((Number.parseInt(hex, 16) / (16 ** hex.length - 1)) * 255)) as unknown as Rgb;
}

/** From `COLORFGBG`, which some terminals set: `15;0`, the background last; null = not set or invalid. */
export function backgroundOfEnv(env: Env): Rgb | null {
  const last = /;(\d{1,2})$/.exec(env["COLORFGBG"] ?? "")?.[1];
  if (last === undefined) return null;
  const index = Number(last);
  if (index > 15) return null;
  return index === 7 || index > 8 ? [255, 255, 255] : [0, 0, 0];
}
