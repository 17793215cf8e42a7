import type { Command } from "commander";
import { addPurchase, addReconciliation, readAmount, removeCreditEntry } from "../../app/limits/edit-settings.ts";
import { dayKey } from "../../core/calendar/period.ts";
import { Zone } from "../../core/calendar/zone.ts";
import { yearAfter } from "../../core/limits/calendar.ts";
import { usdString } from "../../core/pricing/money.ts";
import { UserError } from "../../core/user-error.ts";
import { headJson } from "../../view/json/parts.ts";
import { creditsJson, creditsLines } from "../../view/tables/credits-table.ts";
import { money } from "../../view/text/format.ts";
import type { Io } from "../io.ts";
import { openLimits } from "../open-limits.ts";
import { readDay } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { jsonHead, writeJson, writeLines } from "../report.ts";
import { sayLine } from "../say.ts";
import { changeSettings } from "../settings-change.ts";

const EXAMPLES = `
Examples:
  claude-cost credits                              the ledger: what is left of each purchase, and when it expires
  claude-cost credits add 100 --on 2026-11-01      a purchase of $100 of API credits
  claude-cost credits add 25 --note "team card"    ... today
  claude-cost credits reconcile 61.20              the Console shows $61.20 now: bring the ledger to it
  claude-cost credits reload --below 10 --to 50    the Console's auto-reload; 'credits reload off' ends it
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
      const kind = await changeSettings(command, io, (settings) => removeCreditEntry(settings, id));
      sayLine(io.stderr, `${kind} ${id} removed`);
    });
};

async function list(command: Command, io: Io): Promise<void> {
  const { report, state, settings } = await openLimits(command, io);
  const notes = new Map(
    settings.credits.apiCredits.purchases.flatMap((p) => (p.note ? [[p.id, p.note] as const] : [])),
  );
  if (report.options.json) {
    const { autoReload, reconciliations } = settings.credits.apiCredits;
    writeJson(io, {
      ...headJson(jsonHead(report)),
      ...creditsJson(state.ledger, notes),
      reconciliations,
      autoReload: autoReload ?? null,
    });
    return;
  }
  const { width, style } = report;
  writeLines(io, creditsLines(state.ledger, notes, { width, style, demo: report.query.history.demo }));
}

function registerAdd(credits: Command, io: Io): void {
  credits
    .command("add <amount>")
    .description("a purchase, in dollars")
    .option("--on <date>", "the day it was bought (UTC); default today")
    .option("--note <text>", "anything to tell it by")
    .action(async (text: string, options: { on?: string; note?: string }, command: Command) => {
      const pico = readAmount(text, "amount");
      if (pico === 0n) throw new UserError("a purchase of nothing", { exitCode: 2 });
      const today = new Zone("UTC").dayOf(io.now());
      const day = options.on === undefined ? today : readDay("--on", options.on, today, "first");
      if (day > today) throw new UserError(`--on ${options.on} is in the future`, { exitCode: 2 });
      const purchase = { pico, on: dayKey(day), note: options.note };
      const id = await changeSettings(command, io, (settings) => addPurchase(settings, purchase));
      const expires = new Date(yearAfter(Date.parse(purchase.on))).toISOString().slice(0, 10);
      sayLine(io.stderr, `purchase ${id}: ${money(pico)} on ${purchase.on}; expires ${expires}, is not refunded`);
    });
}

function registerReconcile(credits: Command, io: Io): void {
  credits
    .command("reconcile <balance>")
    .description("bring the ledger to the balance that the Console shows")
    .option("--at <time>", "when it showed it, such as 2026-11-21T09:30:00Z; default now")
    .action(async (text: string, options: { at?: string }, command: Command) => {
      const pico = readAmount(text, "balance");
      const atMs = options.at === undefined ? io.now() : Date.parse(options.at);
      if (Number.isNaN(atMs) || atMs > io.now()) {
        throw new UserError(`--at: '${options.at}' is not a time that has been`, {
          hint: "Write it like 2026-11-21T09:30:00Z.",
          exitCode: 2,
        });
      }
      const id = await changeSettings(command, io, (settings) => addReconciliation(settings, atMs, pico));
      sayLine(io.stderr, `reconciliation ${id}: ${money(pico)} at ${new Date(atMs).toISOString()}`);
    });
}

function registerReload(credits: Command, io: Io): void {
  credits
    .command("reload [off]")
    .description("the Console's auto-reload: below which balance it buys, and up to which amount")
    .option("--below <usd>", "minimum balance")
    .option("--to <usd>", "it is filled up to this")
    .action(async (off: string | undefined, options: { below?: string; to?: string }, command: Command) => {
      const { below, to } = options;
      const isOff = off === "off" && below === undefined && to === undefined;
      if (!isOff && (off !== undefined || below === undefined || to === undefined)) {
        throw new UserError("say --below and --to, or off", { exitCode: 2 });
      }
      const autoReload = isOff
        ? null
        : { belowUsd: usdString(readAmount(below ?? "", "--below")), toUsd: usdString(readAmount(to ?? "", "--to")) };
      await changeSettings(command, io, ({ credits: { apiCredits } }) => {
        if (autoReload === null) delete apiCredits.autoReload;
        else apiCredits.autoReload = autoReload;
      });
      sayLine(
        io.stderr,
        autoReload ? `auto-reload below $${autoReload.belowUsd}, to $${autoReload.toUsd}` : "auto-reload is off",
      );
    });
}
