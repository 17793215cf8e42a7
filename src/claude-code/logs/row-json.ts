/** Narrowing of log rows, beside `json.ts`: what is missing in them is an empty text or a given number, not null. */

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
