/**
 * No line of a command is wider than the terminal, except what is copied whole: a path or a command on a line of its
 * own.
 */

import { expect, test } from "vitest";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { textWidth } from "../../src/view/text/spans.ts";
import { channel, runHere } from "../helpers/run-here.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const WIDTHS = runs({ ci: [40, 60, 80, 120], here: [40, 80] });

const COMMANDS: readonly (readonly string[])[] = [
  [],
  ["daily"],
  ["daily", "--last", "3"],
  ["weekly"],
  ["monthly"],
  ["sessions"],
  ["sessions", "current"],
  ...["model", "project", "branch", "agent", "mcp", "version", "entrypoint", "account", "pr", "ticket", "tag"].map(
    (dimension) => ["by", dimension],
  ),
  ["background"],
  ["blocks"],
  ["limits"],
  ["plan"],
  ["credits"],
  ["budget"],
  ["why"],
  ["why", "current"],
  ["what-if", "--model", "sonnet-5-5"],
  ["estimate"],
  ["tag"],
  ["prices"],
  ["context"],
  ["archive"],
  ["doctor"],
  ["config"],
];

/** They write for others than a reader at a terminal, answer a program, or show a screen of their own. */
const NOT_FOR_READING = [
  "watch",
  "report",
  "receipt",
  "team",
  "setup",
  "statusline",
  "hook",
  "listen",
  "fetch",
  "console",
  "export",
  "import",
  "completion",
];

/** Only a path or a command, whatever is around it. */
const isToCopy = (line: string): boolean => /^[!\s]*(\S*[/\\]\S+|\S*`[^`]*`\S*|claude-cost .*)$/.test(line.trim());

async function tooWide(args: readonly string[], columns: number, home: string): Promise<readonly string[]> {
  const { stdout } = await runHere(args, { home, columns });
  expect(stdout, args.join(" ")).not.toBe("");
  return stdout.split("\n").filter((line) => textWidth(line) > columns && !isToCopy(line));
}

test.each(WIDTHS)(
  "with the demo's history, at %i columns",
  async (columns) => {
    const home = tempDir();
    for (const args of COMMANDS) {
      expect(await tooWide([...args, "--demo"], columns, home), args.join(" ")).toEqual([]);
    }
  },
  120_000,
);

test.each(WIDTHS)("where there is nothing yet, at %i columns", async (columns) => {
  const home = tempDir();
  for (const args of [["budget"], ["tag"], ["archive"], ["doctor"], ["plan"], ["credits"], ["limits"]]) {
    expect(await tooWide(args, columns, home), args.join(" ")).toEqual([]);
  }
});

test("what to type where a currency has no rate stands on lines of its own", async () => {
  const { stderr } = await runHere(["--demo", "--currency", "EUR"], { columns: 60 });
  expect(stderr.split("\n").filter((line) => textWidth(line) > 60)).toEqual([]);
  expect(stderr).toMatch(/^ {2}claude-cost config set currency\.code EUR$/m);
});

test("every command is looked at here, or is named as one that is not", () => {
  const out = channel([], 100);
  const io = { stdout: out, stderr: out, env: {}, cwd: "/", homeDir: "/", platform: "linux" as const, now: () => 0 };
  const program = createProgram(ALL_COMMANDS, io, { exitCode: 0 });
  const names = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name());
  const known = [...COMMANDS.map(([name]) => name), ...NOT_FOR_READING, "help"];
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
});
