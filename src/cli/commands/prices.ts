import type { Command } from "commander";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import type { RateCard, RateEntry } from "../../core/pricing/rate-card.ts";
import { UserError } from "../../core/user-error.ts";
import { RATE_CARDS_AS_OF } from "../../data/rate-cards.ts";
import { pricesJson } from "../../view/json/prices-json.ts";
import { priceLines } from "../../view/tables/price-table.ts";
import type { Io } from "../io.ts";
import { openBook } from "../open-book.ts";
import { readCommonOptions, readDay, readZone } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../report.ts";
import { registerPriceOverlay } from "./prices-overlay.ts";

const EXAMPLES = `
Examples:
  claude-cost prices                                   every model, at today's prices
  claude-cost prices opus-5-5 --on 2026-10-01          one model on a day, in any spelling
  claude-cost prices opus                              all of a family
  claude-cost prices add acme-house --input 1 --output 5 --from 2026-11-01
  claude-cost prices alias gpt-wrapper claude-opus-5-5  a gateway's name for a model
  claude-cost prices remove acme-house                 ... and take either away again
  claude-cost prices check                             is the overlay file sound, what does it change

Prices of your own stand in prices.json in our data folder; they win over the list for their dates only.`;

export const registerPrices: Register = (program, io) => {
  const prices = program
    .command("prices")
    .argument("[model]", "a model in any spelling, or a family such as opus")
    .option("--on <date>", "prices as they were on this day (UTC)")
    .option("--all", "every dated price, not only those in force")
    .description("rate cards, your own prices, a model's price on a date")
    .addHelpText("after", EXAMPLES)
    .action((model: string | undefined, options: PricesOptions, command: Command) =>
      listPrices(model, options, command, io),
    );
  registerPriceOverlay(prices, io);
};

type PricesOptions = { readonly on?: string; readonly all?: boolean };
type Listed = { readonly card: RateCard; readonly entry: RateEntry };

function listPrices(model: string | undefined, options: PricesOptions, command: Command, io: Io): void {
  const common = readCommonOptions(command);
  const book = openBook(common, io);
  const today = readZone({ ...common, timezone: "UTC" }).dayOf(io.now());
  const day = options.on === undefined ? today : readDay("--on", options.on, today, "first");
  const cards = model === undefined ? [...book.cards, ...newCards(book)] : cardsOf(book, model);
  const listed = cards.flatMap((card) =>
    options.all ? everyEntry(book, card) : entryOn(book, card, day * 86_400_000),
  );
  if (model !== undefined && listed.length === 0) {
    throw new UserError(`${model} had no price on ${options.on ?? "this day"}`, {
      hint: `\`claude-cost prices ${model} --all\` shows its dates.`,
    });
  }
  if (common.json) writeJson(io, pricesJson(listed, RATE_CARDS_AS_OF, io.now()));
  else
    writeLines(
      io,
      priceLines(listed, RATE_CARDS_AS_OF, { width: widthOf(io), style: styleOf(common, io), demo: false }),
    );
}

/** One model, or all of a family. */
function cardsOf(book: PriceBook, model: string): readonly RateCard[] {
  const cards = book.asked(model);
  if (cards.length > 0) return cards;
  throw new UserError(`no rate card has the model '${model}'`, {
    hint: `\`claude-cost prices\` lists them; \`claude-cost prices add ${model} …\` adds one.`,
  });
}

/** Models that only the overlay or Claude Code has prices for. */
function newCards(book: PriceBook): readonly RateCard[] {
  return [...book.overlay.cards, ...book.served].filter((card) => book.find(card.id)?.card === card);
}

function entryOn(book: PriceBook, card: RateCard, timeMs: number): Listed[] {
  const entry = book.entryOn(card.id, timeMs);
  return entry ? [{ card, entry }] : [];
}

function everyEntry(book: PriceBook, card: RateCard): Listed[] {
  const own = book.overlay.cards.find((c) => card.spellings.includes(c.id));
  const entries = own && own !== card ? [...card.entries, ...own.entries] : card.entries;
  return entries.map((entry) => ({ card, entry }));
}
