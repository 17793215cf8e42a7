import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Doctor = { sections: { title: string; findings: { name: string; text: string }[] }[] };

test("names the files that there are", async () => {
  const home = tempDir();
  makeTree(join(home, ".claude"), { "a.jsonl": [assistantRow()] });
  await runHere(["daily"], { home });
  const { sections } = await jsonHere<Doctor>(["doctor"], { home });
  const files = sections.find((s) => s.title === "Our own files")?.findings ?? [];
  const index = files.find((f) => f.name.startsWith("index"))?.text ?? "";
  expect(index).toMatch(/ \(\d+(\.\d)? K?B\)$/);
  expect(existsSync(index.replace(/ \([^)]*\)$/, ""))).toBe(true);
  expect(files.find((f) => f.name === "settings")?.text).toContain("not there yet");
});
