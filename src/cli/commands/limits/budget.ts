import { type Command, Option } from "commander";
import { readAmount, removeBudget, setBudget } from "../../../app/limits/edit-settings.ts";
import { BUDGET_PERIODS, type BudgetPeriod } from "../../../core/limits/budget.ts";
import { UserError } from "../../../core/user-error.ts";
import { limitJson } from "../../../view/json/limits-json.ts";
import { headJson } from "../../../view/json/parts.ts";
import { titleLine } from "../../../view/tables/frame.ts";
import { limitLines } from "../../../view/tables/limit-lines.ts";
import { money } from "../../../view/text/format.ts";
import { paintLine } from "../../../view/text/spans.ts";
import { wrapWords } from "../../../view/text/wrap.ts";
import type { Io } from "../../io.ts";
import { openLimits } from "../../open-limits.ts";
import { onlyOne, readCommonOptions } from "../../options/common-options.ts";
import type { Register } from "../../program.ts";
import { jsonHead, writeJson, writeLines } from "../../report.ts";
import { changePolicy } from "../../settings-change.ts";
import { printLine } from "../../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost budget set 20 --per day                  warn when a day comes near $20
  claude-cost budget set 400 --per month --hard        ... and stop at $400 (needs the hook: claude-cost setup)
  claude-cost budget set 100 --per week --project api  only projects whose path contains "api"
  claude-cost budget set 50 --per month --model opus   only this model
  claude-cost budget set 5 --per session               each session by itself
  claude-cost budget set 1000 --per total --project api
  claude-cost budget                                   all of them, with what is used
  claude-cost budget list --json                       the same for a script
  claude-cost budget remove "month model=opus"         by its id, as listed

Days, weeks (from Monday, whatever --start-of-week says) and months are yours, not UTC's. Setting the same one again replaces it.`;

export const registerBudget: Register = (program, io) => {
  const budget = program
    .command("budget")
    .description("budgets of your own: per day, week, month or session, for all or for a project or a model")
    .addHelpText("after", EXAMPLES)
    .action((_options: unknown, command: Command) => list(command, io));
  budget
    .command("list")
    .description("all budgets, with what is used")
    .action((_options: unknown, command: Command) => list(command, io));
  budget
    .command("set <amount>")
    .description("set or replace a budget, in dollars; --project, --model and --session narrow it")
    .addOption(new Option("--per <period>", "for how long it is").choices(BUDGET_PERIODS).default("month"))
    .option("--hard", "stop the next prompt when it is used up")
    .option("--name <id>", "an id of your own")
    .action((text: string, options: SetOptions, command: Command) => set(text, options, command, io));
  budget
    .command("remove <id>")
    .description("remove a budget")
    .action(async (id: string, _options: unknown, command: Command) => {
      await changePolicy(command, io, (settings) => removeBudget(settings, id));
      printLine(io.stderr, `budget '${id}' removed`);
    });
};

type SetOptions = { readonly per: BudgetPeriod; readonly hard?: boolean; readonly name?: string };

async function set(text: string, options: SetOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  const scope = {
    project: onlyOne("--project", common.project) ?? "",
    model: onlyOne("--model", common.model) ?? "",
    session: onlyOne("--session", common.session) ?? "",
  };
  const pico = readAmount(text, "amount");
  if (pico === 0n) {
    throw new UserError("a budget of $0 would always be used up", {
      hint: "`claude-cost budget remove ID` takes one away; `claude-cost budget` lists them.",
      exitCode: 2,
    });
  }
  const { per, hard = false, name = null } = options;
  if (per === "total" && scope.project === "" && scope.model === "" && scope.session === "") {
    throw new UserError("a total budget is for a project, a model or a session", {
      hint: "Say --project, --model or --session, or another --per.",
      exitCode: 2,
    });
  }
  const { id, replaced } = await changePolicy(command, io, (s) => setBudget(s, { pico, per, scope, hard, name }));
  printLine(io.stderr, `budget '${id}' ${replaced ? "is now" : "set to"} ${money(pico)}${hard ? ", hard" : ""}`);
}

async function list(command: Command, io: Io): Promise<void> {
  const { report, state, settings, frame } = await openLimits(command, io);
  const limits = state.limits.filter((limit) => limit.kind === "budget");
  if (report.options.json) {
    writeJson(io, { ...headJson(jsonHead(report)), budgets: settings.budgets, limits: limits.map(limitJson) });
    return;
  }
  if (settings.budgets.length === 0) {
    writeLines(io, wrapWords("No budget is set. Set one with `claude-cost budget set 20 --per day`.", frame.width, 2));
    return;
  }
  const { style } = report;
  writeLines(io, [
    titleLine("Budgets", { width: frame.width, style, demo: report.query.history.demo }),
    "",
    ...limitLines(limits, frame).map((line) => paintLine(line, style).trimEnd()),
    ...settings.budgets.map((b) =>
      style.paint("muted", `id '${b.id}': $${b.usd} per ${b.per}${b.hard ? ", hard" : ""}`),
    ),
  ]);
}
