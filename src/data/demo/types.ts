/** The generator's options and results: log files and the exact amounts that were billed. */

import type { Tokens } from "../../core/responses/tokens.ts";

export type DemoOptions = {
  readonly seed: number | string;
  /** "Now": nothing is later; two sessions are still open. Epoch milliseconds. */
  readonly endMs: number;
  /** How far back the history goes. Default 92. */
  readonly days?: number;
  /** Local time minus UTC, so that work falls into working hours. Default 0. */
  readonly offsetMs?: number;
  /** Sessions a day, as a multiple of one busy developer's. Default 1. */
  readonly scale?: number;
  /** Size of tool results; a real log has about 3. Default 0.05, so that a demo is quick. */
  readonly bytesPerToken?: number;
};

/** A file below a root; `path` has forward slashes and starts with `projects/`. */
export type DemoFile = { readonly path: string; readonly text: string; readonly modifiedMs: number };

/** One thing that was billed. */
export type TruthItem = Tokens & {
  /** `message.id`; for searches the uuid of the row that proves them; "" where the row has none. */
  readonly id: string;
  /** The API's id of the request; "" where the row does not contain it. */
  readonly requestId: string;
  /** The session that made the request, not the ones that copied its rows. */
  readonly sessionId: string;
  readonly timeMs: number;
  /** As it was logged. */
  readonly model: string;
  readonly webSearches: number;
  /**
   * `search`: web searches proven by a tool result, without a request of their own. `advisor`: part of another
   * response.
   */
  readonly kind: "main" | "subagent" | "search" | "advisor" | `background:${string}`;
  /** Whether a log row contains it. */
  readonly logged: boolean;
  readonly fast: boolean;
  readonly geoUs: boolean;
  readonly batch: boolean;
  /** Parts that are each priced in their own band; null = the response as a whole. */
  readonly iterations: readonly Tokens[] | null;
};

export type TruthSession = {
  readonly sessionId: string;
  readonly project: string;
  readonly branch: string;
  readonly title: string;
  readonly version: string;
  /** `exit` wrote the client's ledger (if the client writes one), `killed` did not, `open` is still running. */
  readonly ending: "exit" | "killed" | "open";
  readonly hasLedger: boolean;
  /** A run crashed between two that wrote a ledger, so the ledger does not include that run's requests. */
  readonly crashed: boolean;
  /** For a fork: the session whose rows it copied; else null. */
  readonly parentId: string | null;
};

export type DemoTruth = { readonly items: readonly TruthItem[]; readonly sessions: readonly TruthSession[] };

export type DemoTree = { readonly files: readonly DemoFile[]; readonly truth: DemoTruth };
