/** Computes the background of each session from the client's ledger and our feeds. */

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
  /** See `ReconcileInput`. */
  readonly ledgered?: ReadonlyMap<string, SessionFacts>;
  readonly book: PriceBook;
  readonly paths: DataPaths;
  /** True where the user selected the logs: telemetry of sessions that are not in them is ignored. */
  readonly onlyLogged: boolean;
};

/** Reconciles repeatedly as logs and feeds grow: reads what was added, and recomputes the sessions that changed. */
export class BackgroundFollower {
  readonly #telemetry: OtelFeedReader;
  readonly #memo = new BackgroundMemo();

  constructor(paths: DataPaths) {
    this.#telemetry = new OtelFeedReader(paths.otelDir);
  }

  /** Grows with every event that arrives. */
  telemetryBytes(): number {
    return this.#telemetry.sizeBytes();
  }

  /** The background of sessions for which something was recorded. */
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
