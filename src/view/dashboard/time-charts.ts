/** Charts over time in the glyphs that the user selected. */

import { brailleRows, brailleSparkline } from "../text/braille.ts";
import { columnRows, sparkline, type Value } from "../text/charts.ts";
import type { ViewContext } from "./pane.ts";

type Glyphs = Pick<ViewContext, "unicode" | "braille">;

export function sparklineIn(values: readonly Value[], width: number, { unicode, braille }: Glyphs): string {
  return unicode && braille ? brailleSparkline(values, width) : sparkline(values, width, unicode);
}

export function columnRowsIn(
  values: readonly Value[],
  height: number,
  top: number,
  { unicode, braille }: Glyphs,
): string[] {
  return unicode && braille ? brailleRows(values, height, top) : columnRows(values, height, unicode, top);
}
