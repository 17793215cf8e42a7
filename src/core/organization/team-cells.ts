/**
 * Converts rows of an organisation to cells of a team: those of its members, for days that the members have not shared.
 */

import { parseDay } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { totalTokens } from "../responses/tokens.ts";
import { CELL_SCHEMA, type Cell } from "../team/cell.ts";
import type { SourceCell } from "../team/choose-source.ts";
import type { OrgRow } from "./org-row.ts";
import { rowValue, tokensOf } from "./row-value.ts";

/** Reports by member and day. */
const DAILY = ["messages", "analytics-usage", "litellm", "claude-code"] as const;
type DailyReport = (typeof DAILY)[number];

const isDaily = (row: OrgRow): row is OrgRow & { readonly report: DailyReport } =>
  (DAILY as readonly string[]).includes(row.report);

export type TeamCellOptions = {
  /** The pseudonym of a row's member; null = not a member of the team. */
  memberOf(row: OrgRow): string | null;
  readonly book: PriceBook;
  /** When the rows were fetched; epoch milliseconds. */
  readonly fetchedMs: number;
};

export function sourceCells(rows: readonly OrgRow[], options: TeamCellOptions): readonly SourceCell[] {
  return rows.filter(isDaily).flatMap((row): readonly SourceCell[] => {
    const member = options.memberOf(row);
    const day = parseDay(row.date);
    return member === null || day === null ? [] : [{ source: row.report, cell: cellOf(row, member, day, options) }];
  });
}

/** Provider and billing, where the kind of source determines them. */
const ORIGINS: Readonly<Record<DailyReport, Pick<Cell, "provider" | "billing">>> = {
  messages: { provider: "anthropic", billing: "api" },
  "claude-code": { provider: "anthropic", billing: "api" },
  "analytics-usage": { provider: "anthropic", billing: "unknown" },
  litellm: { provider: "gateway", billing: "unknown" },
};

function cellOf(
  row: OrgRow & { readonly report: DailyReport },
  member: string,
  day: DayNumber,
  { book, fetchedMs }: TeamCellOptions,
): Cell {
  const value = rowValue(row, book);
  const tokens = tokensOf(row);
  const isFast = row.speed === "fast";
  return {
    ...tokens,
    ...ORIGINS[row.report],
    day,
    member,
    machine: "source",
    model: row.model === "" ? "other" : book.nameOf(row.model),
    entry: "unknown",
    speed: isFast ? "fast" : row.serviceTier === "batch" ? "batch" : "standard",
    geo: row.geo === "us" ? "us" : "global",
    kind: "main",
    project: "",
    agent: "",
    skill: "",
    responses: row.requests ?? 0,
    sessions: row.sessions ?? 0,
    webSearches: row.webSearches,
    costPico: value === null ? null : value.pico,
    unpricedTokens: value === null ? totalTokens(tokens) : 0,
    prs: null,
    commits: null,
    linesAdded: null,
    linesRemoved: null,
    priceCard: "",
    backgroundStatus: "unrecorded",
    idsCount: 0,
    idsFold: 0n,
    generatedAtMs: fetchedMs,
    clientVersionMax: "",
    schema: CELL_SCHEMA,
  };
}
