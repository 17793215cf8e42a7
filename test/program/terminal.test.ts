import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runCli } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { openTerminal } from "../helpers/terminal.ts";

function homeWithLogs(): string {
  const home = tempDir();
  makeTree(join(home, ".claude"), { "a.jsonl": [assistantRow()] });
  return home;
}

describe.skipIf(process.platform === "win32")("in a real terminal", () => {
  test("a report is drawn in colour, within the width, and leaves the terminal as it was", async () => {
    const terminal = openTerminal(["daily"], { home: homeWithLogs(), columns: 80 });
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen().join("\n")).toContain("2026-11-20");
    expect(terminal.raw()).toContain("\u001b[");
    expect(terminal.raw()).not.toMatch(/\u001b\[(\?1049|\?25l|[23]J)/);
    expect(terminal.cursor().x).toBe(0);
  });

  test("NO_COLOR takes the colour away, and so does a pipe, --color brings it back", async () => {
    const colour = /\u001b\[\d*(;\d+)*m/;
    const plain = openTerminal(["daily"], { home: homeWithLogs(), env: { NO_COLOR: "1" } });
    await plain.exited;
    expect(plain.raw()).not.toMatch(colour);
    const forced = await runCli(["daily", "--color", "always"], { home: homeWithLogs() });
    expect(forced.stdout).toMatch(colour);
    const piped = await runCli(["daily"], { home: homeWithLogs() });
    expect(piped.stdout).not.toMatch(colour);
  });

  test.each([40, 80, 160])("no line of any report is wider than %i columns", async (columns) => {
    for (const args of [[], ["daily"], ["weekly"], ["sessions"], ["by", "model"], ["by", "project"], ["prices"]]) {
      const { stdout, code } = await runHere([...args, "--demo", "--ascii"], { columns });
      expect(code).toBe(0);
      for (const line of stdout.split("\n"))
        expect(line.length, `${args.join(" ")}: ${line}`).toBeLessThanOrEqual(columns);
      expect(stdout, args.join(" ")).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });
});
