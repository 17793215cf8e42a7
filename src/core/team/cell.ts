/**
 * A team's cells: what one member used on one machine on one UTC day, summed by model and a few other dimensions. `team
 * share` sends only cells, and a team's reports read only cells; they contain no request, session or time of day.
 */

import type { BackgroundStatus } from "../background/types.ts";
import { monthKey } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";
import { groupBy } from "../groups.ts";
import type { Pico } from "../pricing/money.ts";
import { NO_TOKENS, type Tokens } from "../responses/tokens.ts";

export const CELL_SCHEMA = 1;

/** The provider that served the requests, as far as the spelling of the model shows it. */
export const PROVIDERS = ["anthropic", "bedrock", "vertex", "gateway", "unknown"] as const;
/** How the member's account is billed. */
export const BILLING_MODES = ["subscription", "credits", "api", "cloud", "unknown"] as const;
export const ENTRIES = ["interactive", "headless", "unknown"] as const;
export const SPEEDS = ["standard", "fast", "batch", "priority"] as const;
/** Where inference ran: `us` and `regional` cost more. */
export const GEOS = ["global", "us", "regional"] as const;

/** The dimensions that distinguish cells of one member, machine and day. */
export type CellDimensions = {
  /** A model's id on the public price list, or `other`. */
  readonly model: string;
  readonly provider: (typeof PROVIDERS)[number];
  readonly billing: (typeof BILLING_MODES)[number];
  readonly entry: (typeof ENTRIES)[number];
  readonly speed: (typeof SPEEDS)[number];
  readonly geo: (typeof GEOS)[number];
  /** `main`, `subagent`, or `background:` and a kind of background request. */
  readonly kind: string;
  /** An alias that the member chose for a project; "" = not shared. */
  readonly project: string;
  /** An agent's name that the member chose to share; "" = none or not shared. */
  readonly agent: string;
  /** A skill's name that the member chose to share; "" = none or not shared. */
  readonly skill: string;
};

/** Sums over a cell. They can be added up over any cells that count. */
export type CellSums = Tokens & {
  /** API requests; 0 where only tokens or dollars are known, as in a ledger's background. */
  readonly responses: number;
  /** Sessions whose first response is in this cell, so that each session counts once, whatever is summed. */
  readonly sessions: number;
  readonly webSearches: number;
  /** The cost of everything with a price, in pico-dollars; null = nothing in the cell has one. */
  readonly costPico: Pico | null;
  /** Tokens of all classes without a price. */
  readonly unpricedTokens: number;
  /** null = not shared. */
  readonly prs: number | null;
  readonly commits: number | null;
  readonly linesAdded: number | null;
  readonly linesRemoved: number | null;
};

/** The sums of a cell in which nothing was used or shared. */
export const NO_SUMS: CellSums = {
  ...NO_TOKENS,
  responses: 0,
  sessions: 0,
  webSearches: 0,
  costPico: null,
  unpricedTokens: 0,
  prs: null,
  commits: null,
  linesAdded: null,
  linesRemoved: null,
};

export type Cell = CellDimensions &
  CellSums & {
    /** A UTC date, as days since 1970-01-01. */
    readonly day: DayNumber;
    /** The member's pseudonym. */
    readonly member: string;
    readonly machine: string;
    /** The prices used: `list <date of the rate cards>`, or `overlay` if they include the member's own. */
    readonly priceCard: string;
    /** The weakest status of the cell's sessions: how completely their background is known. */
    readonly backgroundStatus: BackgroundStatus;
    /** Logged responses, and the fold of their ids (`fold.ts`): equal logs give equal values on every machine. */
    readonly idsCount: number;
    readonly idsFold: bigint;
    /**
     * Orders the shares of a day: midnight (UTC) of the date of sharing, plus two milliseconds for each earlier share
     * on that date, plus one if `team compact` wrote the cell. It does not contain the time of day. Epoch milliseconds.
     */
    readonly generatedAtMs: number;
    /** The newest version of the client in the cell; "" = not logged. */
    readonly clientVersionMax: string;
    readonly schema: number;
  };

export type CellColumnType = "DATE" | "STRING" | "INT32" | "INT64" | "TIMESTAMP";
export type CellColumn = {
  /** The name in Parquet and SQL. */
  readonly name: string;
  readonly field: keyof Cell;
  readonly type: CellColumnType;
  readonly isNullable?: boolean;
};

/** The columns of a file of cells, in order. A file also has `cost_usd` (DOUBLE, for people). */
export const CELL_COLUMNS: readonly CellColumn[] = [
  { name: "date", field: "day", type: "DATE" },
  { name: "member", field: "member", type: "STRING" },
  { name: "machine", field: "machine", type: "STRING" },
  { name: "model", field: "model", type: "STRING" },
  { name: "provider", field: "provider", type: "STRING" },
  { name: "billing", field: "billing", type: "STRING" },
  { name: "entry", field: "entry", type: "STRING" },
  { name: "speed", field: "speed", type: "STRING" },
  { name: "geo", field: "geo", type: "STRING" },
  { name: "kind", field: "kind", type: "STRING" },
  { name: "project", field: "project", type: "STRING" },
  { name: "agent", field: "agent", type: "STRING" },
  { name: "skill", field: "skill", type: "STRING" },
  { name: "responses", field: "responses", type: "INT64" },
  { name: "sessions", field: "sessions", type: "INT64" },
  { name: "input_tokens", field: "input", type: "INT64" },
  { name: "output_tokens", field: "output", type: "INT64" },
  { name: "cache_write_5m_tokens", field: "cacheWrite5m", type: "INT64" },
  { name: "cache_write_1h_tokens", field: "cacheWrite1h", type: "INT64" },
  { name: "cache_read_tokens", field: "cacheRead", type: "INT64" },
  { name: "web_searches", field: "webSearches", type: "INT64" },
  { name: "cost_pico", field: "costPico", type: "INT64", isNullable: true },
  { name: "unpriced_tokens", field: "unpricedTokens", type: "INT64" },
  { name: "price_card", field: "priceCard", type: "STRING" },
  { name: "background_status", field: "backgroundStatus", type: "STRING" },
  { name: "ids_count", field: "idsCount", type: "INT64" },
  { name: "ids_fold", field: "idsFold", type: "INT64" },
  { name: "generated_at", field: "generatedAtMs", type: "TIMESTAMP" },
  { name: "client_version_max", field: "clientVersionMax", type: "STRING" },
  { name: "prs", field: "prs", type: "INT64", isNullable: true },
  { name: "commits", field: "commits", type: "INT64", isNullable: true },
  { name: "lines_added", field: "linesAdded", type: "INT64", isNullable: true },
  { name: "lines_removed", field: "linesRemoved", type: "INT64", isNullable: true },
  { name: "schema", field: "schema", type: "INT32" },
];

/** Dollars as a double in addition to `cost_pico`, for people who read a file. Never summed. */
export const COST_USD_COLUMN = "cost_usd";

/** Cells of a member, machine and day that are equal in all of these are added up. */
export const CELL_DIMENSIONS = [
  "model",
  "provider",
  "billing",
  "entry",
  "speed",
  "geo",
  "kind",
  "project",
  "agent",
  "skill",
] as const satisfies readonly (keyof CellDimensions)[];

/** Unique within a file; equal for two machines' cells of the same dimensions and day. */
export function dimensionsKey(cell: CellDimensions): string {
  return CELL_DIMENSIONS.map((name) => cell[name]).join("\0");
}

/** The key of the share that a cell belongs to. */
export function shareKey({ member, machine, day }: Pick<Cell, "member" | "machine" | "day">): string {
  return `${member} ${machine} ${day}`;
}

/** Cells by the month of their file, `2026-11`. */
export function cellsByMonth(cells: Iterable<Cell>): Map<string, Cell[]> {
  return groupBy(cells, ({ day }) => monthKey(day));
}

/** The prefix of a kind of background request. */
const BACKGROUND = "background:";

/**
 * The kind of an empty cell: it replaces what was shared of a date before, and is not counted, neither as an active
 * member nor as a day.
 */
export const NOTHING_KIND = "background:nothing";

export const isBackground = ({ kind }: Pick<Cell, "kind">): boolean => kind.startsWith(BACKGROUND);
