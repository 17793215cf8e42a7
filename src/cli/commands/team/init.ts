import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { initTeam, type MadeTeam } from "../../../app/team/init-team.ts";
import { emptyName } from "../../../app/team/join-team.ts";
import { cleanText } from "../../../core/clean-text.ts";
import { DEFAULT_K, SHAREABLE, type Shareable, type Team, teamFields } from "../../../core/team/team-file.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { ruleChangeText } from "../../../view/tables/team/rule-changes.ts";
import { datesText, people } from "../../../view/tables/team/team-lines.ts";
import { counted } from "../../../view/text/format.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions, readDay } from "../../options/common-options.ts";
import { writeJson, writeLines } from "../../report.ts";
import { printLine, printMessage } from "../../terminal/messages.ts";
import { refuseDemo, type TeamRegister, teamHead } from "./team-command.ts";

const EXAMPLES = `
Examples:
  claude-cost team init /mnt/team/claude-cost --name "Pilot" --from 2026-11-01 --to 2026-12-15
  claude-cost team init ~/Drive/claude-cost --allow projects,lines
  claude-cost team init ~/Drive/claude-cost --no-all-agreed --to none
  claude-cost team init ~/Drive/claude-cost --k 8      changes a team that was made here, and prints its invite again

The invite holds a secret: who has it can compute pseudonyms from names. It stands nowhere in the folder; send it
to the members alone. Without --from, nothing from before today is shared.`;

type InitOptions = {
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
  readonly k?: number;
  readonly allow?: readonly Shareable[];
  readonly allAgreed?: boolean;
  readonly keepMonths?: number;
};

export const registerTeamInit: TeamRegister = (team, io) => {
  team
    .command("init <dir>")
    .description("(lead) make a team's folder, or change its rules; prints the invite")
    .option("--name <name>", "what the team is called")
    .option("--from <date>", "first UTC date that is shared (default: today)")
    .option("--to <date>", "last UTC date that is shared, or none (default: no end)")
    .addOption(
      new Option("--k <people>", `fewest people that a group, project or day is shown of (${DEFAULT_K})`).argParser(
        wholeNumber(1, 1000),
      ),
    )
    .addOption(
      new Option(
        "--allow <what>",
        `what members may choose to share besides: ${SHAREABLE.join(",")}, or none`,
      ).argParser(shareables),
    )
    .option("--all-agreed", "all members agreed to be shown by name, however few they are")
    .option("--no-all-agreed", "not all members agree to that any more")
    .addOption(
      new Option("--keep-months <months>", "for how long what was shared is kept (12)").argParser(wholeNumber(1, 120)),
    )
    .addHelpText("after", EXAMPLES)
    .action((dir: string, options: InitOptions, command: Command) => init(dir, options, command, io));
};

async function init(dir: string, options: InitOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  refuseDemo(common, command);
  const today = Math.floor(io.now() / 86_400_000);
  const day = (flag: string, text: string | undefined, end: "first" | "last") =>
    text === undefined ? undefined : readDay(flag, text, today, end);
  // A variable of the shell that is not set would make this folder the team's.
  if (dir.trim() === "") throw new UserError("the team's folder has no name", { exitCode: 2 });
  const folder = resolve(io.cwd, dir);
  const made = await initTeam(
    folder,
    dataPaths(common.dataDir, io.env).teamDir,
    {
      name: options.name === undefined ? undefined : nameOf(options.name),
      from: day("--from", options.from, "first"),
      to: options.to === "none" ? null : day("--to", options.to, "last"),
      k: options.k,
      allow: options.allow,
      agreedToNames: options.allAgreed,
      retentionMonths: options.keepMonths,
    },
    today,
  );
  if (common.json) writeJson(io, { ...teamHead(io), ...madeJson(folder, made) });
  else writeLines(io, [made.invite]);
  printMessage(
    io.stderr,
    `'${made.team.name}' ${made.isNew ? "is made" : "was made already, and has these rules now,"} in ${folder}.`,
  );
  printLine(io.stderr, rulesText(made.team), "  ");
  for (const change of made.changes) printLine(io.stderr, `Changed: ${ruleChangeText(change)}.`, "  ");
  if (made.changes.some(({ isWider }) => isWider)) {
    printLine(
      io.stderr,
      "Members are asked before they share again, because more is shared, shown or kept: a member who has not agreed sends nothing new.",
      "  ",
    );
  }
  if (made.replaces) {
    printLine(
      io.stderr,
      "Another team was made in this folder before, and its team.json is gone. This one has a new secret: members leave, and join with this invite, under new pseudonyms. To go on with the old one, put its team.json back.",
      "  ",
    );
  }
  if (made.otherDir !== null) {
    printLine(
      io.stderr,
      `Team commands without a folder are about this one from now on; until now they were about ${made.otherDir}.`,
      "  ",
    );
  }
  printLine(
    io.stderr,
    "Send the invite to the members only: `claude-cost team join INVITE`, then `claude-cost team share`.",
    "  ",
  );
}

/** @throws UserError where nothing of the name can be seen */
function nameOf(text: string): string {
  const name = cleanText(text).slice(0, 80);
  if (name === "") throw emptyName("--name");
  return name;
}

/** What the team's file says, in a sentence. */
function rulesText(team: Team): string {
  const { k, agreedToNames, allow, retentionMonths } = team;
  return [
    `${datesText(team)} (UTC)`,
    agreedToNames
      ? "all agreed to be shown, however few (--no-all-agreed takes that back)"
      : `shown of at least ${people(k)}`,
    `may be shared besides: ${allow.length === 0 ? "nothing" : allow.join(", ")}`,
    `kept for ${counted(retentionMonths, "month")}`,
  ].join("; ");
}

const madeJson = (dir: string, { team, invite, otherDir }: MadeTeam) => ({
  dir,
  team: teamFields(team),
  invite,
  previousDir: otherDir,
});

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
  };
}

function shareables(text: string): readonly Shareable[] {
  if (text === "none") return [];
  const names = text.split(",").map((name) => name.trim());
  const isOne = (name: string): name is Shareable => (SHAREABLE as readonly string[]).includes(name);
  if (!names.every(isOne)) throw new InvalidArgumentError(`Allowed are ${SHAREABLE.join(", ")}, or none.`);
  return [...new Set(names)];
}
