/**
 * Caches each session's result while its rows, events, ledgers and feed do not change, because the dashboard recomputes
 * the background after every new row.
 */

import type { PriceBook } from "../pricing/price-book.ts";
import type { ResponseTable } from "../responses/columns.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import type { StatuslineFeed } from "../statusline/feed.ts";
import type { RequestEvent } from "./events.ts";
import type { ChainedRow } from "./ledger-chain.ts";
import type { JoinedSession } from "./telemetry-join.ts";
import type { SessionBackground } from "./types.ts";

export type MemoSession = {
  readonly sessionId: string;
  readonly chained: readonly ChainedRow[];
  readonly feed: StatuslineFeed | undefined;
  /** See `carriedTotals`. */
  readonly carriedUsd: number;
  /** See `rowsKey`. */
  readonly key: string;
};

/** The facts of a session, besides its ledgers, that the background is computed from. */
type MemoFacts = { readonly facts: Pick<SessionFacts, "lostAnswers" | "awaitingMs" | "isDetached" | "branches"> };

type Cached = { rowsKey: string; joined: JoinedSession; key: string; background: SessionBackground | null };

export class BackgroundMemo {
  readonly #cached = new Map<string, Cached>();
  #book: PriceBook | null = null;

  /** Clears the cache when the prices have changed. */
  startFor(book: PriceBook): void {
    if (this.#book !== book) this.#cached.clear();
    this.#book = book;
  }

  /** Changes with a session's rows and events: replacing a row changes its output, its time or its price. */
  rowsKey({ columns }: ResponseTable, rows: Uint32Array, events: readonly RequestEvent[]): string {
    let sum = 0;
    let last = 0;
    for (const i of rows) {
      const size = (columns.output[i] as number) + (columns.input[i] as number) + (columns.cacheRead[i] as number);
      sum += size + (columns.flags[i] as number);
      last = columns.timeMs[i] as number;
    }
    return `${rows.length}:${rows[0] ?? ""}:${rows[rows.length - 1] ?? ""}:${sum}:${last}:${events.length}:${events.at(-1)?.timeMs ?? ""}`;
  }

  join(sessionId: string, rowsKey: string, make: () => JoinedSession): JoinedSession {
    const cached = this.#cached.get(sessionId);
    if (cached?.rowsKey === rowsKey) return cached.joined;
    const joined = make();
    this.#cached.set(sessionId, { rowsKey, joined, key: "", background: null });
    return joined;
  }

  background(session: MemoSession & MemoFacts, unlogged: number, make: () => SessionBackground): SessionBackground {
    const cached = this.#cached.get(session.sessionId);
    const rows = session.chained.map((r) => `${keyOf(r)}<${r.base ? keyOf(r.base) : ""}${r.lostBase}`).join();
    const feed = session.feed
      ? `${session.feed.recordedAtMs}:${session.feed.epochs.at(-1)?.totalUsd}:${session.carriedUsd}`
      : "";
    const { lostAnswers, awaitingMs, isDetached, branches } = session.facts;
    const key = `${session.key}|${unlogged}|${rows}|${feed}|${lostAnswers.length}:${awaitingMs}:${isDetached}:${branches.length}`;
    if (cached?.background && cached.key === key) return cached.background;
    const background = make();
    if (cached) {
      cached.key = key;
      cached.background = background;
    }
    return background;
  }
}

const keyOf = ({ sessionId, ledger, atMs }: ChainedRow | NonNullable<ChainedRow["base"]>): string =>
  `${sessionId}:${ledger.wallMs}:${ledger.totalCostPico}:${atMs}`;
