/** What everything above is built on: every response once, priced, with the facts of its sessions. */

import type { SessionBackground } from "../core/background/types.ts";
import type { ResponseTable } from "../core/usage/columns.ts";
import type { ScanReport } from "../core/usage/scan.ts";
import type { SessionFacts } from "../core/usage/session-facts.ts";

export type History = {
  /** Each billed response once, priced (`costPico`; NaN = unpriced). */
  readonly table: ResponseTable;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  /** Background of each session that has logs, feeds or an archive row. */
  readonly background: ReadonlyMap<string, SessionBackground>;
  /** Ids of sessions that run now. */
  readonly open: ReadonlySet<string>;
  /** Responses that appear in a session as copies and are billed in another: count by session id. */
  readonly inherited: ReadonlyMap<string, number>;
  readonly report: ScanReport;
  readonly roots: readonly Root[];
  /** "overlay" when at least one price came from the user's overlay. */
  readonly basis: "list" | "overlay";
  readonly demo: boolean;
  /** Things the user should know (one line each), such as an unreadable folder. */
  readonly notes: readonly string[];
};

export type Root = { readonly path: string; readonly found: boolean; readonly files: number; readonly reason: string };
