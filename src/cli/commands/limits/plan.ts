import { Argument, type Command, Option } from "commander";
import { changeUsageCredits, setPlan } from "../../../app/limits/edit-plan.ts";
import { LIMIT_OWNERS, type LimitOwner, readAmount, setLimit } from "../../../app/limits/edit-settings.ts";
import { limitsPolicy } from "../../../app/limits/limits-policy.ts";
import {
  BILLINGS,
  type Billing,
  PLAN_KINDS,
  PLAN_POLICIES,
  type PlanKind,
  SEATS,
  type Seat,
} from "../../../core/limits/plan.ts";
import { SPEND_LIMIT_PERIODS, type SpendLimitPeriod } from "../../../core/limits/spend-limit.ts";
import { usdString } from "../../../core/pricing/money.ts";
import { UserError } from "../../../core/user-error.ts";
import type { Settings } from "../../../store/settings.ts";
import { planJson } from "../../../view/json/limits-json.ts";
import { headJson } from "../../../view/json/parts.ts";
import { money } from "../../../view/text/format.ts";
import { wrapWords } from "../../../view/text/wrap.ts";
import { inForceJson, inForceLines } from "../../../view/words/in-force.ts";
import { cacheLines, planLines } from "../../../view/words/plan-words.ts";
import type { Io } from "../../io.ts";
import { openLimits } from "../../open-limits.ts";
import { readExpiry, readPastTime, readReload } from "../../options/credit-options.ts";
import type { Register } from "../../program.ts";
import { jsonHead, writeJson, writeLines } from "../../report.ts";
import { changePolicy } from "../../settings-change.ts";
import { printLine } from "../../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost plan                             what is set, and what the client suggests
  claude-cost plan set max                     ${PLAN_KINDS.join(", ")}
  claude-cost plan set enterprise --seat premium
  claude-cost plan set enterprise-usage --billing prepaid
  claude-cost plan credits on --balance 40 --at 2026-11-20T09:00:00Z
  claude-cost plan credits on --bought 50 --reload-below 10 --reload-to 50
  claude-cost plan limit member 100            your monthly limit on usage credits (extra usage)
  claude-cost plan limit organization 2000 --used 1430   what everybody has used of it, where you can see it
  claude-cost plan limit workspace 500         the Console workspace's spend limit
  claude-cost plan limit member none           take it away

A member's limit goes before the group's, that before the seat tier's; the organisation's caps them all.`;

export const registerPlan: Register = (program, io) => {
  const plan = program
    .command("plan")
    .description("how you pay for Claude, which decides what amounts mean and which limits there are")
    .addHelpText("after", EXAMPLES)
    .action((_options: unknown, command: Command) => show(command, io));
  plan
    .command("set")
    .description("set which plan it is")
    .addArgument(new Argument("<plan>", "the plan").choices(PLAN_KINDS))
    .addOption(new Option("--seat <tier>", "of a Team or Enterprise seat").choices(SEATS))
    .addOption(
      new Option("--billing <how>", "of usage-based Enterprise: bought ahead, or in arrears").choices(BILLINGS),
    )
    .action(async (kind: PlanKind, options: { seat?: Seat; billing?: Billing }, command: Command) => {
      const { seat, billing } = options;
      await changePolicy(command, io, (settings) => setPlan(settings, { kind, seat, billing }));
      printLine(io.stderr, `${PLAN_POLICIES[kind].label}: ${PLAN_POLICIES[kind].words}`);
    });
  registerUsageCredits(plan, io);
  registerLimit(plan, io);
};

async function show(command: Command, io: Io): Promise<void> {
  const { report, state, settings } = await openLimits(command, io);
  const plan = state.accounts[0]?.plan ?? { kind: null, from: "none" };
  const policy = limitsPolicy(settings);
  if (report.options.json) {
    const { usageCredits } = settings.credits;
    writeJson(io, {
      ...headJson(jsonHead(report)),
      plan: { ...planJson(plan), seat: settings.plan.seat ?? null, billing: settings.plan.billing ?? null },
      usageCredits,
      spendLimits: settings.limits.spend,
      inForce: plan.kind === null ? [] : inForceJson(plan.kind, policy),
    });
    return;
  }
  const several = state.accounts.length > 1;
  const lines = state.accounts.flatMap((a) => [
    ...(several ? [`${a.account.name}:`] : []),
    ...planLines(a.plan, a.limits, a.recentPico),
  ]);
  writeLines(
    io,
    [
      ...lines,
      ...cacheLines(plan),
      ...seatLines(settings.plan),
      ...(plan.kind ? inForceLines(plan.kind, policy) : []),
    ].flatMap((line) => wrapWords(line, report.width, 2)),
  );
}

const seatLines = ({ seat, billing }: Settings["plan"]): string[] => [
  ...(seat ? [`Seat: ${seat}`] : []),
  ...(billing ? [`Billed: ${billing === "prepaid" ? "ahead" : "in arrears"}`] : []),
];

type CreditsOptions = {
  readonly balance?: string;
  readonly bought?: string;
  readonly at?: string;
  readonly expires?: string;
  readonly reloadBelow?: string;
  readonly reloadTo?: string;
  readonly reloadAdd?: string;
  /** false: --no-reload */
  readonly reload: boolean;
};

function registerUsageCredits(plan: Command, io: Io): void {
  plan
    .command("credits")
    .description("whether usage credits (extra usage) are on, their balance and auto-reload")
    .addArgument(new Argument("<state>", "on or off").choices(["on", "off"]))
    .option("--balance <usd>", "what is left of them")
    .option("--bought <usd>", "credits that were bought")
    .option("--at <time>", "when it was so, such as 2026-11-21T09:30:00Z; default now")
    .option("--expires <date>", "the date on which the purchase expires (UTC); default after a year")
    .option("--reload-below <usd>", "auto-reload: it buys when the balance reaches this")
    .option("--reload-to <usd>", "auto-reload: it is filled up to this")
    .option("--reload-add <usd>", "auto-reload: it buys this much")
    .option("--no-reload", "no auto-reload")
    .action(async (state: string, options: CreditsOptions, command: Command) => {
      const { balance, bought, reloadBelow: below, reloadTo: to, reloadAdd: add } = options;
      const reload = readReload({ below, to, add }, "--reload-");
      if (reload !== null && !options.reload) throw new UserError("--no-reload and --reload-below", { exitCode: 2 });
      if (options.at !== undefined && balance === undefined && bought === undefined) {
        throw new UserError("--at is of a --balance or of what was --bought", { exitCode: 2 });
      }
      const atMs = readPastTime("--at", options.at, io.now());
      const change = {
        enabled: state === "on",
        balance: balance === undefined ? null : readAmount(balance, "--balance"),
        bought: bought === undefined ? null : readAmount(bought, "--bought"),
        atMs,
        expires: readExpiry(options.expires, atMs),
        reload: options.reload ? reload : ("off" as const),
      };
      await changePolicy(command, io, (settings) => changeUsageCredits(settings, change));
      printLine(io.stderr, `usage credits (extra usage) are ${state}`);
    });
}

type LimitOptions = { readonly per: SpendLimitPeriod; readonly used?: string; readonly at?: string };

function registerLimit(plan: Command, io: Io): void {
  plan
    .command("limit")
    .description("limits that others set: on usage credits, or a workspace's, a gateway's, a cloud's")
    .addArgument(new Argument("<whose>", "whose limit").choices(LIMIT_OWNERS))
    .argument("<amount>", "dollars, 'unlimited', or 'none' to take it away")
    .addOption(new Option("--per <period>", "of a spend limit").choices(SPEND_LIMIT_PERIODS).default("month"))
    .option("--used <usd>", "what the whole organisation has used of its limit this month")
    .option("--at <time>", "when it had; default now")
    .action(async (owner: LimitOwner, text: string, options: LimitOptions, command: Command) => {
      const value = text === "none" ? null : text === "unlimited" ? text : readAmount(text, "amount");
      const used = usedOption(owner, options, io.now());
      const seatNeeded = await changePolicy(command, io, (s) => {
        setLimit(s, { owner, value, per: options.per }, io.now());
        if (used !== null) s.credits.usageCredits.organizationUsed = used;
        else if (owner === "organization" && value === null) delete s.credits.usageCredits.organizationUsed;
        return isTier(owner) && s.plan.seat === undefined;
      });
      printLine(io.stderr, `${owner}: ${typeof value === "bigint" ? money(value) : (value ?? "no limit is set")}`);
      if (seatNeeded)
        printLine(io.stderr, "which seat is it? Say it with `claude-cost plan set enterprise --seat standard`");
    });
}

const isTier = (owner: LimitOwner): owner is Seat => (SEATS as readonly string[]).includes(owner);

function usedOption(
  owner: LimitOwner,
  { used, at }: LimitOptions,
  nowMs: number,
): { usd: string; asOf: string } | null {
  if (used === undefined) {
    if (at !== undefined) throw new UserError("--at is of what was --used", { exitCode: 2 });
    return null;
  }
  if (owner !== "organization") {
    throw new UserError("--used is what the whole organisation has used", {
      hint: "Your own use is known from the logs.",
      exitCode: 2,
    });
  }
  const asOf = new Date(readPastTime("--at", at, nowMs)).toISOString();
  return { usd: usdString(readAmount(used, "--used")), asOf };
}
