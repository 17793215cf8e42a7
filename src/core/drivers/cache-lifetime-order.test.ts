import fc from "fast-check";
import { expect, it } from "vitest";
import { LifetimeSums } from "./cache-lifetime.ts";

const conversations = fc.array(
  fc.record({
    project: fc.constantFrom("/home/dev/a", "/home/dev/b", "/home/dev/c"),
    pico: fc.bigInt({ min: 0n, max: 3n }),
  }),
);

it("lists projects by what they cost, whatever the order in which conversations come", () => {
  fc.assert(
    fc.property(conversations, (list) => {
      const listed = (some: typeof list) => {
        const sums = new LifetimeSums();
        for (const { project, pico } of some) sums.addMain(project, { actualPico: pico, "5m": pico, "1h": pico });
        return [...sums.finish().projects];
      };
      const projects = listed(list);
      expect(listed(list.toReversed())).toEqual(projects);
      const costs = projects.map(([, { actualPico }]) => actualPico);
      expect(costs).toEqual(costs.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
    }),
  );
});
