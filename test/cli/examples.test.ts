/** Every command's help ends with examples of its own. */

import type { Command } from "commander";
import { expect, test } from "vitest";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { helpOf } from "../../src/cli/sub-examples.ts";
import { channel } from "../helpers/run-here.ts";

type Named = { readonly name: string; readonly command: Command };

function below(command: Command, name: string): readonly Named[] {
  const visible = command.createHelp().visibleCommands(command);
  const own = visible
    .filter((part) => part.name() !== "help")
    .map((part) => ({ name: `${name} ${part.name()}`, command: part }));
  return own.flatMap((part) => [part, ...below(part.command, part.name)]);
}

const out = channel([], 100);
const io = { stdout: out, stderr: out, env: {}, cwd: "/", homeDir: "/", platform: "linux" as const, now: () => 0 };
const program = createProgram(ALL_COMMANDS, io, { exitCode: 0 });
const commands = below(program, "claude-cost");

test("there are many", () => {
  expect(commands.length).toBeGreaterThan(60);
  expect(commands.map(({ name }) => name)).toContain("claude-cost team roster set");
});

test.each(commands.map(({ name, command }) => [name, command] as const))("%s", (name, command) => {
  const help = helpOf(command);
  const [, examples = ""] = help.split("\nExamples:\n");
  // After a word of the shell, too: `echo … | claude-cost hook`.
  const own = examples.split("\n").filter((line) => line.startsWith("  ") && `${line} `.includes(`${name} `));
  expect(own, help).not.toEqual([]);
});

test("what is borrowed stands once, and nothing is left changed by asking", () => {
  const snooze = commands.find(({ name }) => name === "claude-cost limits snooze")?.command as Command;
  const help = helpOf(snooze);
  expect(help.match(/Examples:/g)).toHaveLength(1);
  expect(help).toContain("claude-cost limits snooze five_hour 2h");
  expect(help).not.toContain("claude-cost limits silence");
  expect(helpOf(snooze)).toBe(help);
});
