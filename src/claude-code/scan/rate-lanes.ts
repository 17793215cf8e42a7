/** What the WebAssembly module prices rows with: for each model that a row has, the rates that hold around its time. */

import type { PriceBook } from "../../core/pricing/price-book.ts";
import { WEB_SEARCH_PICO } from "../../core/pricing/price-response.ts";
import { endOf } from "../../core/pricing/rate-card.ts";
import { TOKEN_CLASSES } from "../../core/responses/tokens.ts";
import type { ScanMemory } from "./scan-memory.ts";

/** The layout of `wasm/columns.ts`, in numbers of eight bytes. */
const LANE = 13;
const FROM_MS = 0;
const UNTIL_MS = 1;
const MOST_TOKENS = 2;
const RATES = 3;
const LONG_RATES = 8;

/** By code; what has a higher one is priced elsewhere. */
const MODELS = 128;

export class RateLanes {
  readonly #memory: ScanMemory;
  readonly #book: PriceBook;
  readonly #at: number;

  constructor(memory: ScanMemory, book: PriceBook) {
    this.#memory = memory;
    this.#book = book;
    this.#at = memory.allocate(MODELS * LANE * 8);
    memory.wasm.setLanes(this.#at, MODELS, WEB_SEARCH_PICO);
  }

  /** Says of a model's code what it costs at a time. The code stands for the same name ever after. */
  say(code: number, name: string, timeMs: number): void {
    if (code >= MODELS) return;
    const { numbers } = this.#memory;
    const at = (this.#at >> 3) + code * LANE;
    if (timeMs >= (numbers[at + FROM_MS] as number) && timeMs < (numbers[at + UNTIL_MS] as number)) return;
    const found = this.#book.find(name);
    const entry = this.#book.entry(name, timeMs);
    // A regional endpoint has a factor; the overlay's dates are its own.
    if (!found || found.regional || entry?.basis !== "list") return;
    numbers[at + FROM_MS] = entry.fromMs;
    numbers[at + UNTIL_MS] = endOf(found.card, entry);
    numbers[at + MOST_TOKENS] = entry.longPrompt?.abovePromptTokens ?? Number.POSITIVE_INFINITY;
    const long = entry.longPrompt?.rates ?? entry.rates;
    TOKEN_CLASSES.forEach((kind, i) => {
      numbers[at + RATES + i] = entry.rates[kind];
      numbers[at + LONG_RATES + i] = long[kind];
    });
  }
}
