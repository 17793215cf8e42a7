/** What a machine's cells are made of, and by which rules of its member. */

import type { SessionBackground } from "../background/types.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { ResponseTable } from "../responses/columns.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import type { BILLING_MODES, CellDimensions } from "./cell.ts";

export type CellSource = {
  /** Each billed response once, priced. */
  readonly table: ResponseTable;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly background: ReadonlyMap<string, SessionBackground>;
};

/** What a member shares, and how things are named there. */
export type CellChoices = {
  /** First and last UTC date. */
  readonly fromDay: DayNumber;
  readonly untilDay: DayNumber;
  /** A model's id of the public price list; null = the list does not have it. */
  publicModel(raw: string): string | null;
  /** Whether nothing of a project is shared. */
  isLeftOut(project: string): boolean;
  /** "" = not shared. */
  projectAlias(project: string): string;
  /** Names of agents and skills that may be shared. */
  readonly agents: ReadonlySet<string>;
  readonly skills: ReadonlySet<string>;
  readonly lines: boolean;
  readonly prs: boolean;
  /** How the account that a session was of at a time is billed. */
  billingOf(sessionId: string, timeMs: number): (typeof BILLING_MODES)[number];
};

/** What the responses tell of their sessions. */
export type Logged = {
  readonly entries: ReadonlyMap<string, CellDimensions["entry"]>;
  /** Sessions all of whose responses were imported. */
  isImported(sessionId: string): boolean;
  /** Where each session's last response of its main conversation before a time is; null = nowhere. */
  lastMainBefore(sessionId: string, timeMs: number): number | null;
  dimensionsAt(row: number): CellDimensions;
};
