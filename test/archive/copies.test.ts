import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { History } from "../../src/app/load/history.ts";
import { mergeRows } from "../../src/store/archive/merge-rows.ts";
import { mergeIntoArchive } from "../../src/store/archive/write-archive.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { assistantRow, lines, usage } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { archiveRow } from "./rows.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");

type RowOptions = {
  readonly session?: string;
  readonly output?: number;
  readonly stop?: string | null;
  readonly cwd?: string;
};

function row(id: string, { session = "par", output = 1000, stop = "end_turn", cwd = "/proj/parent" }: RowOptions = {}) {
  const timestamp = `2026-11-10T10:00:0${id.slice(1)}.000Z`;
  return assistantRow({
    id,
    sessionId: session,
    timestamp,
    stopReason: stop,
    cwd,
    usage: usage({ output_tokens: output }),
  });
}

class Place {
  readonly root = tempDir();
  readonly dataDir = join(tempDir(), "data");
  readonly #folder = join(this.root, "projects", "-p");

  constructor() {
    mkdirSync(this.#folder, { recursive: true });
  }

  log(session: string, ...rows: readonly ReturnType<typeof assistantRow>[]): string {
    const path = join(this.#folder, `${session}.jsonl`);
    writeFileSync(path, lines(...rows));
    return path;
  }

  load(index: boolean): Promise<History> {
    return loadAndSave(
      { configDirs: [], dataDir: this.dataDir, archive: true, index, demo: false, progress: () => {} },
      { env: { CLAUDE_CONFIG_DIR: this.root }, homeDir: this.dataDir, now: () => NOW },
    );
  }

  /** `session project: outputs` of each session that pays for anything, with the index and without. */
  async bills(): Promise<readonly string[]> {
    const [quick, plain] = [billsOf(await this.load(true)), billsOf(await this.load(false))];
    expect(quick).toEqual(plain);
    return plain;
  }
}

function billsOf({ table: { columns, origins } }: History): readonly string[] {
  const bills = new Map<string, number[]>();
  for (let i = 0; i < columns.length; i++) {
    const origin = origins[columns.origin[i] as number];
    const key = `${origin?.sessionId} ${origin?.project}`;
    bills.set(key, [...(bills.get(key) ?? []), columns.output[i] as number]);
  }
  return [...bills].map(([key, outputs]) => `${key}: ${outputs.sort((a, b) => a - b).join(" ")}`).sort();
}

describe("a response in the archive and in a log", () => {
  test("is not made poorer by a log that was cut, in reports or in the archive", async () => {
    const place = new Place();
    const half = row("m1", { output: 3, stop: null });
    place.log("par", half, row("m1"), row("m2", { output: 50 }));
    // 1000 + 50 tokens, before and after the log was cut after its first row, and when it is gone.
    expect(await place.bills()).toEqual(["par /proj/parent: 50 1000"]);
    const log = place.log("par", half);
    expect(await place.bills()).toEqual(["par /proj/parent: 50 1000"]);
    rmSync(log);
    expect(await place.bills()).toEqual(["par /proj/parent: 50 1000"]);
  });

  test("is made better by a log that has more of it", async () => {
    const place = new Place();
    place.log("par", row("m1", { output: 3, stop: null }));
    expect(await place.bills()).toEqual(["par /proj/parent: 3"]);
    const log = place.log("par", row("m1"));
    expect(await place.bills()).toEqual(["par /proj/parent: 1000"]);
    rmSync(log);
    // Archived once a day: what came after that today is gone with the log.
    expect(await place.bills()).toEqual(["par /proj/parent: 3"]);
  });

  test("stays with the session that paid when the parent's log is deleted before its fork's", async () => {
    const place = new Place();
    const fork = { session: "fork", cwd: "/proj/fork" };
    const parent = place.log("par", row("m1"), row("m2"));
    const forked = place.log("fork", row("m1", fork), row("m2", fork), row("m3", { ...fork, output: 5 }));
    const bills = ["fork /proj/fork: 5", "par /proj/parent: 1000 1000"];
    expect(await place.bills()).toEqual(bills);
    rmSync(parent);
    expect(await place.bills()).toEqual(bills);
    rmSync(forked);
    expect(await place.bills()).toEqual(bills);
  });
});

describe("two rows of the archive for one response", () => {
  test.each([
    ["finished before unfinished", { flags: 0, output: 900 }, { flags: 2, output: 5 }, 5],
    ["then the larger output", { output: 900 }, { output: 5 }, 900],
    ["one more token", { output: 900 }, { output: 901 }, 901],
  ])("%s, whichever is written first", (_, a, b, output) => {
    const [one, other] = [archiveRow(1, a), archiveRow(1, b)];
    expect(mergeRows(one, other).output).toBe(output);
    expect(mergeRows(other, one).output).toBe(output);
  });

  test("the earlier time says who paid; of equal times the row that was there", () => {
    const [one, other] = [archiveRow(1, { sessionId: "one" }), archiveRow(1, { sessionId: "other" })];
    expect(mergeRows(one, other).sessionId).toBe("one");
    expect(mergeRows(one, { ...other, timeMs: one.timeMs - 1 }).sessionId).toBe("other");
    expect(mergeRows(one, { ...other, timeMs: one.timeMs + 1 }).sessionId).toBe("one");
    expect(mergeRows(one, one)).toBe(one);
  });
});

describe("whose the archive is", () => {
  type Sessions = { readonly totals: { readonly requests: number } };

  const requests = async (home: string, folder: string, ...more: string[]): Promise<number> =>
    (await jsonHere<Sessions>(["sessions", ...more], { home, env: { CLAUDE_CONFIG_DIR: folder } })).totals.requests;

  function profile(home: string, name: string, count: number): string {
    const folder = join(home, name);
    mkdirSync(join(folder, "projects", "-p"), { recursive: true });
    const rows = Array.from({ length: count }, (_, i) => row(`m${i}`, { session: name }));
    // Each profile's responses are its own.
    const text = lines(...rows).replaceAll('"id":"m', `"id":"${name}-m`);
    writeFileSync(join(folder, "projects", "-p", `${name}.jsonl`), text);
    return folder;
  }

  test("a report counts the archive of the folders that it looks at, and of no others", async () => {
    const home = tempDir();
    const [work, own] = [profile(home, "work", 3), profile(home, "own", 1)];
    for (const archived of [false, true]) {
      expect(await requests(home, work), `${archived}`).toBe(3);
      expect(await requests(home, own), `${archived}`).toBe(1);
      expect(await requests(home, `${work},${own}`), `${archived}`).toBe(4);
      expect(await requests(home, own, "--config-dir", work), `${archived}`).toBe(3);
      for (const folder of [work, own]) rmSync(join(folder, "projects"), { recursive: true, force: true });
    }
  });

  test("a folder that moved is named, and counts when it was adopted, until that is undone", async () => {
    const home = tempDir();
    const old = profile(home, "old", 2);
    expect(await requests(home, old)).toBe(2);
    const moved = join(home, "new");
    renameSync(old, moved);
    rmSync(join(moved, "projects"), { recursive: true });
    const env = { CLAUDE_CONFIG_DIR: moved };
    const told = await runHere(["sessions", "--json"], { home, env });
    expect(told.stderr).toContain(`claude-cost archive adopt ${old}`);
    expect(JSON.parse(told.stdout).totals.requests).toBe(0);
    expect((await runHere(["archive", "adopt", old], { home, env })).code).toBe(0);
    expect(await requests(home, moved)).toBe(2);
    expect((await runHere(["archive", "adopt", "--undo", old], { home, env })).code).toBe(0);
    expect(await requests(home, moved)).toBe(0);
  });

  test("a folder that is reached by a link is the folder", async () => {
    const home = tempDir();
    const real = profile(home, "real", 2);
    const link = join(home, "link");
    symlinkSync(real, link);
    expect(await requests(home, link)).toBe(2);
    rmSync(join(real, "projects"), { recursive: true });
    expect([await requests(home, real), await requests(home, link)]).toEqual([2, 2]);
  });

  test("rows of earlier versions stay where they were: a named folder's with it, imports everywhere but there", async () => {
    const home = tempDir();
    const rows = [archiveRow(1, { source: "named:/named" }), archiveRow(2, { source: "import" }), archiveRow(3)];
    await mergeIntoArchive(join(home, "cost", "archive"), rows);
    expect(await requests(home, "/named")).toBe(2);
    expect(await requests(home, "/elsewhere")).toBe(1);
    expect(await requests(home, "/elsewhere", "--config-dir", "/named")).toBe(1);
  });

  test("a row names the account that was signed in", async () => {
    const home = tempDir();
    const work = profile(home, "work", 1);
    writeFileSync(join(work, ".claude.json"), JSON.stringify({ oauthAccount: { accountUuid: "0b5c" } }));
    await requests(home, work);
    const { readArchive, archiveFiles } = await import("../../src/store/archive/archive-files.ts");
    const [file] = await readArchive(archiveFiles(join(home, "cost", "archive")));
    expect(file?.rows.map((r) => [r.kind, r.source, r.account])).toEqual([
      ["response", work, "0b5c"],
      ["session", work, "0b5c"],
    ]);
  });
});
