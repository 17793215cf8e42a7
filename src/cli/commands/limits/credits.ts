import type { Command } from "commander";
import { type NewReload, reloadSetting } from "../../../app/limits/edit-plan.ts";
import { addPurchase, addReconciliation, readAmount, removeCreditEntry } from "../../../app/limits/edit-settings.ts";
import { limitsPolicy } from "../../../app/limits/limits-policy.ts";
import { refuseApiCredits } from "../../../app/limits/refuse.ts";
import { dayKey } from "../../../core/calendar/period.ts";
import { Zone } from "../../../core/calendar/zone.ts";
import type { LimitsState } from "../../../core/limits/all-accounts.ts";
import { DAY_MS, yearAfter } from "../../../core/limits/calendar.ts";
import { PLAN_POLICIES } from "../../../core/limits/plan.ts";
import { UserError } from "../../../core/user-error.ts";
import type { Settings } from "../../../store/settings.ts";
import { headJson } from "../../../view/json/parts.ts";
import {
  type CreditsView,
  creditsJson,
  creditsLines,
  NO_CREDITS,
  type Notes,
} from "../../../view/tables/credits-table.ts";
import { money } from "../../../view/text/format.ts";
import { wrapWords } from "../../../view/text/wrap.ts";
import type { Io } from "../../io.ts";
import { openLimits } from "../../open-limits.ts";
import { readDay } from "../../options/common-options.ts";
import { readExpiry, readPastTime, readReload } from "../../options/credit-options.ts";
import type { Register } from "../../program.ts";
import { jsonHead, type Report, writeJson, writeLines } from "../../report.ts";
import { changePolicy } from "../../settings-change.ts";
import { printLine } from "../../terminal/messages.ts";

const EXAMPLES = `
Examples:
  claude-cost credits                              the ledger: what is left of each purchase, and when it expires
  claude-cost credits list --json                  the same for a script
  claude-cost credits add 100 --on 2026-11-01      a purchase of $100 of API credits
  claude-cost credits add 25 --note "team card"    ... today
  claude-cost credits reconcile 61.20              the Console shows $61.20 now: bring the ledger to it
  claude-cost credits add 20 --expires 2027-03-31  bonus credits with a date of their own
  claude-cost credits reload --below 10 --to 50    the Console's auto-reload: at $10 or below it fills up to $50
  claude-cost credits reload --below 10 --add 40   ... it buys $40; 'credits reload off' ends it
  claude-cost credits remove 3                     an entry that was a mistake

These are prepaid credits of the API (Claude Console). For usage credits (extra usage) of a plan: claude-cost plan credits.`;

export const registerCredits: Register = (program, io) => {
  const credits = program
    .command("credits")
    .description("prepaid API credits: purchases, what is left of them, and when they expire")
    .addHelpText("after", EXAMPLES)
    .action((_options: unknown, command: Command) => list(command, io));
  credits
    .command("list")
    .description("the ledger")
    .action((_options: unknown, command: Command) => list(command, io));
  registerAdd(credits, io);
  registerReconcile(credits, io);
  registerReload(credits, io);
  credits
    .command("remove <id>")
    .description("take an entry out again")
    .action(async (id: string, _options: unknown, command: Command) => {
      const kind = await changePolicy(command, io, (settings) => removeCreditEntry(settings, id));
      printLine(io.stderr, `${kind} ${id} removed`);
    });
};

async function list(command: Command, io: Io): Promise<void> {
  const { report, state, settings } = await openLimits(command, io);
  if (report.options.json) writeJson(io, { ...headJson(jsonHead(report)), ...ledgersJson(state, settings) });
  else writeLedgers(report, state, settings);
}

const notesOf = (purchases: readonly { id: string; note?: string | undefined }[] = []): Notes =>
  new Map(purchases.flatMap((p) => (p.note ? [[p.id, p.note] as const] : [])));

function ledgersJson({ accounts }: LimitsState, { credits, plan }: Settings): Record<string, unknown> {
  const [first] = accounts;
  const { autoReload, reconciliations, purchases } = credits.apiCredits;
  const usage = first?.facts.credits.ledger ?? null;
  const { balance, earlier = [] } = credits.usageCredits;
  return {
    ...creditsJson(first?.ledger ?? null, notesOf(purchases)),
    reconciliations,
    autoReload: autoReload ?? null,
    usageCredits: usage && {
      ...creditsJson(usage, notesOf(credits.usageCredits.purchases)),
      balances: [...earlier, ...(balance ? [balance] : [])],
      autoReload: credits.usageCredits.autoReload ?? null,
      shared: plan.kind !== undefined && PLAN_POLICIES[plan.kind].isShared,
    },
  };
}

/** The entries of each account. */
function writeLedgers({ io, width, style, query }: Report, { accounts }: LimitsState, settings: Settings): void {
  const policy = limitsPolicy(settings);
  const frame = { width, style, demo: query.history.demo };
  const { kind } = settings.plan;
  const views = accounts.flatMap(({ account, ledger, facts }): CreditsView[] => {
    const name = accounts.length > 1 ? `, ${account.name}` : "";
    const usage = facts.credits.ledger;
    const api = ledger === null || ledger.fromMs === null ? null : ledger;
    const isShared = kind !== undefined && PLAN_POLICIES[kind].isShared;
    const { apiCredits, usageCredits } = settings.credits;
    return [
      ...(api === null
        ? []
        : [
            {
              title: `API credits${name}`,
              ledger: api,
              reload: policy.apiReload,
              notes: notesOf(apiCredits.purchases),
              shared: false,
            },
          ]),
      ...(usage === null
        ? []
        : [
            {
              title: `Usage credits (extra usage)${name}`,
              ledger: usage,
              reload: policy.usageCredits.reload,
              notes: notesOf(usageCredits.purchases),
              shared: isShared,
            },
          ]),
    ];
  });
  const tables = views.map((view) => creditsLines(view, frame));
  if (tables.length === 0) writeLines(io, wrapWords(NO_CREDITS, frame.width, 2));
  else
    writeLines(
      io,
      tables.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines])),
    );
}

type AddOptions = { readonly on?: string; readonly at?: string; readonly expires?: string; readonly note?: string };

function registerAdd(credits: Command, io: Io): void {
  credits
    .command("add <amount>")
    .description("a purchase, in dollars")
    .option("--on <date>", "the day it was bought (UTC); default today")
    .option("--at <time>", "the time it was bought, such as 2026-11-21T09:30:00Z")
    .option(
      "--expires <date>",
      "the date on which it expires (UTC), such as that of bonus credits; default after a year",
    )
    .option("--note <text>", "anything to recognise it by")
    .action(async (text: string, options: AddOptions, command: Command) => {
      const pico = readAmount(text, "amount");
      if (pico === 0n) throw new UserError("a purchase of nothing", { exitCode: 2 });
      if (options.on !== undefined && options.at !== undefined)
        throw new UserError("say --on or --at", { exitCode: 2 });
      const when = options.at === undefined ? dayOption(options.on, io.now()) : timeOption(options.at, io.now());
      const expires = readExpiry(options.expires, when.atMs);
      const purchase = { pico, ...when.entry, expires, note: options.note };
      const id = await changePolicy(command, io, (settings) => addPurchase(settings, purchase));
      const end = expires ?? new Date(yearAfter(when.atMs)).toISOString().slice(0, 10);
      printLine(io.stderr, `purchase ${id}: ${money(pico)} on ${when.day}; expires ${end}, is not refunded`);
    });
}

type When = { readonly atMs: number; readonly day: string; readonly entry: { on: string } | { at: string } };

function dayOption(text: string | undefined, nowMs: number): When {
  const today = new Zone("UTC").dayOf(nowMs);
  const day = text === undefined ? today : readDay("--on", text, today, "first");
  if (day > today) throw new UserError(`--on ${text} is in the future`, { exitCode: 2 });
  return { atMs: day * DAY_MS, day: dayKey(day), entry: { on: dayKey(day) } };
}

function timeOption(text: string, nowMs: number): When {
  const atMs = readPastTime("--at", text, nowMs);
  const at = new Date(atMs).toISOString();
  return { atMs, day: at.slice(0, 10), entry: { at } };
}

function registerReconcile(credits: Command, io: Io): void {
  credits
    .command("reconcile <balance>")
    .description("bring the ledger to the balance that the Console shows")
    .option("--at <time>", "when it showed it, such as 2026-11-21T09:30:00Z; default now")
    .action(async (text: string, options: { at?: string }, command: Command) => {
      const pico = readAmount(text, "balance");
      const atMs = readPastTime("--at", options.at, io.now());
      const id = await changePolicy(command, io, (settings) => addReconciliation(settings, atMs, pico));
      printLine(io.stderr, `reconciliation ${id}: ${money(pico)} at ${new Date(atMs).toISOString()}`);
    });
}

type ReloadArgs = { readonly below?: string; readonly to?: string; readonly add?: string };

function registerReload(credits: Command, io: Io): void {
  credits
    .command("reload [off]")
    .description("the Console's auto-reload: at which balance it buys, and up to which amount, or how much")
    .option("--below <usd>", "minimum balance: it buys when this is reached")
    .option("--to <usd>", "it is filled up to this")
    .option("--add <usd>", "it buys this much")
    .action(async (off: string | undefined, { below, to, add }: ReloadArgs, command: Command) => {
      const reload = readReload({ below, to, add }, "--");
      if ((off !== undefined && off !== "off") || (off === "off") === (reload !== null)) {
        throw new UserError("give --below and --to, or --below and --add, or off", { exitCode: 2 });
      }
      await changePolicy(command, io, (settings) => {
        refuseApiCredits(settings);
        const { apiCredits } = settings.credits;
        if (reload === null) delete apiCredits.autoReload;
        else apiCredits.autoReload = reloadSetting(reload);
      });
      printLine(io.stderr, reload === null ? "auto-reload is off" : reloadAnswer(reload));
    });
}

function reloadAnswer({ below, to, add }: NewReload): string {
  const what = to === null ? `buys ${money(add ?? 0n)}` : `fills up to ${money(to)}`;
  return `auto-reload ${what} when the balance reaches ${money(below)}`;
}
