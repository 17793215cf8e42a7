/** Processes a conversation request by request and determines what the money of each was spent on. */

import type { Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { type ResponseTable, tokensAt } from "../responses/columns.ts";
import { askedInstead } from "../responses/fallback.ts";
import { identityKey } from "../responses/identity.ts";
import type { Compaction } from "../responses/session-facts.ts";
import { CACHE_TTL_MS, promptTokens, type Tokens } from "../responses/tokens.ts";
import type { CauseId } from "./cause-sums.ts";
import { ANSWERS, ATTACHMENTS, Content, type ContentKind, PROMPTS, START, toolContent, UNKNOWN } from "./content.ts";
import type { AddedContent, ResponseEvidence, SessionEvidence } from "./evidence.ts";
import { type EarlierRequest, type PromptSplit, splitPrompt } from "./prompt-split.ts";
import { type RequestBill, requestBill } from "./request-bill.ts";
import { shareOut } from "./share-out.ts";

/** A part of a request's cost. */
export type Spent = {
  readonly cause: CauseId;
  /** The part within the cause. */
  readonly key: string;
  readonly costPico: Pico;
  readonly tokens: number;
  /** The tool result that caused the cost; null = none. */
  readonly result: AddedContent | null;
};

export type ConversationRequest = {
  readonly row: number;
  readonly timeMs: number;
  readonly tokens: Tokens;
  /** null = the conversation's first request. */
  readonly split: PromptSplit | null;
  /** Time since the previous request; 0 for the first. */
  readonly pauseMs: number;
  /** The tokens of the context that the session loaded at its start. */
  readonly startTokens: number;
  readonly evidence: ResponseEvidence | null;
  readonly spent: readonly Spent[];
};

export type ConversationFacts = {
  readonly table: ResponseTable;
  readonly book: PriceBook;
  readonly compactions: readonly Compaction[];
  readonly evidence: SessionEvidence;
};

export class Conversation {
  readonly #facts: ConversationFacts;
  readonly #content = new Content();
  #before: EarlierRequest | null = null;
  #ttlMs: number = CACHE_TTL_MS["5m"];

  constructor(facts: ConversationFacts) {
    this.#facts = facts;
  }

  /**
   * Processes the next request of the conversation; its parts add up to the row's cost (nothing where it has no price).
   */
  next(row: number): ConversationRequest {
    const { table, book, evidence } = this.#facts;
    const { columns } = table;
    const timeMs = columns.timeMs[row] as number;
    const found = evidence.responses.get(identityKey(columns.idLo[row] as number, columns.idHi[row] as number)) ?? null;
    const tokens = lastIteration(table, row);
    const before = this.#before;
    const model = book.nameOf(table.models[columns.model[row] as number] ?? "");
    const effort = found?.effort ?? "";
    const isCompacted = before !== null && this.#isCompacted(before.timeMs, timeMs);
    if (isCompacted) this.#content.compact(promptTokens(tokens));
    const split = before === null ? null : splitPrompt(tokens, { timeMs, model, effort, isCompacted }, before);
    const isPriced = !Number.isNaN(columns.costPico[row]);
    const fresh = split === null ? [] : this.#fresh(split.fresh, before?.answerTokens ?? 0, found);
    const bill = isPriced ? requestBill(table, book, row) : null;
    const asked = askedInstead(model, found?.askedModel ?? "", (name) => book.nameOf(name));
    const spent =
      bill === null
        ? []
        : asked === null
          ? this.#spent(row, bill, split, fresh, found)
          : [fallback(bill, `${model} for ${asked}`, promptTokens(tokens) + tokens.output)];
    if (split === null) this.#content.add(START, promptTokens(tokens));
    for (const piece of fresh) this.#content.add(piece.kind, piece.tokens);
    this.#remember(timeMs, tokens, model, effort, found);
    const pauseMs = before === null ? 0 : timeMs - before.timeMs;
    return { row, timeMs, tokens, split, pauseMs, startTokens: this.#content.startTokens, evidence: found, spent };
  }

  #isCompacted(fromMs: number, toMs: number): boolean {
    return this.#facts.compactions.some(({ atMs }) => atMs > fromMs && atMs <= toMs);
  }

  #remember(timeMs: number, tokens: Tokens, model: string, effort: string, found: ResponseEvidence | null): void {
    if (tokens.cacheWrite1h > 0) this.#ttlMs = CACHE_TTL_MS["1h"];
    else if (tokens.cacheWrite5m > 0) this.#ttlMs = CACHE_TTL_MS["5m"];
    this.#before = {
      timeMs,
      promptTokens: promptTokens(tokens),
      answerTokens: Math.max(0, tokens.output - (found?.thinkingTokens ?? 0)),
      model,
      effort,
      cachedUntilMs: timeMs + this.#ttlMs,
    };
  }

  /** Divides the new tokens of the prompt: the previous answer first, then the rest by size. */
  #fresh(tokens: number, answerTokens: number, found: ResponseEvidence | null): readonly FreshContent[] {
    const answer = Math.min(answerTokens, tokens);
    const rest = tokens - answer;
    const added = found?.added ?? [];
    const sizes = added.map(({ size }) => size);
    const answers: FreshContent = { kind: ANSWERS, cause: "output", key: KEPT_ANSWERS, tokens: answer, result: null };
    if (sizes.every((size) => size === 0)) {
      return [answers, { kind: UNKNOWN, cause: "input", key: UNKNOWN, tokens: rest, result: null }];
    }
    const shares = shareOut(BigInt(rest), sizes);
    return [answers, ...added.map((content, i) => ({ ...placeOf(content), tokens: Number(shares[i]) }))];
  }

  #spent(
    row: number,
    bill: RequestBill,
    split: PromptSplit | null,
    fresh: readonly FreshContent[],
    found: ResponseEvidence | null,
  ): readonly Spent[] {
    const { table } = this.#facts;
    const tokens = tokensAt(table.columns, row);
    const { classes, fastPico } = bill;
    const thinking = Math.min(found?.thinkingTokens ?? 0, tokens.output);
    const [thought = 0n, said = 0n] =
      thinking === 0 ? [0n, classes.output] : shareOut(classes.output, [thinking, tokens.output - thinking]);
    const outside = [
      piece("thinking", "thinking", thought, thinking),
      piece("output", WRITTEN_ANSWERS, said, tokens.output - thinking),
      piece("web-search", "searches of the API", classes.webSearch, table.columns.webSearches[row] as number),
      ...(fastPico === 0n ? [] : [piece("fast", "surcharge", fastPico, promptTokens(tokens) + tokens.output)]),
    ];
    const written = classes.cacheWrite5m + classes.cacheWrite1h;
    if (split === null) {
      const start = classes.input + written + classes.cacheRead;
      return [...outside, piece("start", START, start, promptTokens(tokens))];
    }
    return [
      ...outside,
      ...this.#history(classes.cacheRead, tokens.cacheRead),
      ...promptPieces(bill, tokens, split, fresh),
    ];
  }

  #history(costPico: Pico, readTokens: number): readonly Spent[] {
    const weights = this.#content.weights(readTokens);
    const shares = shareOut(
      costPico,
      weights.map(([, tokens]) => tokens),
    );
    return weights.map(([kind, tokens], i) => piece("history", kind, shares[i] as Pico, Math.round(tokens)));
  }
}

/** Parts of `output`. */
const WRITTEN_ANSWERS = "written";
const KEPT_ANSWERS = "kept in the context";

type FreshContent = {
  readonly kind: ContentKind;
  readonly cause: CauseId;
  readonly key: string;
  readonly tokens: number;
  readonly result: AddedContent | null;
};

function placeOf(content: AddedContent): Omit<FreshContent, "tokens"> {
  switch (content.kind) {
    case "tool":
      return { kind: toolContent(content.tool), cause: "tools", key: content.tool, result: content };
    case "prompt":
      return { kind: PROMPTS, cause: "input", key: PROMPTS, result: null };
    case "attachment":
      return { kind: ATTACHMENTS, cause: "input", key: ATTACHMENTS, result: null };
  }
}

/** Divides what was written to the cache or sent uncached: first what the context had before, then what is new. */
function promptPieces(
  { classes }: RequestBill,
  tokens: Tokens,
  split: PromptSplit,
  fresh: readonly FreshContent[],
): readonly Spent[] {
  const written = tokens.cacheWrite5m + tokens.cacheWrite1h;
  const again = Math.min(split.rewritten, written);
  const writtenPico = classes.cacheWrite5m + classes.cacheWrite1h;
  const [oldWritten = 0n, newWritten = 0n] = halves(writtenPico, again, written - again);
  const sentAgain = split.rewritten - again;
  const [oldSent = 0n, newSent = 0n] = halves(classes.input, sentAgain, tokens.input - sentAgain);
  const shares = shareOut(
    newWritten + newSent,
    fresh.map((f) => f.tokens),
  );
  return [
    piece("rewrite", split.reason, oldWritten + oldSent, split.rewritten),
    ...fresh.map(({ cause, key, tokens: n, result }, i) => ({ ...piece(cause, key, shares[i] as Pico, n), result })),
  ];
}

/** Where there are no tokens, the whole amount counts as new. */
function halves(pico: Pico, old: number, fresh: number): readonly Pico[] {
  return old + fresh === 0 ? [0n, pico] : shareOut(pico, [old, fresh]);
}

/** An answer by a model other than the requested one: its whole cost. */
function fallback({ classes, fastPico }: RequestBill, key: string, tokens: number): Spent {
  return piece(
    "fallback",
    key,
    Object.values(classes).reduce((a, b) => a + b, fastPico),
    tokens,
  );
}

function piece(cause: CauseId, key: string, costPico: Pico, tokens: number): Spent {
  return { cause, key, costPico, tokens, result: null };
}

/** Where there are several iterations, the last one read the whole context. */
function lastIteration({ columns, iterationsByRow }: ResponseTable, row: number): Tokens {
  const whole = tokensAt(columns, row);
  const last = iterationsByRow.get(row)?.at(-1);
  return last === undefined ? whole : { ...last, output: whole.output };
}
