/** `fetch --json`. */

import type { Fetched } from "../../core/organization/fetched.ts";
import { isoTime, SCHEMA_VERSION } from "./parts.ts";

export function fetchJson(fetched: Fetched, folder: string, nowMs: number): Record<string, unknown> {
  const { kind, since, until, resumed, parts } = fetched;
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(nowMs),
    source: kind,
    since,
    until,
    resumed,
    folder,
    parts: parts.map((part) => ({
      id: part.id,
      kind: part.kind,
      days: part.days,
      rows: part.rows,
      unreadableRows: [...part.refusedRows].map(([reason, rows]) => ({ reason, rows })),
      limitedTo: part.limitedTo,
      refusal: part.refusal && {
        message: part.refusal.message,
        needs: part.refusal.access.needs,
        instead: part.refusal.access.instead,
        optional: part.optional,
      },
    })),
  };
}
