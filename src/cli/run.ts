import { rmSync } from "node:fs";
import { CommanderError } from "commander";
import { UserError } from "../core/user-error.ts";
import { BadIndex } from "../store/index/sections.ts";
import type { Io } from "./io.ts";
import { setupArgv } from "./options/setup-argv.ts";
import { createProgram, type Register } from "./program.ts";

/** Runs one command line and gives the exit code: 0 ok, 1 failure, 2 usage, 3 limit exceeded. */
export async function run(argv: readonly string[], io: Io, commands: readonly Register[]): Promise<number> {
  try {
    return await once(argv, io, commands);
  } catch (error) {
    if (!(error instanceof BadIndex)) throw error;
    // Found out when a part of it was asked for. Nothing has been written yet: a report is written when it is whole.
    rmSync(error.file, { force: true });
    io.stderr.write(`claude-cost: the index was ${error.message}; it has been rebuilt\n`);
    return once(argv, io, commands);
  }
}

/** @throws BadIndex */
async function once(argv: readonly string[], io: Io, commands: readonly Register[]): Promise<number> {
  const state = { exitCode: 0 };
  const program = createProgram(commands, io, state);
  try {
    await program.parseAsync([...setupArgv(argv)], { from: "user" });
    return state.exitCode;
  } catch (error) {
    if (error instanceof BadIndex && error.file !== "") throw error;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UserError) {
      io.stderr.write(`claude-cost: ${error.message}\n`);
      if (error.hint) io.stderr.write(`  ${error.hint}\n`);
      if (argv.includes("--debug")) io.stderr.write(`${error.stack}\n${String(error.cause ?? "")}\n`);
      return error.exitCode;
    }
    if (isRefusal(error)) {
      io.stderr.write(`claude-cost: ${error.message}\n`);
      io.stderr.write("  Mend the folder's permissions or room, or name another with --data-dir or CLAUDE_COST_DIR.\n");
      return 1;
    }
    const detail = error instanceof Error ? error : new Error(String(error));
    io.stderr.write(`claude-cost: this is a bug: ${detail.message}\n`);
    io.stderr.write(argv.includes("--debug") ? `${detail.stack}\n` : "  Run again with --debug for the details.\n");
    return 1;
  }
}

/** What the file system refuses, the user can mend: it is not a bug of ours. */
const REFUSALS = new Set(["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"]);

function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && REFUSALS.has((error as NodeJS.ErrnoException).code ?? "");
}
