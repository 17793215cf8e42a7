/** Background of each session, from the client's ledger and our feeds. */

import { BackgroundMemo } from "../../core/background/memo.ts";
import { reconcile, reconcileRecorded } from "../../core/background/reconcile.ts";
import type { SessionBackground } from "../../core/background/types.ts";
import type { PriceBook } from "../../core/pricing/price-book.ts";
import type { SessionFacts } from "../../core/responses/session-facts.ts";
import { OtelFeedReader, readOtelFeed } from "../../store/feeds/otel-feed.ts";
import { readStatuslineFeeds } from "../../store/feeds/statusline-feed.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import type { BilledResponses } from "../../store/index/log-index.ts";

export type BackgroundInputs = BilledResponses & {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  /** As in `ReconcileInput`. */
  readonly ledgered?: ReadonlyMap<string, SessionFacts>;
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

  /** Of the sessions of which something was written down. */
  reconcile(inputs: BackgroundInputs): ReadonlyMap<string, SessionBackground> {
    return reconcileRecorded({ ...coreInputs(inputs), events: this.#telemetry.read().events }, this.#memo);
  }
}

export function reconcileBackground(inputs: BackgroundInputs): ReadonlyMap<string, SessionBackground> {
  return reconcile({ ...coreInputs(inputs), events: readOtelFeed(inputs.paths.otelDir).events });
}

function coreInputs({ table, sessions, ledgered, copies, book, onlyLogged, paths }: BackgroundInputs) {
  return { table, sessions, ledgered, copies, book, onlyLogged, feeds: readStatuslineFeeds(paths.statuslineDir) };
}
