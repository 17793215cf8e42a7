/** The fast scanner gives what the reference scanner gives, whatever has become of the bytes. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, test } from "vitest";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { Random } from "../../src/data/demo/random.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { agree, both, builtModule, expected, scannerOf, scanWith } from "./both-scanners.ts";
import { mutate } from "./mutate.ts";
import { oddRows } from "./odd-rows.ts";

/** Set to run more of them. */
const RUNS = Number(process.env["MUTATIONS"] ?? runs({ ci: 250, here: 60 }));
const PIECE_BYTES = 30_000;

let files: Buffer[] = [];
beforeAll(() => {
  const endMs = Date.parse("2026-11-20T12:00:00Z");
  const tree = generateDemo({ seed: 11, endMs, days: 60, scale: 0.4, bytesPerToken: 0.02 });
  files = tree.files.filter((f) => f.path.endsWith(".jsonl")).map((f) => Buffer.from(f.text));
});

/** A stretch of a log, now and then from the middle of a row to the middle of another. */
function piece(pick: number, random: Random): Buffer {
  const file = files[pick % files.length] as Buffer;
  const from = random.int(0, 3) === 0 ? random.int(0, file.length) : 0;
  return file.subarray(from, from + random.int(0, PIECE_BYTES));
}

test("bytes broken, cut, doubled, put in; rows spliced; members set twice or to odd values", () => {
  const path = join(tempDir(), "broken.jsonl");
  const scanners = [undefined, 64, 1000, 4096].map((bytes) => scannerOf(builtModule(), bytes));
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (pick, seed) => {
      const random = new Random(seed);
      writeFileSync(path, mutate(piece(pick, random), random));
      // One scanner for many files, as in use: nothing may be left over from the last one.
      const fast = scanWith(random.pick(scanners), path);
      agree(fast, path);
    }),
    { numRuns: RUNS },
  );
});

test("the border between two reads may be anywhere", () => {
  const path = join(tempDir(), "borders.jsonl");
  writeFileSync(path, (files.find((f) => f.length > 3_000) as Buffer).subarray(0, 6_000));
  const others = expected(path);
  const all = [...Array.from({ length: 399 }, (_, i) => i + 1), ...Array.from({ length: 155 }, (_, i) => 400 + i * 37)];
  // A step that shares no factor with the sizes of words and blocks.
  const sizes = all.filter((bytes, i) => bytes <= 40 || i % runs({ ci: 1, here: 7 }) === 0);
  for (const bytes of sizes) agree(scanWith(scannerOf(builtModule(), bytes), path), path, others);
});

test("rows of members in any order, doubled, missing, of the wrong kind", () => {
  const path = join(tempDir(), "odd.jsonl");
  const scanner = scannerOf();
  fc.assert(
    fc.property(oddRows, (text) => {
      writeFileSync(path, text);
      const fast = scanWith(scanner, path);
      agree(fast, path);
    }),
    { numRuns: RUNS },
  );
});

test("strings with escapes at any place, of any length", () => {
  const dir = tempDir();
  const right = [
    "\\\\",
    '\\"',
    "\\n",
    "\\u00e9",
    "\\uD83D",
    "\\/",
    "\\b\\f\\r\\t",
    "\\\\\\\\\\\\",
    "a",
    "yyyyyyyyy",
    "é",
    "😀",
  ];
  const wrong = ["\\", '"', "\\x", "\\u00", "\\u00g0", "\\U0041", "\u001f", "\0", "\t", "\\\n", "\\é", "\\\\\\"];
  const good = fc.array(fc.constantFrom(...right), { maxLength: 120 }).map((list) => list.join(""));
  const text = fc.oneof(
    good,
    fc.tuple(good, fc.constantFrom(...wrong), good).map((parts) => parts.join("")),
  );
  const filled = fc.tuple(fc.nat({ max: 90 }), text).map(([n, s]) => "y".repeat(n) + s);
  fc.assert(
    fc.property(fc.array(filled, { minLength: 1, maxLength: 60 }), (strings) => {
      const row = (s: string, i: number): string =>
        `{"type":"assistant","x":"${s}","message":{"id":"m${i}","model":"x","usage":{"input_tokens":1}}}\n`;
      both(dir, "strings.jsonl", Buffer.from(strings.map(row).join("")));
    }),
    { numRuns: RUNS },
  );
});

test("values of any kind, written in any way", () => {
  const dir = tempDir();
  const word = fc.constantFrom(
    "0",
    "-0",
    "1",
    "-",
    "01",
    "1.",
    "1.5",
    ".5",
    "1e5",
    "1E+5",
    "1e",
    "true",
    "tru",
    "nul",
    "null",
  );
  const mark = fc.constantFrom("{", "}", "[", "]", ",", ":", '"a":', '"b"', " ", "\t");
  const soup = fc.array(fc.oneof(word, mark), { maxLength: 8 }).map((list) => list.join(""));
  const value = fc.oneof(
    soup,
    fc.json(),
    fc.json().map((s) => s.replaceAll(":", " : ")),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
      const row = (v: string, i: number): string =>
        `{"type":"assistant","x":${v},"message":{"id":"m${i}","model":"x","usage":{"input_tokens":1}}}\n`;
      both(dir, "values.jsonl", Buffer.from(values.map(row).join("")));
    }),
    { numRuns: RUNS },
  );
});
