import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { luminance, nearestOf256, type Rgb, rgbOf } from "./rgb.ts";
import { PALETTES } from "./screen-style.ts";
import { backgroundIn, backgroundOfEnv, colourDepth, needsBackground, screenTheme } from "./screen-theme.ts";

const BLACK = [0, 0, 0] as const;
const WHITE = [255, 255, 255] as const;

/** Default backgrounds of terminals, and those of the most popular themes. */
const BACKGROUNDS = {
  dark: ["#000000", "#0c0c0c", "#1e1e1e", "#282c34", "#002b36", "#300a24"],
  light: ["#ffffff", "#fafafa", "#f5f5f5", "#fdf6e3", "#eff1f5"],
} as const;

/** Contrast of two colours by WCAG 2: 1 = none, 21 = black on white; readable text has at least 4.5. */
function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe("colours", () => {
  it("can be read on every usual background of their kind, and the track is seen", () => {
    for (const kind of ["dark", "light"] as const) {
      for (const background of BACKGROUNDS[kind]) {
        for (const [tone, colour] of Object.entries(PALETTES[kind])) {
          const found = contrast(rgbOf(colour), rgbOf(background));
          expect({ kind, background, tone, found }).toEqual(
            expect.objectContaining({ found: expect.toSatisfy((c: number) => c >= (tone === "track" ? 1.4 : 4.5)) }),
          );
        }
      }
    }
  });
  it("have the contrast that WCAG gives black on white, and grey #777777 on it", () => {
    expect(contrast(BLACK, WHITE)).toBeCloseTo(21);
    expect(contrast(rgbOf("#777777"), WHITE)).toBeCloseTo(4.478, 2);
  });
  it("are among 256 fixed ones the nearest", () => {
    expect(nearestOf256([0, 0, 0])).toBe(16);
    expect(nearestOf256([255, 255, 255])).toBe(231);
    expect(nearestOf256([255, 0, 0])).toBe(196);
    expect(nearestOf256([128, 128, 128])).toBe(244);
    const byte = fc.integer({ min: 0, max: 255 });
    const fixed = (index: number): readonly number[] => {
      if (index >= 232) return [8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10];
      const steps = [0, 95, 135, 175, 215, 255];
      const at = index - 16;
      return [steps[Math.floor(at / 36)], steps[Math.floor(at / 6) % 6], steps[at % 6]] as number[];
    };
    const apart = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0);
    fc.assert(
      fc.property(byte, byte, byte, (red, green, blue) => {
        const colour = [red, green, blue] as const;
        const best = Math.min(...Array.from({ length: 240 }, (_, i) => apart(colour, fixed(16 + i))));
        expect(apart(colour, fixed(nearestOf256(colour)))).toBe(best);
      }),
    );
  });
});

describe("what a terminal can show", () => {
  it.each([
    [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, "true"],
    [{ TERM: "xterm-256color" }, "256"],
    [{ TERM: "xterm" }, "16"],
    [{ TERM: "xterm-kitty" }, "true"],
    [{ TERM: "tmux-direct" }, "true"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, "256"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "vscode" }, "true"],
    [{ WT_SESSION: "1" }, "true"],
    [{ TERM: "xterm-kitty", FORCE_COLOR: "1" }, "16"],
    [{ TERM: "linux" }, "16"],
  ] as const)("%o: %s", (env, depth) => {
    expect(colourDepth(true, env)).toBe(depth);
    expect(colourDepth(false, env)).toBe("none");
  });
});

describe("the theme", () => {
  it("follows the background where it is known, and is the terminal's own colours where it is not", () => {
    expect(screenTheme("auto", "true", rgbOf("#1e1e1e"))).toEqual({ name: "dark", isTrueColour: true });
    expect(screenTheme("auto", "256", rgbOf("#fdf6e3"))).toEqual({ name: "light", isTrueColour: false });
    expect(screenTheme("auto", "true", null)).toEqual({ name: "ansi" });
  });
  it("is what the user chose, as far as the terminal can show it", () => {
    expect(screenTheme("light", "true", BLACK)).toEqual({ name: "light", isTrueColour: true });
    expect(screenTheme("light", "16", null)).toEqual({ name: "ansi" });
    expect(screenTheme("dark", "none", null)).toEqual({ name: "mono" });
    expect(screenTheme("mono", "true", null)).toEqual({ name: "mono" });
    expect(screenTheme("ansi", "true", WHITE)).toEqual({ name: "ansi" });
  });
  it("asks for the background only where it decides", () => {
    expect(needsBackground("auto", "true")).toBe(true);
    expect(needsBackground("auto", "16")).toBe(false);
    expect(needsBackground("dark", "true")).toBe(false);
  });
});

describe("a background", () => {
  it("is read from a terminal's answer of any precision, with either end", () => {
    expect(backgroundIn("\u001b]11;rgb:1e1e/2020/ffff\u0007\u001b[?1;2c")).toEqual([0x1e, 0x20, 255]);
    expect(backgroundIn("\u001b]11;rgb:f/0/8\u001b\\")).toEqual([255, 0, 136]);
    expect(backgroundIn("\u001b]11;rgba:ffff/ffff/ffff/8000\u0007")).toEqual([255, 255, 255]);
    expect(backgroundIn("\u001b[?1;2c")).toBeNull();
  });
  it("is taken from COLORFGBG where that says one of sixteen", () => {
    expect(backgroundOfEnv({ COLORFGBG: "15;0" })).toEqual(BLACK);
    expect(backgroundOfEnv({ COLORFGBG: "0;default;15" })).toEqual(WHITE);
    expect(backgroundOfEnv({ COLORFGBG: "15;8" })).toEqual(BLACK);
    for (const said of ["15;default", "15;16", ""]) expect(backgroundOfEnv({ COLORFGBG: said })).toBeNull();
    expect(backgroundOfEnv({})).toBeNull();
  });
});
