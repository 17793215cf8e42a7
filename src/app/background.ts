/** Background of each session, from the client's ledger and our feeds. */

import { reconcile } from "../core/background/reconcile.ts";
import type { SessionBackground } from "../core/background/types.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import type { Resolved } from "../core/usage/resolve.ts";
import type { SessionFacts } from "../core/usage/session-facts.ts";
import type { DataPaths } from "../store/data-dir.ts";
import { readOtelFeed } from "../store/otel-feed.ts";
import { readStatuslineFeeds } from "../store/statusline-feed.ts";

export type BackgroundInputs = Resolved & {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly book: PriceBook;
  readonly paths: DataPaths;
  /** True where the user named the logs to look at: telemetry of sessions that they do not hold is left out. */
  readonly onlyLogged: boolean;
};

export function reconcileBackground(inputs: BackgroundInputs): ReadonlyMap<string, SessionBackground> {
  return reconcile({
    table: inputs.table,
    sessions: inputs.sessions,
    copies: inputs.copies,
    events: readOtelFeed(inputs.paths.otelDir).events,
    feeds: readStatuslineFeeds(inputs.paths.statuslineDir),
    book: inputs.book,
    onlyLogged: inputs.onlyLogged,
  });
}
