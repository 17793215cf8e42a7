/** Typed access to JSON from other programs: a value of the wrong type counts as missing, and is never an error. */

import { isObject, parseJson } from "../core/parse-json.ts";

export { isObject };

export type Json = Readonly<Record<string, unknown>>;

/** The object, or an empty one. */
export function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The object in a text, or an empty one for any other value; null where it is not JSON. */
export function parseObject(source: string): Json | null {
  const value = parseJson(source);
  return value === undefined ? null : object(value);
}

export function array(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text, if it is not empty. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Larger than any real count of tokens, bytes or milliseconds since 1970. Sums of numbers up to it stay finite. */
const MAX_COUNT = 1e15;
/** Larger than any session, window or credit. */
const MAX_USD = 1e6;

/** A number that is not negative, up to a plausible maximum. */
export function count(value: unknown, most = MAX_COUNT): number | null {
  const number = finite(value);
  return number !== null && number >= 0 && number <= most ? number : null;
}

/** An amount of dollars. */
export function dollars(value: unknown): number | null {
  return count(value, MAX_USD);
}

/** Epoch seconds, as documented; a number too large for that is read as milliseconds, a string as a date. */
export function epochMs(value: unknown): number | null {
  if (typeof value === "string") {
    const parsed = Date.parse(value);
    return Number.isNaN(parsed) ? null : parsed;
  }
  const number = count(value);
  if (number === null || number === 0) return null;
  return number > 1e11 ? number : number * 1000;
}
