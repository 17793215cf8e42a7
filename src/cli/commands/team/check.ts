import type { Command } from "commander";
import { checkTeam } from "../../../app/team/check-team.ts";
import { memberNamed } from "../../../app/team/find-member.ts";
import type { OpenTeam } from "../../../app/team/open-team.ts";
import { parseUsd } from "../../../core/pricing/money.ts";
import { parseTeamBudget, type TeamBudget } from "../../../core/team/check/budgets.ts";
import { UserError } from "../../../core/user-error.ts";
import { dataPaths } from "../../../store/files/data-dir.ts";
import { loadSettings } from "../../../store/settings.ts";
import { teamCheckJson } from "../../../view/json/team-check-json.ts";
import { checkLines, hasFindings } from "../../../view/team/check-lines.ts";
import type { Io } from "../../io.ts";
import { type CommonOptions, readCommonOptions, repeated } from "../../options/common-options.ts";
import type { RunState } from "../../program.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../../report.ts";
import { printMessage } from "../../terminal/messages.ts";
import { DIR_ARGUMENT, type TeamRegister, teamOf } from "./team-command.ts";
import { addEngineOptions, type EngineOptions, openTeamEngine, teamRange } from "./team-range.ts";

const EXAMPLES = `
Examples:
  claude-cost team check                                   exit code 3 where somebody should look
  claude-cost team check --budget team=10000 --budget member=200
  claude-cost team check --budget group:platform=3000 --until 2026-11-20
  claude-cost config set team.budgets '["team=10000","member=200"]'     for every check
A budget is of a calendar month (UTC): a word at 75 %, urgent at 95 %.`;

type CheckOptions = EngineOptions & { readonly budget: readonly string[] };

export const registerTeamCheck: TeamRegister = (team, io, state) => {
  const command = team
    .command("check")
    .argument(...DIR_ARGUMENT)
    .description("(lead) budgets that are used up, and days that cost far more than usual, with their causes")
    .addOption(
      repeated(
        "--budget <budget>",
        "team=USD, group:NAME=USD, member=USD (of each) or member:NAME=USD, besides those of the settings; may be repeated",
        "none",
      ),
    );
  addEngineOptions(command)
    .addHelpText("after", EXAMPLES)
    .action((dir: string | undefined, options: CheckOptions, it: Command) => check(dir, options, it, io, state));
};

async function check(
  dir: string | undefined,
  options: CheckOptions,
  command: Command,
  io: Io,
  state: RunState,
): Promise<void> {
  const common = readCommonOptions(command);
  const given = budgetsOf(common, options.budget, io);
  const open = await teamOf(dir, command, io);
  const { team, roster } = open;
  const budgets = given.map((budget) => withMember(budget, open));
  const range = teamRange(open, command, io, open.today - 1);
  const { engine } = await openTeamEngine(open, { ...options, range }, command, io);
  try {
    const day = Math.min(range.to, open.today - 1);
    const shown = { team, demo: common.demo ?? false, check: await checkTeam({ team, roster, engine, budgets, day }) };
    if (hasFindings(shown)) state.exitCode = 3;
    if (common.json) writeJson(io, teamCheckJson(shown, io.now()));
    else writeLines(io, checkLines(shown, { width: widthOf(io), style: styleOf(common, io), demo: shown.demo }));
  } finally {
    await engine.close();
  }
}

/** @throws UserError where several members have the name in the budget */
function withMember(budget: TeamBudget, open: OpenTeam): TeamBudget {
  const member = budget.scope === "member" && budget.name !== "" ? memberNamed(budget.name, open) : null;
  return member === null ? budget : { ...budget, member };
}

/** The budgets in the settings and those given as options. @throws UserError where one cannot be read */
function budgetsOf({ dataDir }: CommonOptions, given: readonly string[], io: Io): readonly TeamBudget[] {
  const { settings, problems } = loadSettings(dataPaths(dataDir, io.env).settingsFile);
  for (const problem of problems) printMessage(io.stderr, problem);
  return [...settings.team.budgets, ...given].map((text) => {
    const budget = parseTeamBudget(text, parseUsd);
    if (budget !== null) return budget;
    throw new UserError(`--budget: '${text}' is no budget`, {
      hint: "Use team=10000, group:platform=3000, member=200 or member:dev-0123456789=500.",
      exitCode: 2,
    });
  });
}
