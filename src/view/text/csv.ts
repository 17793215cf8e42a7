/** Comma-separated values that are safe in a spreadsheet. */

import { cleanText } from "../../core/clean-text.ts";

/**
 * Beginnings of cells that a spreadsheet reads as formulas; East Asian ones also recognise the full-width and small
 * forms.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]/;

/** A cell that a spreadsheet would read as a formula gets a quote in front; numbers remain numbers. */
function cell(value: string | number): string {
  const raw = typeof value === "number" ? String(value) : cleanText(value);
  const isNumber = raw !== "" && /^-?\d+(\.\d+)?$/.test(raw);
  const safe = !isNumber && FORMULA.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 text, with a header line and CRLF as the RFC requires. */
export function csv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
