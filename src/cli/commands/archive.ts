import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { verifyArchive } from "../../app/archive/verify-archive.ts";
import { realFolder } from "../../app/load/archive-source.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { UserError } from "../../core/user-error.ts";
import { writeAdopted } from "../../store/archive/adopted-folders.ts";
import { repairArchive } from "../../store/archive/write-archive.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { isoTime, SCHEMA_VERSION } from "../../view/json/parts.ts";
import { archiveJson, archiveLines } from "../../view/tables/archive-lines.ts";
import type { Io } from "../io.ts";
import { readCommonOptions } from "../options/common-options.ts";
import type { Register, RunState } from "../program.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../report.ts";
import { printLine } from "../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost archive verify                   is every month whole, and what does it hold
  claude-cost archive repair                   replace damaged months by their last good copies
  claude-cost archive adopt /old/home/.claude  count a folder that has moved together with the present one
  claude-cost archive adopt --undo /old/home/.claude
docs/archive.md describes the archive.`;

/** Commands for the archive, which is the only copy of its rows once the client has deleted the logs. */
export const registerArchive: Register = (program, io, state) => {
  const archive = program
    .command("archive")
    .description("the archive of settled days: verify it, repair it, join folders that moved")
    .addHelpText("after", EXAMPLES)
    .action((_options: unknown, command: Command) => verify(command, io, state));
  archive
    .command("verify")
    .description("read every month and check it; exit code 1 where one is damaged")
    .action((_options: unknown, command: Command) => verify(command, io, state));
  archive
    .command("repair")
    .description("replace damaged months by their last good copies, and add checksums to older ones")
    .action((_options: unknown, command: Command) => repair(command, io));
  archive
    .command("adopt <folder>")
    .description("count the archive of a Claude Code folder that has moved together with the one in use")
    .option("--undo", "count it separately again")
    .action((folder: string, options: { undo?: boolean }, command: Command) => adopt(folder, options, command, io));
};

async function verify(command: Command, io: Io, state: RunState): Promise<void> {
  const options = readCommonOptions(command);
  const check = await verifyArchive(dataPaths(options.dataDir, io.env).archiveDir);
  if (!check.isWhole) state.exitCode = 1;
  if (options.json) {
    writeJson(io, { schemaVersion: SCHEMA_VERSION, generatedAt: isoTime(io.now()), ...archiveJson(check) });
  } else writeLines(io, archiveLines(check, widthOf(io), styleOf(options, io)));
}

async function repair(command: Command, io: Io): Promise<void> {
  const options = readCommonOptions(command);
  const repaired = await repairArchive(dataPaths(options.dataDir, io.env).archiveDir);
  if (repaired === null) {
    throw new UserError("the archive is being written by another process", { hint: "Try again in a moment." });
  }
  for (const path of repaired.written) printLine(io.stderr, `${path} was rewritten`);
  for (const { path, reason } of repaired.failed) printLine(io.stderr, `${path} cannot be repaired (${reason})`);
  if (repaired.written.length + repaired.failed.length === 0) printLine(io.stderr, "every month is whole");
  if (repaired.failed.length > 0) {
    throw new UserError("not every month could be repaired", {
      hint: "Put a backup in its place, or set it aside and import an export of that month.",
    });
  }
}

async function adopt(folder: string, { undo = false }: { undo?: boolean }, command: Command, io: Io): Promise<void> {
  const options = readCommonOptions(command);
  const { archiveDir } = dataPaths(options.dataDir, io.env);
  const from = resolve(io.cwd, folder);
  const roots = chooseRoots({ configDirs: options.configDir, env: io.env, homeDir: io.homeDir });
  const to = realFolder((roots.find(({ path }) => existsSync(path)) ?? roots[0])?.path ?? "");
  if (undo) {
    writeAdopted(archiveDir, from, null);
    printLine(io.stderr, `${from} is counted separately again`);
    return;
  }
  if (from === to) throw new UserError(`${from} is the folder that is looked at`, { exitCode: 2 });
  const { folders } = await verifyArchive(archiveDir);
  if (!folders.some((archived) => archived.folder === from)) {
    const known = folders.map((archived) => archived.folder).filter((name) => name !== "" && name !== to);
    const hint =
      known.length === 0 ? "`claude-cost archive verify` lists what there is." : `There is ${known.join(", ")}.`;
    throw new UserError(`nothing was archived of ${from}`, { hint, exitCode: 2 });
  }
  writeAdopted(archiveDir, from, to);
  printLine(io.stderr, `what was archived of ${from} counts with ${to} now`);
}
