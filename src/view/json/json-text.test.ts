import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText } from "./json-text.ts";

const whole = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const listOf = (length: number): readonly unknown[] =>
  Array.from({ length }, (_, i) => ({ id: `a\n"${i}`, list: [i, [], {}] }));

test("any value is written as JSON.stringify writes it", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => [...jsonText(value)].join("") === whole(value)));
});

test.each([0, 1, 255, 256, 257, 511, 512, 513])("so is a list of %i elements between other members", (length) => {
  const value = { before: 1, gone: undefined, "the \n list": listOf(length), after: { of: listOf(3) } };
  expect([...jsonText(value)].join("")).toBe(whole(value));
  const alone = { list: listOf(length), second: listOf(length), last: undefined };
  expect([...jsonText(alone)].join("")).toBe(whole(alone));
});

test("a long list is written in parts, its elements made when their part is", () => {
  let made = 0;
  const list = Array.from({ length: 10_000 }, (_, i) => ({ toJSON: () => ({ number: i, count: ++made }) }));
  const parts = jsonText({ list });
  for (let i = 0; i < 3; i++) parts.next();
  expect(made).toBe(512);
});
