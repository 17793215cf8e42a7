/**
 * Everything written to the terminal goes through a writer that filters; the exceptions are listed here, each with its
 * reason.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

const ALLOWED: Readonly<Record<string, string>> = {
  "cli/terminal/process-io.ts": "the writers themselves",
  "cli/entries/hook-main.ts": "an answer as JSON, escaped",
  "cli/entries/live-main.ts": "an answer as JSON, escaped",
  "cli/entries/statusline-main.ts": "the line, filtered; and what the user's own command printed",
  "cli/entries/watch-main.ts": "the alternate screen's own sequences",
  "ui/app.tsx": "clearing the screen; frames are cleaned where their lines are fitted and painted",
  "ui/alt-screen.ts": "passes on what Ink writes",
};

it("only the named files write to stdout or stderr", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !name.includes(".test."),
  );
  const writers = files.filter((name) =>
    /process\s*\.\s*(?:stdout|stderr)\s*\.\s*write|\bstdout\.write\b|console\s*\.\s*\w+\(|writeSync\((?:1|2|fd\b|stdout)/.test(
      readFileSync(join(SRC, name), "utf8").replace(/\b(?:io|options\.io)\.(?:stdout|stderr)\.write/g, ""),
    ),
  );
  const names = writers.map((name) => relative(SRC, join(SRC, name)).replaceAll("\\", "/"));
  expect(names.filter((name) => !(name in ALLOWED) && !/^(?:store|runtime|data)\//.test(name))).toEqual([]);
});

it("a control sequence is made only where one is meant", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  const makers = files.filter((name) => /as ControlSequence/.test(readFileSync(join(SRC, name), "utf8")));
  expect(makers.map((name) => name.replaceAll("\\", "/")).sort()).toEqual([
    "cli/commands/inside/statusline.ts",
    "cli/terminal/progress.ts",
    "view/text/control-sequences.ts",
    "view/words/notification.ts",
  ]);
});

it("files are read through regular-file.ts, so that no pipe is waited for", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|^runtime\/|^app\/demo\//.test(name));
  const readers = files.filter((name) =>
    /readFileSync\(|createReadStream\(|appendFileSync\(|openSync\([^)]*"(?:r|a|a\+|r\+)"/.test(
      readFileSync(join(SRC, name), "utf8"),
    ),
  );
  // It opens a folder, to bring it to the disk.
  expect(readers).toEqual(["store/files/atomic-file.ts"]);
});
