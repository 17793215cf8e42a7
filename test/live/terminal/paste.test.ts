/** Pasting into the dashboard, in a terminal. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { PASTE_OFF, PASTE_ON } from "../../../src/ui/paste-input.ts";
import { assistantRow, makeTree, SESSION } from "../../helpers/make-tree.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { openTerminal } from "../../helpers/terminal.ts";

const pasted = (text: string): string => `\u001b[200~${text}\u001b[201~`;

test("text is pasted into an open input, and is no key anywhere else", { timeout: 60_000 }, async () => {
  const dir = tempDir();
  makeTree(join(dir, ".claude"), { [`${SESSION}.jsonl`]: [assistantRow({ timestamp: new Date().toISOString() })] });
  const terminal = openTerminal(["watch"], { home: dir, columns: 100, rows: 30 });
  await terminal.waitForContent("Turns");
  expect(terminal.raw()).toContain(PASTE_ON);
  terminal.write(`${pasted("q4:why\rq")}3`);
  await terminal.waitForContent("[3 Sessions]");
  await terminal.waitForContent("open first");
  terminal.write(`/${pasted("quite\rquiet")}`);
  await terminal.waitForContent("nothing matches 'quite quiet'");
  terminal.write("\u0017");
  await terminal.waitForContent("nothing matches 'quite '");
  terminal.write("\u0015");
  await terminal.waitForContent(/Sessions ─+ 1/);
  terminal.write("\u0003");
  expect(await terminal.exited).toBe(0);
  expect(terminal.raw().lastIndexOf(PASTE_OFF)).toBeGreaterThan(terminal.raw().lastIndexOf(PASTE_ON));
});
