import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { KEYMAP } from "../../../src/view/dashboard/keys/keymap.ts";

/** One row per binding, with its views where they are one or two. */
function keysInMarkdown(): string {
  const rows = KEYMAP.map(({ shown, label, views }) => {
    const where = views === "all" || views.length > 2 ? "" : ` (in ${views.join(" and ")})`;
    return `| \`${shown}\` | ${label}${where} |`;
  });
  return ["| key | what it does |", "|---|---|", ...rows].join("\n");
}

it("the README's table of keys is the dashboard's keymap", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8").replaceAll("\r\n", "\n");
  expect(readme).toContain(keysInMarkdown());
});
