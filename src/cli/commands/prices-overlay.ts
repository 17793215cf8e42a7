/** `prices add`, `alias`, `remove` and `check`: the user's own prices. */

import type { Command } from "commander";
import { parseDay } from "../../core/calendar/period.ts";
import { PriceBook } from "../../core/pricing/price-book.ts";
import { UserError } from "../../core/user-error.ts";
import { shippedCards } from "../../data/rate-cards.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { type OverlayFile, readOverlay, readOverlayFile, updateOverlay } from "../../store/price-overlay.ts";
import type { Io } from "../io.ts";
import { readCommonOptions } from "../options/common-options.ts";
import { printMessage } from "../terminal/messages.ts";

type AddOptions = {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
  readonly cacheRead?: number;
  readonly from?: string;
  readonly to?: string;
  readonly source?: string;
};

/** Usual ratios of cache prices to the input price, for prices that are not given. */
const CACHE_RATIOS = { cacheWrite5m: 1.25, cacheWrite1h: 2, cacheRead: 0.1 } as const;

export function registerPriceOverlay(prices: Command, io: Io): void {
  const fileOf = (command: Command): string => dataPaths(readCommonOptions(command).dataDir, io.env).overlayFile;
  prices
    .command("add")
    .argument("<model>", "a model that has a price, or the id as it is logged")
    .description("add or replace a price of your own (dollars per million tokens)")
    .requiredOption("--input <usd>", "input tokens", dollars)
    .requiredOption("--output <usd>", "output tokens", dollars)
    .option("--cache-write-5m <usd>", "cache writes, 5 minutes (default: 1.25 x input)", dollars)
    .option("--cache-write-1h <usd>", "cache writes, 1 hour (default: 2 x input)", dollars)
    .option("--cache-read <usd>", "cache reads (default: 0.1 x input)", dollars)
    .option("--from <date>", "first UTC day (default: always)")
    .option("--to <date>", "last UTC day (default: until the next price)")
    .option("--source <text>", "where the price is from")
    .action(async (model: string, options: AddOptions, command: Command) => {
      const entry = entryFrom(options);
      const path = fileOf(command);
      const id = bookOf(path).askedOne(model) ?? model;
      await updateOverlay(path, (file) => withEntry(file, id, entry));
      printMessage(io.stderr, `${id} is priced by ${path}`);
    });
  prices
    .command("alias")
    .argument("<name>", "the name that is logged, such as a gateway's")
    .argument("<model>", "the model that it means")
    .description("price one name as another model")
    .action(async (name: string, model: string, _options, command: Command) => {
      const path = fileOf(command);
      const id = bookOf(path).askedOne(model);
      if (id === null) {
        throw new UserError(`no rate card has the model '${model}'`, { hint: "`claude-cost prices` lists them." });
      }
      await updateOverlay(path, (file) => ({ ...file, aliases: { ...file.aliases, [name]: id } }));
      printMessage(io.stderr, `${name} is priced as ${id}`);
    });
  prices
    .command("remove")
    .argument("<model>", "a model or an alias of the overlay")
    .description("take a price or an alias of your own away")
    .action(async (model: string, _options, command: Command) => {
      const path = fileOf(command);
      const id = bookOf(path).askedOne(model) ?? model;
      await updateOverlay(path, (file) => without(file, hasOwn(file, model) ? model : id));
      printMessage(io.stderr, `${model} is back to the list`);
    });
  prices
    .command("check")
    .description("check the overlay file, and show what it changes")
    .action((_options, command: Command) => check(fileOf(command), io));
}

function bookOf(overlayFile: string): PriceBook {
  return new PriceBook(shippedCards(), readOverlay(overlayFile));
}

function hasOwn(file: OverlayFile, model: string): boolean {
  return file.models.some((m) => m.id === model) || Object.hasOwn(file.aliases, model);
}

function dollars(text: string): number {
  const value = Number(text.replace(/^\$/, ""));
  if (Number.isFinite(value) && value >= 0 && text.trim() !== "") return value;
  throw new UserError(`'${text}' is not an amount of dollars`, { hint: "Write it as 0.25 or 3.", exitCode: 2 });
}

type Entry = OverlayFile["models"][number]["rates"][number];

function entryFrom(options: AddOptions): Entry {
  for (const [flag, day] of [
    ["--from", options.from],
    ["--to", options.to],
  ] as const) {
    if (day !== undefined && parseDay(day) === null) {
      throw new UserError(`${flag}: '${day}' is not a day`, { hint: "Write it as 2026-11-01.", exitCode: 2 });
    }
  }
  const cache = (name: keyof typeof CACHE_RATIOS): number =>
    options[name] ?? Math.round(options.input * CACHE_RATIOS[name] * 1e6) / 1e6;
  const { input, output } = options;
  return {
    from: options.from ?? null,
    ...(options.to === undefined ? {} : { to: options.to }),
    rate: {
      input,
      output,
      cacheWrite5m: cache("cacheWrite5m"),
      cacheWrite1h: cache("cacheWrite1h"),
      cacheRead: cache("cacheRead"),
    },
    source: options.source ?? "your overlay",
  };
}

function withEntry(file: OverlayFile, model: string, entry: Entry): OverlayFile {
  const known = file.models.find((m) => m.id === model);
  const rates = [...(known?.rates ?? []).filter((r) => r.from !== entry.from), entry];
  rates.sort((a, b) => ((a.from ?? "") < (b.from ?? "") ? -1 : 1));
  return { ...file, models: [...file.models.filter((m) => m.id !== model), { id: model, rates }] };
}

function without(file: OverlayFile, model: string): OverlayFile {
  if (!hasOwn(file, model)) {
    throw new UserError(`the overlay has no '${model}'`, { hint: "`claude-cost prices check` shows what it has." });
  }
  const aliases = Object.fromEntries(Object.entries(file.aliases).filter(([name]) => name !== model));
  return { ...file, models: file.models.filter((m) => m.id !== model), aliases };
}

function check(path: string, io: Io): void {
  const file = readOverlayFile(path);
  const book = new PriceBook(shippedCards());
  const lines = [
    ...file.models.flatMap((m) =>
      m.rates.map((r) => {
        const change = book.find(m.id) ? "replaces the list" : "adds a model";
        return `${m.id}  ${r.from ?? "always"}${r.to === undefined ? "" : ` to ${r.to}`}  input ${r.rate.input}  output ${r.rate.output}  (${change})`;
      }),
    ),
    ...Object.entries(file.aliases).map(([name, model]) => `${name}  is priced as ${model}`),
  ];
  const summary = lines.length === 0 ? `${path}: no prices of your own` : `${path} is sound`;
  io.stdout.write(`${[summary, ...lines].join("\n")}\n`);
}
