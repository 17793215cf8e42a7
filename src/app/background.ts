/** Background of each session, from the client's ledger and our feeds. */

import type { SessionBackground } from "../core/background/types.ts";
import type { PriceBook } from "../core/pricing/price-book.ts";
import type { Resolved } from "../core/usage/resolve.ts";
import type { SessionFacts } from "../core/usage/session-facts.ts";
import type { DataPaths } from "../store/data-dir.ts";

export type BackgroundInputs = Resolved & {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly open: ReadonlySet<string>;
  readonly book: PriceBook;
  readonly paths: DataPaths;
};

export function reconcileBackground(inputs: BackgroundInputs): ReadonlyMap<string, SessionBackground> {
  const unrecorded = [...inputs.sessions.keys()].map(
    (sessionId) =>
      [
        sessionId,
        {
          sessionId,
          status: "unrecorded" as const,
          source: "none" as const,
          tokens: null,
          costPico: null,
          webSearches: 0,
          kinds: [],
          entries: [],
          clientPico: null,
        },
      ] as const,
  );
  return new Map(unrecorded);
}
