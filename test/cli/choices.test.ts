/** Every option and argument with choices answers a wrong word with all of them and the nearest. */

import type { Argument, Command, Option } from "commander";
import { describe, expect, test } from "vitest";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { nearest } from "../../src/core/nearest.ts";
import { UserError } from "../../src/core/user-error.ts";
import { channel, runHere } from "../helpers/run-here.ts";

type Taker = Option | Argument;

function takersOf(command: Command): readonly Taker[] {
  const own = [...command.options, ...command.registeredArguments].filter((t) => t.argChoices !== undefined);
  return [...own, ...command.commands.flatMap(takersOf)];
}

const stdout = channel([], 100);
const io = { stdout, stderr: stdout, env: {}, cwd: "/", homeDir: "/", platform: "linux" as const, now: () => 0 };
const takers = takersOf(createProgram(ALL_COMMANDS, io, { exitCode: 0 }));

function refusal(taker: Taker, word: string): UserError {
  try {
    taker.parseArg?.(word, undefined);
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error(`'${word}' was taken`);
}

describe("a wrong choice", () => {
  test("is refused with every choice, and the nearest where a letter is too many", () => {
    expect(takers.length).toBeGreaterThan(15);
    for (const taker of takers) {
      const choices = taker.argChoices ?? [];
      for (const choice of choices) {
        expect(taker.parseArg?.(choice, undefined)).toBe(choice);
        const { message, hint, exitCode } = refusal(taker, `${choice}x`);
        expect(message).toContain(`is not one of ${choices.join(", ")}`);
        // Of a word of two letters one is half of it.
        expect([exitCode, hint]).toEqual([2, choice.length > 2 ? `Did you mean ${choice}?` : ""]);
      }
      const far = refusal(taker, "qqqqqqqqqqqqqqqq");
      expect([far.message.includes(choices.join(", ")), far.hint]).toEqual([true, ""]);
    }
  });

  test.each([
    [["by", "modle"], "by <dimension>: 'modle' is not one of model,", "Did you mean model?"],
    [["plan", "set", "gold"], "plan set <plan>: 'gold' is not one of pro, max, team,", ""],
    [["sessions", "--sort", "csot"], "--sort: 'csot' is not one of last, cost, tokens, project", "Did you mean cost?"],
    [["setup", "--only", "hook"], "--only: 'hook' is not one of statusline, hooks, telemetry", "Did you mean hooks?"],
    [["by", "\u001b[31mmodel"], "by <dimension>: 'model' is not one of", "Did you mean model?"],
  ])("%j", async (args, reason, hint) => {
    const { code, stdout, stderr } = await runHere(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(reason);
    expect(stderr).toContain(hint);
  });
});

test("two neighbours in each other's place are one letter off, and what is more than two off is not near", () => {
  expect(nearest("csot", ["last", "cost"])).toBe("cost");
  expect(nearest("sesisons", ["session", "sessions"])).toBe("sessions");
  expect(nearest("sxxxions", ["sessions"])).toBeNull();
  expect(nearest("sxxsions", ["sessions"])).toBe("sessions");
  // Two of four letters are half of the word.
  expect(nearest("coxx", ["cost"])).toBeNull();
});
