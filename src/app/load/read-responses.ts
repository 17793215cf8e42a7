/** Responses one by one, from the index and from logs that have changed since it was written. */

import type { PriceBook } from "../../core/pricing/price-book.ts";
import { priceColumns } from "../../core/pricing/price-columns.ts";
import type { LogFile } from "../../core/responses/log-files.ts";
import type { FileScan } from "../../core/responses/scan.ts";
import type { BilledResponses, LogIndex } from "../../store/index/log-index.ts";
import type { ReadChange } from "./log-changes.ts";
import { combine } from "./scan-logs.ts";

/** Each response of a few sessions, and of those whose logs share responses with theirs. */
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

/** With the rows that were there before. */
function wholeScan({ scan, isAppended, earlier }: ReadChange, before: () => FileScan): FileScan {
  return isAppended && earlier ? { ...scan, slices: [...before().slices, ...scan.slices] } : scan;
}

export function responsesOf(
  index: LogIndex,
  files: readonly LogFile[],
  changes: readonly ReadChange[],
  book: PriceBook,
): BilledResponses {
  const scans = index.scans();
  const byPath = new Map(changes.map((g) => [g.file.path, wholeScan(g, () => scans[g.place] as FileScan)]));
  const places = new Map(Array.from({ length: index.files.length }, (_, i) => [index.files.path(i), i]));
  const list = files.map(({ path }) => byPath.get(path) ?? (scans[places.get(path) as number] as FileScan));
  const { resolution } = combine([...list, scans[index.files.length] as FileScan]);
  priceColumns(resolution.table, book);
  return { table: resolution.table, copies: resolution.copies };
}
