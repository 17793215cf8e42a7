/** Dates, model generations and amounts of prices: each at its exact value, and one step to each side. */

import { describe, expect, it } from "vitest";
import { shippedCards } from "../../data/rate-cards.ts";
import { windowOf } from "../context/model-window.ts";
import { emptyColumns, Flag, pushRow } from "../responses/columns.ts";
import { NO_TOKENS } from "../responses/tokens.ts";
import { PriceBook } from "./price-book.ts";
import { priceColumns } from "./price-columns.ts";
import { costLines, multiplierOf } from "./price-response.ts";

const book = new PriceBook(shippedCards());

describe("a model before the first date of its rate card", () => {
  const card = shippedCards().find(({ entries }) => Number.isFinite(entries[0]?.fromMs));
  const fromMs = card?.entries[0]?.fromMs ?? Number.NaN;
  it.each([
    [-1, true],
    [0, false],
    [1, false],
  ])("%d ms from it is marked: %s", (later, isEarly) => {
    const columns = emptyColumns();
    const numbers = { ...NO_TOKENS, input: 1, webSearches: 0, spanMs: 0, flags: 0 };
    pushRow(columns, { idLo: 1, idHi: 1, requestHash: 1, timeMs: fromMs + later, model: 0, origin: 0, ...numbers });
    columns.costPico[0] = Number.NaN;
    const id = card?.apiId ?? "";
    const marks = priceColumns({ columns, models: [id], origins: [], iterationsByRow: new Map() }, book);
    expect(marks.early).toEqual(isEarly ? [id] : []);
    expect(columns.costPico[0]).toBeGreaterThan(0);
  });
});

describe("surcharges by generation", () => {
  it.each([
    [4.4, [1, 1], [1, 1]],
    [4.5, [1, 1], [11, 10]],
    [4.6, [11, 10], [11, 10]],
    [4.7, [11, 10], [11, 10]],
  ] as const)("of %d: US inference %j, a regional endpoint %j", (generation, us, regional) => {
    expect(multiplierOf(Flag.geoUs, false, generation)).toEqual(us);
    expect(multiplierOf(0, true, generation)).toEqual(regional);
  });
});

it("a bill has no line for what there is none of", () => {
  const entry = book.entry("claude-opus-5-5", Date.UTC(2026, 10, 21));
  if (!entry) throw new Error("no price");
  const tokens = { ...NO_TOKENS, output: 1 };
  const common = { flags: 0, regional: false, generation: 5.5, iterations: [] };
  const names = (webSearches: number): readonly string[] =>
    costLines(entry, { ...common, tokens, webSearches }).map(({ name }) => name);
  expect(names(0)).toEqual(["output"]);
  expect(names(1)).toEqual(["output", "webSearch"]);
});

describe("models that a person asks for", () => {
  it("by family are all of it, by a part of a name those that have it", () => {
    expect(book.asked("opus").length).toBeGreaterThan(1);
    expect(book.asked("opus").every(({ family }) => family === "opus")).toBe(true);
    expect(book.asked("pus-5-")).toEqual([]);
    expect(book.matches("claude-opus-5-5", "pus-5-")).toBe(true);
    expect(book.matches("claude-opus-5-5", "onnet-5-")).toBe(false);
  });
});

it("a context proves a large window where it is larger than the small one, not where it fills it", () => {
  const settings = { isHeldTo200k: false, wideModel: "" };
  const proven = (provenTokens: number): number =>
    windowOf({ model: "claude-haiku-4-5", book, settings, feed: null, provenTokens });
  expect([199_999, 200_000, 200_001].map(proven)).toEqual([200_000, 200_000, 1_000_000]);
});
