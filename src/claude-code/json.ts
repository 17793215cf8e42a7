/** Narrowing of JSON that others wrote: a wrong type is an absent value, never an error. */

export type Json = Readonly<Record<string, unknown>>;

/** The object, else an empty one. */
export function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text, if there is any. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A number that is not negative. */
export function count(value: unknown): number | null {
  const number = finite(value);
  return number !== null && number >= 0 ? number : null;
}
