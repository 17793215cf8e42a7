/** Times as clients wrote them. */

const EARLIEST = Date.UTC(2023, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Epoch milliseconds of an ISO 8601 text (UTC where it has no offset) or of a number of seconds or milliseconds.
 * @returns NaN where it is neither, or outside 2023 … 2099 (no client is older)
 */
export function parseTimestamp(value: unknown): number {
  if (typeof value === "number") return inRange(value < 1e11 ? value * 1000 : value);
  if (typeof value !== "string") return Number.NaN;
  const m = ISO.exec(value);
  if (!m) return Number.NaN;
  return inRange(Date.parse(`${value.replace(" ", "T")}${m[3] ? "" : "Z"}`));
}

function inRange(ms: number): number {
  return ms >= EARLIEST && ms < LATEST ? Math.trunc(ms) : Number.NaN;
}
