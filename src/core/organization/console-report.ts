/**
 * The history of the Console, or of LiteLLM, by one dimension: tokens at our own prices, beside the source's own
 * figures.
 */

import { divideHalfEven, type Pico } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { addTokens, NO_TOKENS, type Tokens, totalTokens } from "../responses/tokens.ts";
import type { OrgDirectory } from "./limits.ts";
import type { OrgRow } from "./org-row.ts";
import { pricedTokens, tokensOf } from "./row-value.ts";

export const CONSOLE_DIMENSIONS = ["day", "month", "user", "model", "workspace", "key", "team", "tag"] as const;
export type ConsoleDimension = (typeof CONSOLE_DIMENSIONS)[number];

export const CONSOLE_SOURCES = ["console", "litellm"] as const;
export type ConsoleSource = (typeof CONSOLE_SOURCES)[number];

/** What a source can be grouped by. */
export const DIMENSIONS_OF: Readonly<Record<ConsoleSource, readonly ConsoleDimension[]>> = {
  console: ["day", "month", "user", "model", "workspace", "key"],
  litellm: ["day", "month", "user", "model", "key", "team", "tag"],
};

export type ConsoleRows = {
  readonly source: ConsoleSource;
  /** Tokens (`usage_report/messages`, or the usage export). */
  readonly usage: readonly OrgRow[];
  /**
   * Amounts charged (`cost_report`, or the cost export): by day, workspace and model. LiteLLM's spend: by any
   * dimension.
   */
  readonly charged: readonly OrgRow[];
  /** The Console's estimates for Claude Code (`usage_report/claude_code`): by person, key, day and model. */
  readonly estimated: readonly OrgRow[];
};

export type ConsoleSums = {
  readonly tokens: Tokens;
  readonly webSearches: number;
  /** At API rates of each day, without rows that have no price. */
  readonly pico: Pico;
  /** A row does not determine which of two rates applies; the lower one was used. */
  readonly isAtLeast: boolean;
  readonly unpricedTokens: number;
  readonly unpricedModels: readonly string[];
  /** Dollars that the Console charged; null = not reported by this dimension. */
  readonly chargedPico: Pico | null;
  /** Dollars that it estimates for Claude Code; null = not reported by this dimension. */
  readonly estimatedPico: Pico | null;
};

export type ConsoleGroup = ConsoleSums & {
  /** A date, an email address, an id. "" = none. */
  readonly key: string;
  /** The name shown to people; "" = the key is shown. */
  readonly name: string;
};

export type ConsoleReport = {
  /** Days and months in order of time, otherwise the most expensive first. */
  readonly groups: readonly ConsoleGroup[];
  readonly totals: ConsoleSums;
};

/** The dimensions by which the Console reports its own figures. */
const CHARGED_BY: ReadonlySet<ConsoleDimension> = new Set(["day", "month", "model", "workspace"]);
const ESTIMATED_BY: ReadonlySet<ConsoleDimension> = new Set(["day", "month", "user", "model", "key"]);

export function consoleReport(
  rows: ConsoleRows,
  dimension: ConsoleDimension,
  directory: OrgDirectory,
  book: PriceBook,
): ConsoleReport {
  const keyOf = keysBy(dimension, directory, book);
  const groups = new Map<string, Sums>();
  const groupOf = (row: OrgRow): Sums => {
    const key = keyOf(row);
    const group = groups.get(key) ?? new Sums();
    groups.set(key, group);
    return group;
  };
  const totals = new Sums();
  for (const row of rows.usage) for (const sums of [groupOf(row), totals]) sums.addUsage(row, book);
  const isChargedBy = rows.source === "litellm" || CHARGED_BY.has(dimension);
  const hasCharged = rows.charged.length > 0;
  const hasEstimated = rows.estimated.length > 0;
  for (const row of rows.charged.filter(isDollars)) {
    for (const sums of isChargedBy ? [groupOf(row), totals] : [totals]) sums.charged += row.costPico;
  }
  for (const row of rows.estimated.filter(isDollars)) {
    for (const sums of ESTIMATED_BY.has(dimension) ? [groupOf(row), totals] : [totals]) sums.estimated += row.costPico;
  }
  const isKnown = {
    charged: hasCharged && isChargedBy,
    estimated: hasEstimated && ESTIMATED_BY.has(dimension),
  };
  const shown = [...groups].map(([key, sums]) => ({
    key,
    name: nameOf(dimension, key, directory),
    ...sums.finish(isKnown),
  }));
  const isTime = dimension === "day" || dimension === "month";
  return {
    groups: shown.sort((a, b) => (isTime ? order(a.key, b.key) : order(b.pico, a.pico) || order(a.key, b.key))),
    totals: totals.finish({ charged: hasCharged, estimated: hasEstimated }),
  };
}

const order = <T extends bigint | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** Amounts in other currencies are not added to dollars. */
const isDollars = (row: OrgRow): row is OrgRow & { readonly costPico: Pico } =>
  row.costPico !== null && row.currency === "USD";

class Sums {
  charged = 0n;
  estimated = 0n;
  #tokens: Tokens = NO_TOKENS;
  #webSearches = 0;
  #pico = 0n;
  #isAtLeast = false;
  #unpricedTokens = 0;
  readonly #unpricedModels = new Set<string>();

  addUsage(row: OrgRow, book: PriceBook): void {
    const tokens = tokensOf(row);
    this.#tokens = addTokens(this.#tokens, tokens);
    this.#webSearches += row.webSearches;
    const value = pricedTokens(row, book);
    if (value === null) {
      this.#unpricedTokens += totalTokens(tokens);
      this.#unpricedModels.add(row.model);
      return;
    }
    this.#pico += value.pico;
    this.#isAtLeast ||= value.isAtLeast;
  }

  finish(told: { readonly charged: boolean; readonly estimated: boolean }): ConsoleSums {
    return {
      tokens: this.#tokens,
      webSearches: this.#webSearches,
      pico: this.#pico,
      isAtLeast: this.#isAtLeast,
      unpricedTokens: this.#unpricedTokens,
      unpricedModels: [...this.#unpricedModels].sort(),
      chargedPico: told.charged ? this.charged : null,
      estimatedPico: told.estimated ? this.estimated : null,
    };
  }
}

function keysBy(dimension: ConsoleDimension, directory: OrgDirectory, book: PriceBook): (row: OrgRow) => string {
  // Some reports give a key's id, others its name: ids are converted to names.
  const keyNames = new Map(directory.apiKeys.map(({ id, name }) => [id, name]));
  const workspaceIds = new Map(directory.workspaces.map(({ id, name }) => [name, id]));
  switch (dimension) {
    case "day":
      return (row) => row.date;
    case "month":
      return (row) => row.date.slice(0, 7);
    case "user":
      return (row) => (row.actorKind === "api-key" || row.actorKind === "none" ? "" : row.actorName || row.actorId);
    case "model":
      return (row) => modelOf(row.model, book);
    case "workspace":
      return (row) => workspaceIds.get(row.workspace) ?? row.workspace;
    case "key":
      return (row) => keyNames.get(row.apiKey) ?? row.apiKey;
    case "team":
      return (row) => row.team;
    case "tag":
      return (row) => row.tag;
  }
}

/** By its id; a cost export contains the display name, such as `Claude Opus 5.5`. */
function modelOf(model: string, book: PriceBook): string {
  if (book.find(model) !== null) return book.nameOf(model);
  return book.askedOne(model.replace(/^Claude /, "")) ?? model;
}

function nameOf(dimension: ConsoleDimension, key: string, { workspaces, users }: OrgDirectory): string {
  if (dimension === "workspace") return workspaces.find(({ id }) => id === key)?.name ?? "";
  return dimension === "user" ? (users.find(({ email, id }) => email === key || id === key)?.name ?? "") : "";
}

/** The workspace that the Console creates for Claude Code's own traffic. */
export const CLAUDE_CODE_WORKSPACE = "Claude Code";

/** Rows of that workspace, by its name or by its id in the directory. */
export function claudeCodeOnly(
  { source, usage, charged, estimated }: ConsoleRows,
  { workspaces }: OrgDirectory,
): ConsoleRows {
  const ids = new Set(workspaces.filter(({ name }) => name === CLAUDE_CODE_WORKSPACE).map(({ id }) => id));
  const isOf = ({ workspace }: OrgRow): boolean => workspace === CLAUDE_CODE_WORKSPACE || ids.has(workspace);
  return { source, usage: usage.filter(isOf), charged: charged.filter(isOf), estimated };
}

/**
 * How much less was charged than list prices add up to, in whole percent; null = they are equal, or one is not known.
 */
export function discountPercent({ pico, chargedPico }: ConsoleSums): number | null {
  if (chargedPico === null || pico === 0n || chargedPico >= pico) return null;
  return Number(divideHalfEven((pico - chargedPico) * 100n, pico));
}
