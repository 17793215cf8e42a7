/** Produces the text of a JSON answer in parts, so that a long answer is never one string. */

import { isObject } from "../../core/parse-json.ts";

/** List elements per part. */
const ELEMENTS = 256;

/**
 * Yields what `JSON.stringify(value, null, 2)` returns, with a line feed at its end; where a member of the value is a
 * long list, its elements are converted a few at a time.
 */
export function* jsonText(value: unknown): Generator<string> {
  const members = isObject(value) ? Object.entries(value) : [];
  if (!members.some(([, member]) => isLong(member))) {
    yield `${JSON.stringify(value, null, 2)}\n`;
    return;
  }
  let before = "{\n";
  for (const [key, member] of members) {
    if (member === undefined) continue;
    if (isLong(member)) yield* listText(before, key, member);
    else yield `${before}${inner({ [key]: member })}`;
    before = ",\n";
  }
  yield "\n}\n";
}

const isLong = (member: unknown): member is readonly unknown[] => Array.isArray(member) && member.length > ELEMENTS;

function* listText(before: string, key: string, list: readonly unknown[]): Generator<string> {
  const open = `  ${JSON.stringify(key)}: [\n`;
  yield `${before}${open}`;
  for (let i = 0; i < list.length; i += ELEMENTS) {
    const text = inner({ [key]: list.slice(i, i + ELEMENTS) });
    yield `${i === 0 ? "" : ",\n"}${text.slice(open.length, -"\n  ]".length)}`;
  }
  yield "\n  ]";
}

/** An object's members as text, without its braces. */
const inner = (value: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(value, null, 2).slice("{\n".length, -"\n}".length);
