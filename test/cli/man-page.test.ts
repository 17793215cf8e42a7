/** `man/claude-cost.1` agrees with the program's help. `npm run man` writes it again. */

import { expect, test } from "vitest";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { commandsBelow, manPage } from "../helpers/man-page.ts";
import { channel } from "../helpers/run-here.ts";

const out = channel([], 80);
const io = { stdout: out, stderr: out, env: {}, cwd: "/", homeDir: "/", platform: "linux" as const, now: () => 0 };
const program = createProgram(ALL_COMMANDS, io, { exitCode: 0 });
const page = manPage(program);

test("is up to date", async () => {
  await expect(page).toMatchFileSnapshot("../../man/claude-cost.1");
});

test("has every command and every option that help shows, in plain ASCII without a stray request", () => {
  const lines = page.split("\n");
  for (const [path, command] of commandsBelow(program, "claude-cost")) {
    const heading = lines.findIndex((line) => line.startsWith(`.SS "${path.replaceAll("-", "\\-")}`));
    expect(heading, path).toBeGreaterThan(0);
    for (const option of command.options.filter(({ hidden }) => !hidden))
      expect(lines).toContain(`.B ${option.flags.replaceAll("-", "\\-")}`);
  }
  expect(page).toMatch(/^[\x20-\x7e\n]*$/);
  const requests = new Set(lines.flatMap((line) => /^[.']\S*/.exec(line)?.[0] ?? []));
  expect([...requests].sort()).toEqual([".B", ".I", ".PP", ".SH", ".SS", ".TH", ".TP", '.\\"', ".fi", ".nf"]);
});
