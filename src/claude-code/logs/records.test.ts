import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leadingRecords, recordsOf } from "./records.ts";

const texts = (line: string): readonly string[] => recordsOf(line).records.map((r) => r.text);

/** A row of an older client that contains a whole assistant row, which is not a separate row. */
const NESTING = JSON.stringify({
  type: "progress",
  data: {
    message: { type: "assistant", message: { id: "m", usage: { input_tokens: 1 } }, uuid: "u" },
    list: [{ a: 1 }],
  },
  note: 'says {"type":"assistant"} and \\ {',
});
const PLAIN = '{"type":"assistant","message":{"id":"m2","content":[{"type":"text","text":"é {\\"a\\":1}"}]}}';

describe("the records of a line", () => {
  it("are mostly one", () => {
    expect(recordsOf(PLAIN)).toEqual({ records: [{ value: JSON.parse(PLAIN), text: PLAIN }], fragments: 0 });
    expect(recordsOf("[1]")).toEqual({ records: [{ value: [1], text: "[1]" }], fragments: 0 });
    expect(recordsOf("{}").records).toHaveLength(1);
  });

  it("are all whole ones that follow each other, whatever blanks are between them", () => {
    expect(recordsOf(`${PLAIN}${NESTING}`)).toMatchObject({
      records: [{ text: PLAIN }, { text: NESTING }],
      fragments: 0,
    });
    const blanks = "\u0000".repeat(5000);
    expect(recordsOf(`${blanks}${PLAIN} \t${blanks}\ufeff${PLAIN}${blanks}`)).toMatchObject({
      records: [{ text: PLAIN }, { text: PLAIN }],
      fragments: 0,
    });
  });

  it("leave out one that is cut off by the next, and count it", () => {
    expect(recordsOf(`${NESTING.slice(0, 40)}${PLAIN}`)).toMatchObject({ records: [{ text: PLAIN }], fragments: 1 });
    expect(recordsOf(`${PLAIN}${PLAIN.slice(0, -1)}`)).toMatchObject({ records: [{ text: PLAIN }], fragments: 1 });
    expect(recordsOf(`garbage${PLAIN}more`)).toMatchObject({ records: [], fragments: 1 });
    expect(recordsOf(`${PLAIN}garbage`)).toMatchObject({ records: [{ text: PLAIN }], fragments: 1 });
    expect(recordsOf("not json")).toEqual({ records: [], fragments: 1 });
    expect(recordsOf('{"a":01}')).toEqual({ records: [], fragments: 1 });
  });

  it("never are what a cut row nests, wherever it is cut", () => {
    for (let cut = 1; cut < NESTING.length; cut++) {
      const fragment = NESTING.slice(0, cut);
      expect(texts(fragment)).toEqual([]);
      // Where a value may follow, a whole row looks like that value.
      if (!/[:,[]$/.test(fragment) || fragment.includes('"note":"')) expect(texts(fragment + PLAIN)).toEqual([PLAIN]);
      expect(texts(fragment + PLAIN + PLAIN).at(-1)).toEqual(PLAIN);
    }
  });

  it("are found in any line that is put together of whole and cut rows", () => {
    const row = fc
      .tuple(fc.json({ maxDepth: 4 }), fc.string())
      .map(([json, text]) => `{"type":"x","a":${json},"b":${JSON.stringify(text)}}`);
    const piece = fc.tuple(row, fc.option(fc.nat(60), { freq: 2, nil: undefined }));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), row, (pieces, last) => {
        const whole: string[] = [];
        let line = "";
        for (const [text, cut] of [...pieces, [last, undefined] as const]) {
          const isCut = cut !== undefined && !/[:,[{]\s*$/.test(text.slice(0, cut + 1)) && cut + 1 < text.length;
          line += isCut ? text.slice(0, cut + 1) : text;
          if (!isCut) whole.push(text);
        }
        expect(texts(line)).toEqual(whole);
      }),
    );
  });

  it("are searched for in bounded time in a hostile line", () => {
    const start = performance.now();
    for (const part of ['{"a":[', '{"', '{"a":{"b":', '{"\\"']) recordsOf(part.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("the records that an unfinished line begins with", () => {
  it("are the whole ones, and never what follows a cut", () => {
    const ends = (line: string): number[] => leadingRecords(line).map((r) => r.end);
    expect(ends(PLAIN.slice(0, -1))).toEqual([]);
    expect(ends(`${PLAIN}${NESTING}`)).toEqual([PLAIN.length, PLAIN.length + NESTING.length]);
    expect(ends(`\u0000${PLAIN}${NESTING.slice(0, -2)}`)).toEqual([PLAIN.length + 1]);
    expect(ends(`{"a":${PLAIN}`)).toEqual([]);
  });
});
