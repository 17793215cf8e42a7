/** `import --json` of an organisation's figures. */

import { costsOf } from "../../core/organization/costs.ts";
import type { OrgImport } from "../../core/organization/fetched.ts";
import { usdString } from "../../core/pricing/money.ts";
import { isoTime, SCHEMA_VERSION } from "./parts.ts";

export function orgImportJson(imported: OrgImport, nowMs: number): Record<string, unknown> {
  const { format, report, files, rows, range, leftOut, replaced, folder } = imported;
  return {
    schemaVersion: SCHEMA_VERSION,
    generatedAt: isoTime(nowMs),
    recognizedAs: format,
    report,
    files,
    rows: rows.length,
    since: range?.since ?? null,
    until: range?.until ?? null,
    costs: costsOf(rows).map(({ currency, pico }) => ({ currency, amount: usdString(pico) })),
    leftOut: [...leftOut].map(([reason, n]) => ({ reason, rows: n })),
    replaced,
    folder,
  };
}
