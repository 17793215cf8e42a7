import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLogFiles } from "../../src/claude-code/logs/log-files.ts";
import type { LogFolder } from "../../src/core/responses/log-files.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** Long before now, because recently changed folders are listed again in any case. */
const LONG_AGO = new Date("2026-01-01T00:00:00Z");

function settle(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) settle(join(folder, entry.name));
  }
  utimesSync(folder, LONG_AGO, LONG_AGO);
}

function put(root: string, path: string, text = "{}\n"): void {
  const file = join(root, "projects", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function look(root: string, known?: ReadonlyMap<string, LogFolder>) {
  const { files, numbers, unreadable } = findLogFiles([{ path: root, reason: "" }], known);
  return { files, unreadable, known: new Map(numbers.folders.map((f) => [f.path, f])) };
}

describe("folders that did not change are not listed again", () => {
  test("a listing that is relied on is one that was made well after the last change", () => {
    const root = tempDir();
    put(root, "a/1.jsonl");
    expect([...look(root).known.values()].every((f) => Number.isNaN(f.mtimeMs))).toBe(true);
    settle(root);
    expect([...look(root).known.values()].some((f) => Number.isNaN(f.mtimeMs))).toBe(false);
  });

  test("what is relied on is used: a name put there behind the clock's back is not seen", () => {
    const root = tempDir();
    put(root, "a/1.jsonl");
    settle(root);
    const { known } = look(root);
    put(root, "a/2.jsonl");
    settle(root);
    expect(look(root, known).files).toHaveLength(1);
  });

  test("a folder with a link in it is always listed", () => {
    const root = tempDir();
    const other = tempDir();
    put(root, "a/1.jsonl");
    put(other, "b/2.jsonl");
    symlinkSync(join(other, "projects", "b"), join(root, "projects", "a", "linked"));
    settle(root);
    settle(other);
    const { known, files } = look(root);
    expect(files).toHaveLength(2);
    put(other, "b/3.jsonl");
    expect(look(root, known).files).toHaveLength(3);
  });

  test("whatever happens to files and folders, the same logs are found as by listing everything", () => {
    const name = fc.constantFrom(
      "1.jsonl",
      "2.jsonl",
      "s/3.jsonl",
      "s/subagents/4.jsonl",
      "s/subagents/5.jsonl",
      "t/6.jsonl",
    );
    const path = fc.tuple(fc.constantFrom("a", "b"), name).map(([folder, file]) => `${folder}/${file}`);
    const step = fc.record({ kind: fc.constantFrom("put", "grow", "remove", "move", "drop"), path, to: path });
    fc.assert(
      fc.property(fc.array(path, { minLength: 1 }), fc.array(step, { maxLength: 6 }), (first, steps) => {
        const root = tempDir();
        for (const p of first) put(root, p);
        settle(root);
        let { known } = look(root);
        for (const { kind, path: at, to } of steps) {
          const file = join(root, "projects", at);
          if (kind === "put") put(root, at);
          if (kind === "grow") put(root, at, `{}\n${"x".repeat(50)}\n`);
          if (kind === "remove") rmSync(file, { force: true });
          if (kind === "drop") rmSync(dirname(file), { recursive: true, force: true });
          if (kind === "move") {
            put(root, at);
            put(root, to);
            renameSync(file, join(root, "projects", to));
          }
          const quick = look(root, known);
          const { files, unreadable } = look(root);
          expect(quick.files).toEqual(files);
          expect(quick.unreadable).toEqual(unreadable);
          known = quick.known;
        }
      }),
      { numRuns: 60 },
    );
  });
});
