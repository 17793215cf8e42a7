import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const built = (name: string): string => fileURLToPath(new URL(`../../dist/${name}`, import.meta.url));

it("React is built for production: its development build leaks a measure for each render", () => {
  expect(readFileSync(built("watch.mjs"), "utf8")).not.toContain("performance.measure");
});

it.each(["cli.cjs", "report.cjs", "statusline.cjs", "hook.cjs"])(
  "%s has neither Ink nor React nor chokidar in it",
  (name) => {
    const text = readFileSync(built(name), "utf8");
    expect(text).not.toMatch(/react\.element|react\.transitional|ink-root|yoga|readdirp/i);
  },
);

it("stays small", () => {
  expect(statSync(built("watch.mjs")).size).toBeLessThan(1_200_000);
});
