import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsWithout } from "./concat-tables.ts";

test("what is left of a table without some ranges, in whatever order they are named, with empty ones among them", () => {
  const cuts = fc.uniqueArray(fc.nat({ max: 30 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      cuts,
      fc.array(fc.boolean()),
      fc.array(fc.nat({ max: 30 })),
      fc.boolean(),
      (places, isRemoved, empty, last) => {
        const bounds = [...places].sort((a, b) => a - b);
        const between = bounds.slice(1).map((to, k) => [bounds[k] as number, to] as const);
        const removed = between.filter((_, k) => isRemoved[k]);
        const inside = (row: number): boolean => removed.some(([from, to]) => row >= from && row < to);
        const edges = empty
          .filter((at) => !removed.some(([from, to]) => at > from && at < to))
          .map((at) => [at, at] as const);
        const ranges = last ? [...removed, ...edges] : [...edges, ...removed].reverse();
        const left = rowsWithout(ranges, 30).flatMap(({ from, to }) => {
          expect(from).toBeLessThanOrEqual(to);
          return Array.from({ length: to - from }, (_, k) => from + k);
        });
        expect(left).toEqual(Array.from({ length: 30 }, (_, row) => row).filter((row) => !inside(row)));
      },
    ),
  );
});
