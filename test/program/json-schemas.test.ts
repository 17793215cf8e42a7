import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaErrors } from "../helpers/json-schema.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** Every command that answers in JSON, with its schema. */
const ANSWERS: readonly (readonly [schema: string, ...args: string[]])[] = [
  ["summary"],
  ["sessions", "sessions"],
  ["sessions", "sessions", "current"],
  ["periods", "daily"],
  ["periods", "weekly"],
  ["periods", "monthly"],
  ["blocks", "blocks"],
  ["by", "by", "model"],
  ["by", "by", "agent"],
  ["context", "context"],
  ["limits", "limits"],
  ["why", "why"],
  ["report", "report"],
  ["tag", "tag"],
  ["receipt", "receipt", "current"],
  ["by", "by", "pr"],
  ["by", "by", "tag"],
  ["report", "report", "--month", "2026-10", "--titles"],
  ["what-if", "what-if", "--model", "sonnet-5-5"],
  ["estimate", "estimate"],
  ["prices", "prices"],
  ["prices", "prices", "claude-haiku-5-5", "--on", "2026-11-01"],
  ["doctor", "doctor"],
  ["archive", "archive", "verify"],
  ["plan", "plan"],
  ["credits", "credits"],
  ["budget", "budget"],
  ["background", "background"],
];

describe("every answer is what its schema says", () => {
  test.each(ANSWERS.map(([schema, ...args]) => ({ schema, args, command: args.join(" ") })))(
    "$schema: $command",
    async ({ schema, args }) => {
      const ran = await runHere([...args, "--json", "--demo"]);
      expect(ran.stdout.endsWith("}\n")).toBe(true);
      expect(ran.stdout).not.toContain("\u001b");
      expect(schemaErrors(schema, JSON.parse(ran.stdout))).toEqual([]);
    },
  );

  test("with one row, with an unknown model, and with nothing", async () => {
    const home = tempDir();
    makeTree(join(home, ".claude"), {
      "a.jsonl": [assistantRow(), assistantRow({ model: "nobody-knows" })],
      "b.jsonl": [assistantRow({ row: { timestamp: "never", cwd: null, gitBranch: null, sessionId: "b" } })],
    });
    for (const [schema, ...args] of ANSWERS.filter((a) => !a.includes("current"))) {
      const name = args.join(" ");
      expect(schemaErrors(schema, await jsonHere(args, { home })), name).toEqual([]);
      expect(schemaErrors(schema, await jsonHere(args)), `${name}, no logs`).toEqual([]);
    }
  });

  test("no schema is without an answer", () => {
    const folder = new URL("../../schemas", import.meta.url);
    const names = readdirSync(folder)
      .filter((f) => f.endsWith(".json"))
      .map((f) => f.replace(/\.json$/, ""));
    // Parts of the others, what a file of the user's may hold, and what is held against its schema where it is asked for (a
    // team's: test/team).
    const elsewhere = ["common", "settings", "fetch", "import", "console"];
    expect(names.filter((n) => !elsewhere.includes(n)).sort()).toEqual(
      [...new Set(ANSWERS.map(([schema]) => schema))].sort(),
    );
  });

  test("the validator finds what is wrong", () => {
    const wrong = { schemaVersion: 2, generatedAt: "now", asOf: "2026-11-21", unit: 1, prices: [{}], more: true };
    const errors = schemaErrors("prices", wrong).join("\n");
    for (const part of [
      "$.schemaVersion",
      "$.generatedAt",
      "$.unit",
      "$.prices[0].model: missing",
      "$.more: not described",
    ]) {
      expect(errors).toContain(part);
    }
  });
});
