/**
 * JSON of our own state files, with exact amounts: a `bigint` is written as `"123n"`, a form that no other text has.
 */

import { parseJson } from "../../core/parse-json.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";

const BIG = /^-?\d+n$/;

export function stateJson(value: object): string {
  return JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? `${part}n` : part));
}

/** The value of a file; null where it does not exist, cannot be read, or is invalid: the next writer replaces it. */
export function readStateJson(file: string): unknown {
  const text = readTextOrNull(file);
  const revive = (_key: string, part: unknown): unknown =>
    typeof part === "string" && BIG.test(part) ? BigInt(part.slice(0, -1)) : part;
  return text === null ? null : (parseJson(text, revive) ?? null);
}
