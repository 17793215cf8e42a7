/** Colours as red, green and blue, 0 to 255 each: mixing, contrast, and conversion for terminals. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** `#0b7285`. */
export function rgbOf(hex: string): Rgb {
  const at = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16);
  return [at(1), at(3), at(5)];
}

/** @param share of `to`, 0 to 1 */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const between = (i: 0 | 1 | 2): number => Math.round(from[i] + (to[i] - from[i]) * share);
  return [between(0), between(1), between(2)];
}

/** Relative luminance by WCAG 2: 0 = black, 1 = white. */
export function luminance(colour: Rgb): number {
  const linear = colour.map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

const CUBE = [0, 95, 135, 175, 215, 255] as const;

/**
 * The nearest of the 240 fixed colours of a 256-colour terminal: a cube of 6 x 6 x 6 (16 to 231) and greys (232 to
 * 255).
 */
export function nearestOf256(colour: Rgb): number {
  const steps = colour.map(nearestCubeStep) as [number, number, number];
  const cube = steps.map((step) => CUBE[step]) as unknown as Rgb;
  const greyStep = Math.max(0, Math.min(23, Math.round((mean(colour) - 8) / 10)));
  const grey = 8 + greyStep * 10;
  const isGreyNearer = distance(colour, [grey, grey, grey]) < distance(colour, cube);
  return isGreyNearer ? 232 + greyStep : 16 + 36 * steps[0] + 6 * steps[1] + steps[2];
}

function nearestCubeStep(value: number): number {
  return CUBE.findIndex((level, i) => value < (level + (CUBE[i + 1] ?? Number.POSITIVE_INFINITY)) / 2);
}

function mean([red, green, blue]: Rgb): number {
  return (red + green + blue) / 3;
}

function distance(a: Rgb, b: Rgb): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}
