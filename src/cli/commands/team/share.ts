import { type Command, Option } from "commander";
import { refuseOtherRoots, requireMembership } from "../../../app/team/join-team.ts";
import { planShare, type Share, writeShare } from "../../../app/team/share.ts";
import type { ShareInputs } from "../../../app/team/share-choices.ts";
import { chooseRoots } from "../../../claude-code/logs/roots.ts";
import { CELL_COLUMNS, type Cell, COST_USD_COLUMN } from "../../../core/team/cell.ts";
import type { RuleChange } from "../../../core/team/rules.ts";
import { teamFields } from "../../../core/team/team-file.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { loadSettings } from "../../../store/settings.ts";
import { changeMemberships } from "../../../store/team/membership-file.ts";
import { writeSharedOn } from "../../../store/team/shared-on.ts";
import { readTeam } from "../../../store/team/team-file.ts";
import { cellJson } from "../../../view/json/team-json.ts";
import { ruleChangeJson } from "../../../view/tables/team/rule-changes.ts";
import { shareNotes, shareSummary } from "../../../view/tables/team/team-lines.ts";
import { cellLines } from "../../../view/tables/team/team-rows.ts";
import { csv } from "../../../view/text/csv.ts";
import type { Io } from "../../io.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { openReport, type Report, writeJson, writeLines } from "../../report.ts";
import { changeSettings } from "../../settings-change.ts";
import { printLine, printMessage } from "../../terminal/messages.ts";
import { type Agreeing, noteAfterShare, requireAgreement, tellRuleChanges } from "./share-rules.ts";
import { confirm, refuseDemo, type TeamRegister, teamHead } from "./team-command.ts";

const EXAMPLES = `
Examples:
  claude-cost team share --show            the rows, each in full; nothing is written
  claude-cost team share --show --json     as they would be written
  claude-cost team share                   write what has changed since the last time
  claude-cost team share --daily on        ... once a day by itself, after a report or a hook
  claude-cost team share --yes --accept    ... in a script, whatever rules the lead has changed

A row is a UTC date, a model and a kind of request, with sums. A day is shared when it has ended. Projects, agents, skills
and lines are shared only where you name them: \`claude-cost config set team.projects orders=~/src/orders-api\`.`;

type ShareOptions = Agreeing & {
  readonly show?: boolean;
  readonly daily?: "on" | "off";
  readonly yes?: boolean;
};

export const registerTeamShare: TeamRegister = (team, io) => {
  team
    .command("share")
    .description("(developer) write this machine's sums to the team's folder, or show them")
    .option("--show", "print exactly what would be written, and write nothing")
    .addOption(new Option("--daily <on|off>", "share once a day by itself").choices(["on", "off"]))
    .option("--yes", "write without being asked")
    .option("--accept", "agree to rules that the team's lead has changed since you agreed")
    .addOption(new Option("--unattended", "share in the background, and tell the rest at the next report").hideHelp())
    .addHelpText("after", EXAMPLES)
    .action((options: ShareOptions, command: Command) => share(options, command, io));
};

async function share(options: ShareOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  refuseDemo(common, command);
  const paths = dataPaths(common.dataDir, io.env);
  const membership = requireMembership(paths.teamDir);
  if (options.daily !== undefined && !options.show) return setDaily(options.daily === "on", command, io);
  if (!options.show && (common.csv || common.since !== undefined || common.until !== undefined)) {
    throw new UserError("--csv, --since and --until go with --show: what is written is everything", { exitCode: 2 });
  }
  if (!common.archive) {
    throw new UserError("`team share` does not take --no-archive: days whose logs are gone would be missing", {
      exitCode: 2,
    });
  }
  const team = readTeam(membership.dir);
  if (team.id !== membership.id) {
    throw new UserError(`the team in ${membership.dir} is not the one that you joined`, {
      hint: "Its lead made another one there. `claude-cost team leave`, and join with the new invite.",
    });
  }
  refuseOtherRoots(membership, chooseRoots({ configDirs: common.configDir, env: io.env, homeDir: io.homeDir }));
  const { settings, problems } = loadSettings(paths.settingsFile);
  // A section with a mistake falls back to its defaults, which would send what the member has excluded.
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\nnothing is shared until that is corrected`);
  const changes = tellRuleChanges(membership, team, io);
  if (options.show) tellShow(options, changes, settings.team.daily, io);
  else await requireAgreement(changes, options, paths.teamDir);
  // This is already the share that would otherwise be started in the background.
  const { shareLater: _, ...alone } = io;
  const report = await openReport(command, alone, false);
  const inputs: ShareInputs = {
    history: report.query.history,
    team,
    membership,
    settings: settings.team,
    paths,
    homeDir: io.homeDir,
    nowMs: io.now(),
  };
  const planned = await planShare(inputs);
  for (const note of shareNotes(planned, inputs.team)) printMessage(io.stderr, note);
  if (options.show) return show(planned, changes, report);
  await write(planned, { ...inputs, changes }, options, report);
}

/** Says what `--show` does not change. */
function tellShow({ daily }: ShareOptions, changes: readonly RuleChange[], isDaily: boolean, io: Io): void {
  if (changes.some(({ isWider }) => isWider)) {
    printMessage(io.stderr, "these rows are by the new rules: they are not sent until you agree");
  }
  if (daily === undefined) return;
  const state = isDaily ? "on" : "off";
  printMessage(io.stderr, `--show writes nothing: sharing once a day is ${state}, as it was`);
}

function show(
  share: Share,
  changes: readonly RuleChange[],
  { options, query: { filter }, io, width, style }: Report,
): void {
  const passes = ({ day }: Cell): boolean => day >= (filter.since ?? day) && day <= (filter.until ?? day);
  const cells = share.cells.filter(passes);
  const rows = cells.map(cellJson);
  if (options.json) writeJson(io, { ...teamHead(io), ruleChanges: changes.map(ruleChangeJson), written: null, rows });
  else if (options.csv) {
    const header = [...CELL_COLUMNS.map(({ name }) => name), COST_USD_COLUMN];
    io.stdout.write(
      csv(
        header,
        rows.map((row) => header.map((name) => row[name] ?? "")),
      ),
    );
  } else writeLines(io, cellLines(rows, width, style));
}

async function write(
  share: Share,
  inputs: ShareInputs & { readonly changes: readonly RuleChange[] },
  options: ShareOptions,
  { options: common, io }: Report,
): Promise<void> {
  const { dir } = inputs.membership;
  if (share.changed.length > 0) {
    for (const line of shareSummary(share, dir)) printLine(io.stderr, line);
    await confirm("Write them?", options.yes ?? options.unattended ?? common.json ?? false);
  }
  try {
    await changeMemberships(inputs.paths.teamDir, async ({ member, ...others }) => {
      const written = await writeShare(share, inputs);
      return { ...others, member: member ? written : null };
    });
    noteAfterShare(inputs.changes, options, inputs.paths.teamDir);
    writeSharedOn(inputs.paths.teamDir, new Date(io.now()).toISOString().slice(0, 10));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof UserError) throw error;
    throw new UserError(`the team's folder ${dir} cannot be written (${code})`, {
      hint: "Nothing is lost: share again when it can.",
      cause: error,
    });
  }
  const months = share.changed.map(({ month }) => month);
  if (common.json)
    writeJson(io, {
      ...teamHead(io),
      team: teamFields(inputs.team),
      ruleChanges: inputs.changes.map(ruleChangeJson),
      written: months,
      rows: share.cells.map(cellJson),
    });
  else if (months.length === 0)
    printLine(
      io.stderr,
      share.cells.length === 0 ? "There is nothing to share yet." : "Nothing has changed since you shared last.",
    );
  else printLine(io.stderr, `Written: ${months.join(", ")}.`);
}

async function setDaily(isOn: boolean, command: Command, io: Io): Promise<void> {
  await changeSettings(command, io, (settings) => {
    settings.team.daily = isOn;
  });
  if (readCommonOptions(command).json) writeJson(io, { ...teamHead(io), daily: isOn });
  else {
    printLine(
      io.stderr,
      isOn
        ? "This machine shares once a day, after a report or a hook. `claude-cost team share --show` prints what is sent."
        : "This machine shares only when you ask it to.",
    );
  }
}
