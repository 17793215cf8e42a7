import { join, sep } from "node:path";
import { expect, it } from "vitest";
import { type LogFolder, pathAt } from "../../core/responses/log-files.ts";
import { FilePlaces } from "./file-places.ts";

const folder = (path: string, logs: readonly string[]): LogFolder => ({
  path,
  dev: 1,
  ino: 1,
  mtimeMs: 0,
  logs,
  folders: [],
});

/** The second name in folder `b` is not a file of its own, but for example a link to one listed before. */
const listing = {
  length: 7,
  folders: [
    folder(`${sep}p`, []),
    folder(join(`${sep}p`, "a"), ["1.jsonl", "2.jsonl", "3.jsonl"]),
    folder(join(`${sep}p`, "b"), ["1.jsonl", "2.jsonl", "4.jsonl"]),
  ],
  loose: [join(`${sep}p`, "b", "link.jsonl"), join(`${sep}elsewhere`, "x.jsonl")],
  places: Int32Array.from([1, 0, 1, 1, 1, 2, 2, 0, 2, 2, -1, 0, -1, 1]),
};

it("finds each file of a listing, and no other", () => {
  const places = new FilePlaces(listing);
  const paths = Array.from({ length: listing.length }, (_, i) => pathAt(listing, i, sep));
  expect(paths.map((path) => places.of(path))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const others = ["0.jsonl", "2.jsonl", "3.jsonl", "5.jsonl", ""].map((name) => join(`${sep}p`, "b", name));
  for (const path of [...others, join(`${sep}p`, "c", "1.jsonl"), join(`${sep}p`, "1.jsonl"), "1.jsonl", ""]) {
    expect(places.of(path), path).toBe(-1);
  }
});

it("finds nothing where there are no files", () => {
  const none = { length: 0, folders: [], loose: [], places: new Int32Array() };
  expect(new FilePlaces(none).of(join(`${sep}p`, "a", "1.jsonl"))).toBe(-1);
});
