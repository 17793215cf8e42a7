/**
 * The launcher knows the name of each command, so that a command after an option's value is not mistaken for a report.
 */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { REPORT_COMMANDS } from "../../src/cli/report-commands.ts";
import { BIN } from "../helpers/run-cli.ts";
import { channel } from "../helpers/run-here.ts";

const out = channel([], 100);
const io = { stdout: out, stderr: out, env: {}, cwd: "/", homeDir: "/", platform: "linux" as const, now: () => 0 };

function commandsOf(commands: typeof ALL_COMMANDS): readonly string[] {
  const program = createProgram(commands, io, { exitCode: 0 });
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name());
}

function listed(name: string): readonly string[] {
  const text = readFileSync(BIN, "utf8");
  const list = new RegExp(`const ${name} = \\[([^;]*)\\];`).exec(text)?.[1] ?? "";
  return [...list.matchAll(/"([^"]+)"/g)].map(([, word]) => word as string);
}

test("its lists are the program's commands, those of reports apart", () => {
  const reports = commandsOf(REPORT_COMMANDS).filter((name) => name !== "help");
  expect(listed("REPORTS").toSorted()).toEqual(reports.toSorted());
  const others = commandsOf(ALL_COMMANDS).filter((name) => !reports.includes(name));
  expect(listed("OTHERS").toSorted()).toEqual(others.toSorted());
});
