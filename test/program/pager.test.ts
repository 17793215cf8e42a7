/** Output longer than the screen goes through a pager, but only in a terminal. */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pagerOf } from "../../src/cli/terminal/pager.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runCli } from "../helpers/run-cli.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { openTerminal, type TerminalOptions } from "../helpers/terminal.ts";

/** Days with a response each: the answer has six lines more: title, blank, header, rule, total and a note. */
const DAYS = 20;
const LINES = DAYS + 6;

function homeWithDays(): string {
  const home = tempDir();
  const days = Array.from({ length: DAYS }, (_, i) => `2026-11-${String(i + 1).padStart(2, "0")}T10:00:00Z`);
  makeTree(join(home, ".claude"), { "a.jsonl": days.map((timestamp) => assistantRow({ timestamp })) });
  return home;
}

/** Runs `daily` in a terminal with a pager that writes its input to a file. */
async function daily(options: TerminalOptions & { readonly args?: readonly string[]; readonly pager?: string }) {
  const home = homeWithDays();
  const paged = join(home, "paged.txt");
  const env = { PAGER: options.pager ?? `cat > '${paged}'; echo "by way of $LESS"`, NO_COLOR: "1", ...options.env };
  const terminal = openTerminal(["daily", "--timezone", "UTC", ...(options.args ?? [])], { ...options, home, env });
  const code = await terminal.exited;
  return {
    code,
    shown: terminal.scrollback().join("\n"),
    paged: existsSync(paged) ? readFileSync(paged, "utf8") : null,
  };
}

describe.skipIf(process.platform === "win32")("a table in a terminal", () => {
  test.each([
    [LINES, true],
    [LINES + 1, false],
  ])("of %i rows is paged: %s", async (rows, isPaged) => {
    const { code, shown, paged } = await daily({ rows });
    expect([code, paged !== null]).toEqual([0, isPaged]);
    expect(isPaged ? paged : shown).toContain("2026-11-01");
    expect(isPaged ? paged?.split("\n").length : LINES + 1).toBe(LINES + 1);
    expect(shown.includes("2026-11-01")).toBe(!isPaged);
    if (isPaged) expect(shown).toContain("by way of FRX");
  });

  test.each<[string, Parameters<typeof daily>[0]]>([
    ["with --no-pager", { args: ["--no-pager"] }],
    ["with an empty PAGER", { pager: "" }],
    ["with PAGER=cat", { pager: "cat" }],
    ["with a pager that is not there", { pager: "no-such-pager-anywhere -x" }],
    ["in a terminal that cannot be moved in", { env: { TERM: "dumb" } }],
  ])("is written as usual %s", async (_when, options) => {
    const { code, shown, paged } = await daily({ rows: 10, ...options });
    expect([code, paged]).toEqual([0, null]);
    expect(shown).toContain("2026-11-01");
    expect(shown).toContain("Total, 20 days");
    expect(shown).not.toContain("by way of");
  });

  test("the user's own options for less stay", async () => {
    expect((await daily({ rows: 10, env: { LESS: "-i" } })).shown).toContain("by way of -i");
  });

  test("without PAGER it is less, with colours and an end of its own; where there is none, the table is written", async () => {
    const home = homeWithDays();
    const bin = join(home, "bin");
    mkdirSync(bin);
    const run = async (): Promise<string> => {
      const terminal = openTerminal(["daily"], { home, rows: 10, env: { PATH: bin } });
      expect(await terminal.exited).toBe(0);
      return terminal.scrollback().join("\n");
    };
    expect(await run()).toContain("2026-11-01");
    writeFileSync(join(bin, "less"), `#!/bin/sh\necho "less $*"\n`);
    chmodSync(join(bin, "less"), 0o755);
    const shown = await run();
    expect(shown).toContain("less -FRX");
    expect(shown).not.toContain("2026-11-01");
  });

  test("what a pager that ends early leaves unread is no failure", async () => {
    expect(await daily({ rows: 10, pager: "head -n 1" })).toMatchObject({ code: 0 });
  });
});

test("what is piped is not paged", async () => {
  const home = homeWithDays();
  const { code, stdout } = await runCli(["daily"], { home, env: { PAGER: "false" } });
  expect([code, stdout.split("\n").length]).toEqual([0, LINES + 1]);
});

test.each([
  [{ TERM: "xterm", PAGER: "most -s" }, "linux", { command: "most -s", args: [], shell: true }],
  [{ TERM: "xterm" }, "darwin", { command: "less", args: ["-FRX"], shell: false }],
  [{ TERM: "dumb", PAGER: "more" }, "linux", null],
  [{ PAGER: "more" }, "win32", { command: "more", args: [], shell: true }],
  [{}, "win32", null],
  [{}, "linux", null],
] as const)("%j on %s", (env, platform, pager) => {
  expect(pagerOf(env, platform)).toEqual(pager);
});
