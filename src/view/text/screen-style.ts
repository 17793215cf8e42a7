/** The dashboard's colours by theme. Bold and dim text are also used where there are no colours. */

import { mix, nearestOf256, type Rgb, rgbOf } from "./rgb.ts";
import type { ScreenTheme } from "./screen-theme.ts";
import { boldText, inverseText, sgr, TONE_CODES, type Tone } from "./terminal-style.ts";

/** Steps of a tone's gradient, palest first; the last one is the tone itself. */
export const SHADES = 8;

export type ScreenStyle = {
  readonly hasShades: boolean;
  /** @param shade step of the tone's gradient, shown in true colour only; undefined = the tone itself */
  paint(tone: Tone, text: string, shade?: number): string;
  bold(text: string): string;
  inverse(text: string): string;
};

type Palette = Readonly<Record<Exclude<Tone, "text">, string>>;

/**
 * Text has the terminal's own colour. The others are readable (contrast 4.5) on every usual background of their kind.
 */
export const PALETTES: Readonly<Record<"dark" | "light", Palette>> = {
  dark: {
    muted: "#949ca8",
    accent: "#56c8c8",
    ok: "#8cc98c",
    warn: "#e8b563",
    danger: "#ff8080",
    track: "#4d545f",
  },
  light: {
    muted: "#5a616b",
    accent: "#086a76",
    ok: "#2a6e2d",
    warn: "#855300",
    danger: "#b8202a",
    track: "#c2c7cd",
  },
};

const TONES: readonly Tone[] = ["muted", "accent", "ok", "warn", "danger", "track"];
const DIM = 2;
/** How much of the tone is in the palest step; the rest is the track's colour. */
const PALEST = 0.4;

/** Codes that switch a tone on and off; undefined = no code. */
type Codes = readonly [on: string | number, off: number];

const made = new Map<string, ScreenStyle>();

export function screenStyle(theme: ScreenTheme): ScreenStyle {
  const hasShades = "isTrueColour" in theme && theme.isTrueColour;
  const key = `${theme.name} ${hasShades}`;
  const known = made.get(key);
  if (known) return known;
  const codes = codesOf(theme);
  const style: ScreenStyle = {
    hasShades,
    paint: (tone, text, shade = SHADES - 1) => sgr(codes.get(tone)?.[shade] ?? null, text),
    bold: boldText,
    inverse: inverseText,
  };
  made.set(key, style);
  return style;
}

/** The codes of each shade, for every tone. */
function codesOf(theme: ScreenTheme): ReadonlyMap<Tone, readonly (Codes | null)[]> {
  return new Map(
    TONES.map((tone) => [tone, Array.from({ length: SHADES }, (_, shade) => codesFor(theme, tone, shade))] as const),
  );
}

function codesFor(theme: ScreenTheme, tone: Tone, shade: number): Codes | null {
  if (tone === "text") return null;
  if (theme.name === "mono") return TONE_CODES[tone]?.[0] === DIM ? TONE_CODES[tone] : null;
  if (!("isTrueColour" in theme)) return TONE_CODES[tone];
  const palette = PALETTES[theme.name];
  const colour = rgbOf(palette[tone]);
  if (!theme.isTrueColour) return [`38;5;${nearestOf256(colour)}`, DEFAULT_COLOUR];
  return [`38;2;${shadeOf(colour, rgbOf(palette.track), shade).join(";")}`, DEFAULT_COLOUR];
}

const DEFAULT_COLOUR = 39;

function shadeOf(colour: Rgb, track: Rgb, shade: number): Rgb {
  return mix(track, colour, PALEST + (1 - PALEST) * (shade / (SHADES - 1)));
}
