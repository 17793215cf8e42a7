/** Narrowing of JSON that others wrote: a wrong type is an absent value, never an error. */

import { isObject, parseJson } from "../core/parse-json.ts";

export { isObject };

export type Json = Readonly<Record<string, unknown>>;

/** The object, else an empty one. */
export function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The object of a text, an empty one where it is another value; null where it is not JSON. */
export function parseObject(source: string): Json | null {
  const value = parseJson(source);
  return value === undefined ? null : object(value);
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

/** More than anything is counted up to here: tokens, bytes, milliseconds since 1970. Sums of such numbers stay finite. */
const MAX_COUNT = 1e15;
/** No session, window or credit holds as much. */
const MAX_USD = 1e6;

/** A number that is not negative, up to what can be. */
export function count(value: unknown, most = MAX_COUNT): number | null {
  const number = finite(value);
  return number !== null && number >= 0 && number <= most ? number : null;
}

/** An amount of dollars. */
export function dollars(value: unknown): number | null {
  return count(value, MAX_USD);
}

/** Epoch seconds, as documented; a number too large for them is taken as milliseconds, a string as a date. */
export function epochMs(value: unknown): number | null {
  if (typeof value === "string") {
    const parsed = Date.parse(value);
    return Number.isNaN(parsed) ? null : parsed;
  }
  const number = count(value);
  if (number === null || number === 0) return null;
  return number > 1e11 ? number : number * 1000;
}
