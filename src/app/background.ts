/** Background of each session, from the client's ledger and our feeds. */

import { BackgroundMemo } from "../core/background/memo.ts";
import { reconcile } from "../core/background/reconcile.ts";
import type { SessionBackground } from "../core/background/types.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import type { Resolved } from "../core/usage/resolve.ts";
import type { SessionFacts } from "../core/usage/session-facts.ts";
import { VERSION } from "../data/version.ts";
import { readBackgroundCache, stampOf, writeBackgroundCache } from "../store/background-cache.ts";
import type { DataPaths } from "../store/data-dir.ts";
import { OtelFeedReader, readOtelFeed } from "../store/otel-feed.ts";
import { readStatuslineFeeds } from "../store/statusline-feed.ts";

export type BackgroundInputs = Resolved & {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly book: PriceBook;
  readonly paths: DataPaths;
  /** True where the user named the logs to look at: telemetry of sessions that they do not hold is left out. */
  readonly onlyLogged: boolean;
};

/** Reconciles again and again as logs and feeds grow: reads what was added, works out the sessions that changed. */
export class BackgroundFollower {
  readonly #telemetry: OtelFeedReader;
  readonly #memo = new BackgroundMemo();

  constructor(paths: DataPaths) {
    this.#telemetry = new OtelFeedReader(paths.otelDir);
  }

  /** Grows with every event that comes. */
  telemetryBytes(): number {
    return this.#telemetry.sizeBytes();
  }

  reconcile(inputs: BackgroundInputs): ReadonlyMap<string, SessionBackground> {
    return reconcile({ ...coreInputs(inputs), events: this.#telemetry.read().events }, this.#memo);
  }
}

/**
 * As `reconcileBackground`, or as it was worked out when the same logs and feeds were looked at last.
 * @param indexFile the index that held all of the logs
 */
export function recalledBackground(
  inputs: BackgroundInputs,
  indexFile: string,
): ReadonlyMap<string, SessionBackground> {
  const { paths, book, onlyLogged } = inputs;
  const feeds = stampOf([indexFile, paths.otelDir, paths.statuslineDir]);
  const key = `${VERSION} ${book.contentKey()} ${onlyLogged} ${feeds}`;
  const file = `${indexFile}.background.json`;
  const kept = readBackgroundCache(file, key);
  if (kept) return kept;
  const background = reconcileBackground(inputs);
  writeBackgroundCache(file, key, background);
  return background;
}

export function reconcileBackground(inputs: BackgroundInputs): ReadonlyMap<string, SessionBackground> {
  return reconcile({ ...coreInputs(inputs), events: readOtelFeed(inputs.paths.otelDir).events });
}

function coreInputs({ table, sessions, copies, book, onlyLogged, paths }: BackgroundInputs) {
  return { table, sessions, copies, book, onlyLogged, feeds: readStatuslineFeeds(paths.statuslineDir) };
}
