/** The detected format of an organisation's file, and what was stored of it. */

import { cleanText } from "../../../core/clean-text.ts";
import { costsOf } from "../../../core/organization/costs.ts";
import type { OrgImport } from "../../../core/organization/fetched.ts";
import { usdNumber } from "../../../core/pricing/money.ts";
import { counted, money } from "../../text/format.ts";

export function orgImportLines({ format, files, rows, range, leftOut, replaced, folder }: OrgImport): string[] {
  const parts = files > 1 ? ` (${counted(files, "file")})` : "";
  const days =
    range === null ? "" : range.since === range.until ? `, ${range.since}` : `, ${range.since} to ${range.until}`;
  const costs = costsOf(rows).map(({ currency, pico }) =>
    currency === "USD" ? money(pico) : `${usdNumber(pico).toFixed(2)} ${cleanText(currency)}`,
  );
  return [
    `Recognised as ${format}${parts}: ${[`${counted(rows.length, "row")}${days}`, ...costs].join(", ")}`,
    ...replaced.map(({ since, until }) => `It takes the place of ${since} to ${until}, which was imported before`),
    ...[...leftOut].map(([reason, n]) => `${counted(n, "row")} left out: ${cleanText(reason)}`),
    `Stored in ${cleanText(folder)}; these are the organisation's figures and enter no report of your own use`,
  ];
}
