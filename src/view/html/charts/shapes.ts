/** Shapes of charts that the library has no series for. */

/** Converts a point to pixels. */
export type PointOf = (x: number, y: number) => readonly [number, number];
export type Shape = Readonly<Record<string, unknown>>;

/** A series that draws each item with a function. @param draw in pixels, by the axes */
export function customSeries<Item>(
  items: readonly Item[],
  draw: (item: Item, at: PointOf, i: number) => readonly Shape[],
): Record<string, unknown> {
  return {
    type: "custom",
    silent: true,
    clip: false,
    data: items.map((_, i) => [i, 0]),
    // Items are positioned by `draw`, not by their own values.
    encode: { x: [], y: [] },
    renderItem: (
      { dataIndex }: { dataIndex: number },
      { coord }: { coord(point: readonly number[]): [number, number] },
    ) => ({
      type: "group",
      children: draw(items[dataIndex] as Item, (x, y) => coord([x, y]), dataIndex),
    }),
  };
}

export function rectShape(x: number, y: number, width: number, height: number, fill: string, r = 1): Shape {
  return { type: "rect", shape: { x, y, width: Math.max(0, width), height: Math.max(0, height), r }, style: { fill } };
}

export function lineShape(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  stroke: string,
  lineDash: "solid" | "dashed" = "solid",
  lineWidth = 1.5,
): Shape {
  return { type: "line", shape: { x1, y1, x2, y2 }, style: { fill: "none", stroke, lineWidth, lineDash } };
}

export function dotShape(cx: number, cy: number, r: number, fill: string): Shape {
  return { type: "circle", shape: { cx, cy, r }, style: { fill } };
}

/** @param text cleaned by `label` */
export function textShape(
  text: string,
  x: number,
  y: number,
  fill: string,
  align: "left" | "right" | "center",
  fontSize: number,
): Shape {
  return { type: "text", style: { text, x, y, fill, align, verticalAlign: "middle", fontSize } };
}
