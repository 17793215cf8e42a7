/** Logs that are broken in any way: reading them for contexts and causes fails never, and says nothing untrue. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readContextTrail } from "../../src/claude-code/turns/context-trail.ts";
import { readSessionEvidence } from "../../src/claude-code/turns/session-evidence.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { MadeSession } from "./made-session.ts";

function goodRows(): string[] {
  const session = new MadeSession().attach({
    type: "deferred_tools_delta",
    addedNames: ["mcp__a__b"],
    addedLines: ["x"],
  });
  session.prompt("Go").answer({ fresh: 1000, output: 5, tools: [["Read", { file_path: "/a" }, "text"]] });
  session.answer({ fresh: 100, output: 5 }).compact(50, 20).prompt("On").answer({ fresh: 30 });
  return session.rows.map((row) => JSON.stringify(row));
}

const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e308, "9".repeat(400), "\u001b[31m", { length: 1e9 }));

/** A row with one of its fields, at any depth, made into something else. */
function spoil(value: unknown, path: readonly number[], by: unknown): unknown {
  if (typeof value !== "object" || value === null || path.length === 0) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const key = keys[(path[0] as number) % keys.length] as string;
  const inside = spoil((value as Record<string, unknown>)[key], path.slice(1), by);
  return Array.isArray(value) ? Object.assign([...value], { [key]: inside }) : { ...value, [key]: inside };
}

test("any field of any type, torn and foreign lines", () => {
  const rows = goodRows();
  const dir = tempDir();
  fc.assert(
    fc.property(
      fc.nat(rows.length - 1),
      fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
      odd,
      fc.nat(400),
      (at, path, by, cut) => {
        const spoilt = rows.map((row, i) => (i === at ? JSON.stringify(spoil(JSON.parse(row), path, by)) : row));
        const text = [...spoilt, (rows[at] as string).slice(0, cut), "[1,2]", "null", '"usage":{', "\u0000\u0000"].join(
          "\n",
        );
        const file = join(dir, "s.jsonl");
        writeFileSync(file, `${text}\n`);
        const trail = readContextTrail(file, null)?.trail;
        expect(trail).toBeDefined();
        for (const tokens of trail?.fills ?? []) expect(Number.isSafeInteger(tokens) && tokens >= 0).toBe(true);
        for (const { added, thinkingTokens } of readSessionEvidence(file).responses.values()) {
          expect(thinkingTokens >= 0).toBe(true);
          for (const { size, name } of added) {
            expect(Number.isFinite(size) && size >= 0).toBe(true);
            expect(name).not.toContain("\u001b");
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("no log, a folder in its place, an empty one", () => {
  const dir = tempDir();
  mkdirSync(join(dir, "folder.jsonl"));
  writeFileSync(join(dir, "empty.jsonl"), "");
  for (const name of ["none.jsonl", "folder.jsonl"]) {
    expect(readContextTrail(join(dir, name), null)).toBeNull();
    expect(readSessionEvidence(join(dir, name)).responses.size).toBe(0);
  }
  expect(readContextTrail(join(dir, "empty.jsonl"), null)?.trail.requests).toBe(0);
});

test("reading on gives what reading at once does, wherever it was cut", () => {
  const text = `${goodRows().join("\n")}\n`;
  const dir = tempDir();
  const whole = join(dir, "whole.jsonl");
  writeFileSync(whole, text);
  const expected = readContextTrail(whole, null)?.trail;
  fc.assert(
    fc.property(fc.nat(text.length), (cut) => {
      const file = join(dir, "grown.jsonl");
      writeFileSync(file, text.slice(0, cut));
      const first = readContextTrail(file, null);
      writeFileSync(file, text);
      expect(readContextTrail(file, first)?.trail).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("a log that was replaced by a shorter one is read anew", () => {
  const dir = tempDir();
  const file = join(dir, "s.jsonl");
  writeFileSync(file, `${goodRows().join("\n")}\n`);
  const first = readContextTrail(file, null);
  const session = new MadeSession().prompt("Anew").answer({ fresh: 77 });
  writeFileSync(file, session.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  expect(readContextTrail(file, first)?.trail).toMatchObject({ requests: 1, fills: [77] });
});
