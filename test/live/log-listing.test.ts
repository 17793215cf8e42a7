import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { expect, it } from "vitest";
import { LogListing } from "../../src/app/live/log-listing.ts";
import { pathAt } from "../../src/core/responses/log-files.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const LONG_AGO_S = Date.parse("2026-11-01T00:00:00Z") / 1000;
const NOW = Date.parse("2026-11-20T12:00:00Z");

/** A listing of a root with one log, whose folders have been quiet for days. */
function quiet() {
  const root = tempDir();
  const projects = join(root, "projects");
  const log = join(projects, "-home-dev-app", "a.jsonl");
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, "");
  const rest = (): void => {
    for (const folder of [dirname(log), projects]) utimesSync(folder, LONG_AGO_S, LONG_AGO_S);
  };
  rest();
  const listing = new LogListing([{ path: root, reason: "" }]);
  const look = (nowMs = NOW) => {
    const { found, isNew } = listing.look(nowMs);
    const { numbers } = found;
    return { isNew, names: Array.from({ length: numbers.length }, (_, i) => basename(pathAt(numbers, i, sep))) };
  };
  expect(look()).toEqual({ isNew: true, names: ["a.jsonl"] });
  return { root, projects, log, rest, look };
}

it("lists nothing anew while no folder changes, however much is written to the logs", () => {
  const { log, look } = quiet();
  writeFileSync(log, "{}\n");
  expect(look(NOW + 60_000)).toEqual({ isNew: false, names: ["a.jsonl"] });
});

it("sees logs and folders that come and go", () => {
  const { projects, log, look } = quiet();
  writeFileSync(join(dirname(log), "b.jsonl"), "");
  expect(look()).toEqual({ isNew: true, names: ["a.jsonl", "b.jsonl"] });
  mkdirSync(join(projects, "-home-dev-new"));
  writeFileSync(join(projects, "-home-dev-new", "c.jsonl"), "");
  expect(look()).toEqual({ isNew: true, names: ["a.jsonl", "b.jsonl", "c.jsonl"] });
  rmSync(dirname(log), { recursive: true });
  expect(look()).toEqual({ isNew: true, names: ["c.jsonl"] });
});

it("does not trust a folder's time that is as young as the listing itself", () => {
  const { log, look } = quiet();
  writeFileSync(join(dirname(log), "b.jsonl"), "");
  expect(look().names).toEqual(["a.jsonl", "b.jsonl"]);
  expect(look().isNew, "something may have come in the same moment").toBe(true);
});

it("sees a root that was not there, and one that went away", () => {
  const { root, projects, look } = quiet();
  renameSync(projects, join(root, "away"));
  expect(look()).toEqual({ isNew: true, names: [] });
  expect(look()).toEqual({ isNew: false, names: [] });
  renameSync(join(root, "away"), projects);
  expect(look()).toEqual({ isNew: true, names: ["a.jsonl"] });
});

it("looks at everything again now and then, and when the clock was set back", () => {
  const { log, rest, look } = quiet();
  // As on a file system whose folders keep no times.
  writeFileSync(join(dirname(log), "b.jsonl"), "");
  rest();
  expect(look(NOW + 9 * 60_000)).toEqual({ isNew: false, names: ["a.jsonl"] });
  expect(look(NOW + 10 * 60_000)).toEqual({ isNew: true, names: ["a.jsonl", "b.jsonl"] });
  expect(look(NOW).isNew).toBe(true);
});

it("asks just the logs of folders that changed, and all of them at a full look", () => {
  const { root, rest } = quiet();
  const other = join(root, "projects", "-home-dev-other");
  mkdirSync(other);
  writeFileSync(join(other, "o.jsonl"), "");
  rest();
  utimesSync(other, LONG_AGO_S, LONG_AGO_S);
  const listing = new LogListing([{ path: root, reason: "" }]);
  const asked = (nowMs: number) => {
    const look = listing.look(nowMs);
    const { numbers } = look.found;
    return { count: numbers.length, asked: look.asked.map((i) => basename(pathAt(numbers, i, sep))) };
  };
  expect(asked(NOW)).toEqual({ count: 2, asked: ["a.jsonl", "o.jsonl"] });
  expect(asked(NOW + 1)).toEqual({ count: 2, asked: [] });
  writeFileSync(join(other, "p.jsonl"), "");
  expect(asked(NOW + 2)).toEqual({ count: 3, asked: ["o.jsonl", "p.jsonl"] });
  expect(asked(NOW + 10 * 60_000), "the last full look is long ago").toEqual({
    count: 3,
    asked: ["a.jsonl", "o.jsonl", "p.jsonl"],
  });
});
