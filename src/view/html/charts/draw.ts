/** Draws charts as SVG with ECharts, without a browser. Only pages (`pages.ts`) load it, because it is large. */

import { BarChart, CustomChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { type Html, html, trustedMarkup } from "../html.ts";
import type { Chart } from "./chart.ts";

use([BarChart, CustomChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);

const WHOLE_SVG = /^<svg [^>]*>([\s\S]*)<\/svg>\s*$/;
/** Attributes that the library adds for scripts, and its empty background. */
const UNUSED =
  /<style\s*>[\s\S]*?<\/style>|<rect [^>]*fill="none"><\/rect>|\s(?:ecmeta_[a-z_]+|class|pointer-events)="[^"]*"/g;

/**
 * @param name read aloud by screen readers instead of the drawing
 * @param kind the CSS class, which decides on which screens it is shown
 */
export function drawSvg(chart: Chart, width: number, name: string, kind: "desk" | "phone"): Html {
  const height = chart.height(width);
  const canvas = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    canvas.setOption({ animation: false, textStyle: { fontFamily: "sans-serif" }, ...chart.option(width) });
    const drawn = WHOLE_SVG.exec(canvas.renderToSVGString());
    if (!drawn) throw new Error("the drawing is not the SVG that was expected");
    const shapes = trustedMarkup((drawn[1] as string).replace(UNUSED, "").trim());
    return html`<svg class="${kind}" role="img" aria-label="${name}" viewBox="0 0 ${width} ${height}">
${shapes}
</svg>
`;
  } finally {
    canvas.dispose();
  }
}
