/** Reads single responses from the index and from logs that have changed since it was written. */

import type { PriceBook } from "../../core/pricing/price-book.ts";
import { priceColumns } from "../../core/pricing/price-columns.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import type { BilledResponses, LogIndex } from "../../store/index/log-index.ts";
import type { ReadChange } from "./log-changes.ts";
import { combine } from "./scan-logs.ts";

/** The responses of a few sessions, and of those whose logs share responses with theirs. */
export function responsesOfSessions(
  index: LogIndex,
  changes: readonly ReadChange[],
  sessionIds: ReadonlySet<string>,
  book: PriceBook,
): BilledResponses {
  const family = index.familyOf(sessionIds);
  const places = new Set([...family].flatMap((id) => index.filesOf(id)));
  for (const { place } of changes) places.delete(place);
  const isArchived = places.delete(index.files.length);
  const known = [...places].map((place) => index.scan(place));
  const archived = isArchived ? [index.archived(family)] : [];
  const changed = changes.map((g) => wholeScan(g, () => index.scan(g.place)));
  const { resolution } = combine([...known, ...changed, ...archived]);
  priceColumns(resolution.table, book);
  return resolution;
}

/** Including the rows that were there before. */
function wholeScan({ scan, isAppended, earlier }: ReadChange, before: () => FileScan): FileScan {
  return isAppended && earlier ? { ...scan, slices: [...before().slices, ...scan.slices] } : scan;
}
