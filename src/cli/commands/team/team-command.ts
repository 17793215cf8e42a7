/** What the team commands have in common. */

import { resolve } from "node:path";
import type { Command } from "commander";
import { type OpenTeam, openTeam } from "../../../app/team/open-team.ts";
import { tooFewText, WAY_OUT_OF_TOO_FEW } from "../../../core/team/report/report.ts";
import type { Team } from "../../../core/team/team-file.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { isoTime, SCHEMA_VERSION } from "../../../view/json/parts.ts";
import type { TerminalStyle } from "../../../view/text/terminal-style.ts";
import type { Io } from "../../io.ts";
import { type CommonOptions, readCommonOptions } from "../../options/common-options.ts";
import type { RunState } from "../../program.ts";
import { ask, canAsk } from "../../terminal/ask.ts";
import { printLine, printMessage } from "../../terminal/messages.ts";

/** A command below `team`. */
export type TeamRegister = (team: Command, io: Io, state: RunState) => void;

/** The argument of every command about a team's folder. */
export const DIR_ARGUMENT = [
  "[dir]",
  "the team's folder (default: the one that was made or joined here last)",
] as const;

/** The team that a command is about; with `--demo` an invented one. @param dir as it was typed */
export async function teamOf(dir: string | undefined, command: Command, io: Io): Promise<OpenTeam> {
  const options = readCommonOptions(command);
  const { dataDir, teamDir } = dataPaths(options.dataDir, io.env);
  if (options.demo && dir === undefined) {
    const { demoTeam } = await import("../../../app/demo/demo-home.ts");
    return openTeam(await demoTeam(dataDir, teamDir, io.now()), teamDir, io.now());
  }
  return openTeam(dir === undefined ? null : resolve(io.cwd, dir), teamDir, io.now());
}

/** For commands that write. @throws UserError with `--demo` */
export function refuseDemo({ demo }: CommonOptions, command: Command): void {
  if (!demo) return;
  throw new UserError(`\`team ${command.name()}\` does not take --demo: it would change something`, { exitCode: 2 });
}

/** The lines above all output about the demo team. */
export function demoLines({ demo }: CommonOptions, style: TerminalStyle): readonly string[] {
  return demo ? [`${style.paint("warn", "DEMO")} ${style.bold("a made-up team")}`, ""] : [];
}

/** Asks for confirmation where somebody can answer. @throws UserError where the answer is no */
export async function confirm(question: string, isSure: boolean): Promise<void> {
  if (isSure || !canAsk() || (await ask(question))) return;
  throw new UserError("nothing was done", { exitCode: 1 });
}

/**
 * Like `confirm`, for what nobody should do by accident: joining, and deleting what was shared. Where nobody can
 * answer, `--yes` is required.
 * @param doing what is to be confirmed, such as "deleting"
 */
export async function confirmOrRefuse(doing: string, question: string, isSure: boolean): Promise<void> {
  if (isSure || canAsk()) return confirm(question, isSure);
  throw new UserError(`${doing} asks in a terminal; there is none here`, {
    hint: "Add --yes to do it without being asked.",
    exitCode: 2,
  });
}

export const teamHead = (io: Io) => ({ schemaVersion: SCHEMA_VERSION, generatedAt: isoTime(io.now()) });

/**
 * Prints why rows are empty: too few members for anything of these days to be shown. A table says it in place of the
 * figures.
 */
export function printTooFew(team: Team, io: Io): void {
  printMessage(io.stderr, tooFewText(team));
  printLine(io.stderr, WAY_OUT_OF_TOO_FEW, "  ");
}

/** Prints one line for each file that was left out or could not be changed. */
export function printFiles(io: Io, files: readonly { readonly path: string; readonly reason: string }[]): void {
  for (const { path, reason } of files) printMessage(io.stderr, `${path}: ${reason}`);
}
