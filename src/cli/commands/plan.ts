import { Argument, type Command, Option } from "commander";
import { LIMIT_OWNERS, type LimitOwner, readAmount, setLimit, setPlan } from "../../app/limits/edit-settings.ts";
import { PLAN_KINDS, PLAN_POLICIES, type PlanKind, SEATS, type Seat } from "../../core/limits/plan.ts";
import { SPEND_LIMIT_PERIODS, type SpendLimitPeriod } from "../../core/limits/spend-limit.ts";
import { usdString } from "../../core/pricing/money.ts";
import { UserError } from "../../core/user-error.ts";
import { planJson } from "../../view/json/limits-json.ts";
import { headJson } from "../../view/json/parts.ts";
import { money } from "../../view/text/format.ts";
import { wrapWords } from "../../view/text/wrap.ts";
import { cacheLines, planLines } from "../../view/words/plan-words.ts";
import type { Io } from "../io.ts";
import { openLimits } from "../open-limits.ts";
import type { Register } from "../program.ts";
import { jsonHead, writeJson, writeLines } from "../report.ts";
import { sayLine } from "../say.ts";
import { changeSettings } from "../settings-change.ts";

const EXAMPLES = `
Examples:
  claude-cost plan                             what is set, and what the client suggests
  claude-cost plan set max                     ${PLAN_KINDS.join(", ")}
  claude-cost plan set enterprise --seat premium
  claude-cost plan credits on --balance 40 --reload-below 10 --reload-to 50
  claude-cost plan limit member 100            your monthly limit on usage credits (extra usage)
  claude-cost plan limit organization unlimited
  claude-cost plan limit workspace 500         the Console workspace's spend limit
  claude-cost plan limit member none           take it away

A member's limit goes before the group's, that before the seat tier's; the organisation's caps them all.`;

export const registerPlan: Register = (program, io) => {
  const plan = program
    .command("plan")
    .description("what you pay Claude by: it decides what money means and which limits there are")
    .addHelpText("after", EXAMPLES)
    .action((_options: unknown, command: Command) => show(command, io));
  plan
    .command("set")
    .description("say which plan it is")
    .addArgument(new Argument("<plan>", "the plan").choices(PLAN_KINDS))
    .addOption(new Option("--seat <tier>", "of a Team or Enterprise seat").choices(SEATS))
    .action(async (kind: PlanKind, options: { seat?: Seat }, command: Command) => {
      await changeSettings(command, io, (settings) => setPlan(settings, kind, options.seat));
      sayLine(io.stderr, `${PLAN_POLICIES[kind].label}: ${PLAN_POLICIES[kind].words}`);
    });
  registerUsageCredits(plan, io);
  registerLimit(plan, io);
};

async function show(command: Command, io: Io): Promise<void> {
  const { report, state, settings } = await openLimits(command, io);
  if (report.options.json) {
    const { usageCredits } = settings.credits;
    writeJson(io, {
      ...headJson(jsonHead(report)),
      plan: { ...planJson(state.plan), seat: settings.plan.seat ?? null },
      usageCredits,
      spendLimits: settings.limits.spend,
    });
    return;
  }
  const caps = Object.entries(settings.credits.usageCredits.limits).map(
    ([scope, usd]) => `  ${scope}: ${String(usd)}${usd === "unlimited" ? "" : " dollars a month"}`,
  );
  const spend = settings.limits.spend.map((l) => `  ${l.kind}: ${l.usd} dollars a ${l.per}`);
  writeLines(io, [
    ...planLines(state.plan, state.limits, state.recentPico).flatMap((line) => wrapWords(line, report.width, 2)),
    ...cacheLines(state.plan),
    ...(settings.plan.seat ? [`Seat: ${settings.plan.seat}`] : []),
    ...(caps.length > 0 ? ["Limits on usage credits:", ...caps] : []),
    ...(spend.length > 0 ? ["Spend limits:", ...spend] : []),
  ]);
}

type CreditsOptions = { readonly balance?: string; readonly reloadBelow?: string; readonly reloadTo?: string };

function registerUsageCredits(plan: Command, io: Io): void {
  plan
    .command("credits")
    .description("whether usage credits (extra usage) are on, their balance and auto-reload")
    .addArgument(new Argument("<state>", "on or off").choices(["on", "off"]))
    .option("--balance <usd>", "what is left of them now")
    .option("--reload-below <usd>", "auto-reload: when the balance falls below this")
    .option("--reload-to <usd>", "auto-reload: it is filled up to this")
    .action(async (state: string, options: CreditsOptions, command: Command) => {
      const { balance, reloadBelow, reloadTo } = options;
      if ((reloadBelow === undefined) !== (reloadTo === undefined)) {
        throw new UserError("--reload-below and --reload-to go together", { exitCode: 2 });
      }
      const usd = (text: string, flag: string): string => usdString(readAmount(text, flag));
      await changeSettings(command, io, ({ credits: { usageCredits } }) => {
        usageCredits.enabled = state === "on";
        if (balance !== undefined) {
          usageCredits.balance = { usd: usd(balance, "--balance"), asOf: new Date(io.now()).toISOString() };
        }
        if (reloadBelow !== undefined && reloadTo !== undefined) {
          usageCredits.autoReload = {
            belowUsd: usd(reloadBelow, "--reload-below"),
            toUsd: usd(reloadTo, "--reload-to"),
          };
        }
      });
      sayLine(io.stderr, `usage credits (extra usage) are ${state}`);
    });
}

function registerLimit(plan: Command, io: Io): void {
  plan
    .command("limit")
    .description("limits that others set: on usage credits, or a workspace's, a gateway's, a cloud's")
    .addArgument(new Argument("<whose>", "whose limit").choices(LIMIT_OWNERS))
    .argument("<amount>", "dollars, 'unlimited', or 'none' to take it away")
    .addOption(new Option("--per <period>", "of a spend limit").choices(SPEND_LIMIT_PERIODS).default("month"))
    .action(async (owner: LimitOwner, text: string, options: { per: SpendLimitPeriod }, command: Command) => {
      const value = text === "none" ? null : text === "unlimited" ? text : readAmount(text, "amount");
      await changeSettings(command, io, (s) => setLimit(s, { owner, value, per: options.per }, io.now()));
      sayLine(io.stderr, `${owner}: ${typeof value === "bigint" ? money(value) : (value ?? "no limit is set")}`);
    });
}
