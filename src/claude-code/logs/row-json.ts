/** Typed access to log rows, similar to `json.ts`: a missing value is an empty text or a given number, not null. */

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
