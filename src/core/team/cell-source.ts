/** The input of a machine's cells, and the rules of its member. */

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

/** What a member shares, and the names used there. */
export type CellChoices = {
  /** First and last UTC date. */
  readonly fromDay: DayNumber;
  readonly untilDay: DayNumber;
  /** A model's id on the public price list; null = not on it. */
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
  /** How the account of a session at a time is billed. */
  billingOf(sessionId: string, timeMs: number): (typeof BILLING_MODES)[number];
};

/** Facts about sessions that come from their responses. */
export type Logged = {
  readonly entries: ReadonlyMap<string, CellDimensions["entry"]>;
  /** Whether all responses of a session were imported. */
  isImported(sessionId: string): boolean;
  /** The row of a session's last response of the main conversation before a time; null = none. */
  lastMainBefore(sessionId: string, timeMs: number): number | null;
  dimensionsAt(row: number): CellDimensions;
};
