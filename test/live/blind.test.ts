/** What the dashboard cannot read: it says so, continues, and shows right figures again as soon as it can read it. */

import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it, onTestFinished } from "vitest";
import { LiveEngine } from "../../src/app/live/engine.ts";
import { createLiveStore } from "../../src/app/live/store.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import { assistantRow, lines, makeTree, SESSION, usage } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { openTerminal } from "../helpers/terminal.ts";

/** $10 of output. */
const tenDollars = (sessionId = SESSION) =>
  assistantRow({ sessionId, timestamp: new Date().toISOString(), usage: usage({ output_tokens: 500_000 }) });

/**
 * Runs a program in a user namespace of its own, in which the kernel grants less: the machine's limits stay as they
 * are. Needs no rights, but some systems forbid it.
 */
const withLimit = (name: string, value: number): readonly string[] => [
  "unshare",
  "--user",
  "--map-root-user",
  "sh",
  "-c",
  `echo ${value} > /proc/sys/user/${name} && exec "$@"`,
  "sh",
];

const canLimit = [withLimit("max_inotify_instances", 0), withLimit("max_inotify_watches", 0)].every(
  ([file, ...rest]) => spawnSync(file as string, [...rest, "true"]).status === 0,
);
if (!canLimit) console.warn("SKIPPED: no user namespaces here, so watches cannot be used up without harm to others");

describe.runIf(canLimit)("with watches used up for real", { timeout: 60_000 }, () => {
  const other = "22222222-2222-4333-8444-555555555555";

  /** Eight projects with a session of $10 each. */
  function projects(root: string): string[] {
    const folders = Array.from({ length: 8 }, (_, i) => `projects/-home-dev-p${i}`);
    makeTree(root, Object.fromEntries(folders.map((f, i) => [`${f}/s${i}.jsonl`, [tenDollars(`s${i}`)]])));
    return folders;
  }

  it.each([
    ["no instance is left", "max_inotify_instances", /cannot be watched \(EMFILE\)/],
    ["no watch is left", "max_inotify_watches", /no more watches left/],
  ] as const)("%s: it says so, goes on by looking, and stays true", async (_name, limit, words) => {
    const home = tempDir();
    const root = join(home, ".claude");
    const folders = projects(root);
    const through = withLimit(limit, 0);
    const terminal = openTerminal(["watch"], { home, columns: 120, rows: 30, env: { LANG: "C.UTF-8" }, through });
    await terminal.waitForContent(/today \$80\.00/);
    await terminal.waitForContent(words);
    appendFileSync(join(root, folders[3] as string, "s3.jsonl"), lines(tenDollars("s3")));
    await terminal.waitForContent(/today \$90\.00/);
  });

  it("watches run out on the way: new folders and what runs are found by looking through all folders", async () => {
    const root = tempDir();
    const folders = projects(root);
    const program = join(tempDir(), "follow.mjs");
    const entry = fileURLToPath(new URL("follow-program.ts", import.meta.url));
    await build({
      entryPoints: [entry],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
      // Its CommonJS build loads its parts by names that a bundler cannot see.
      alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    });
    const [unshare, ...rest] = withLimit("max_inotify_watches", 5);
    const child = spawn(unshare as string, [...rest, process.execPath, program, root], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    const seen = () => JSON.parse(output.split("\n").at(-2) ?? "{}");
    const becomes = async (part: object): Promise<void> => {
      await expect.poll(seen, { timeout: 20_000, interval: 10 }).toMatchObject(part);
    };
    const trouble = expect.stringContaining("no more watches left");
    await becomes({ responses: 8, mode: "polling", trouble });
    appendFileSync(join(root, folders[3] as string, "s3.jsonl"), lines(tenDollars("s3")));
    await becomes({ responses: 9 });
    makeTree(root, { [`projects/-home-dev-later/${other}.jsonl`]: [tenDollars(other)] });
    await becomes({ responses: 10 });
    mkdirSync(join(root, "sessions"), { recursive: true });
    const running = { pid: process.pid, sessionId: other, cwd: "/home/dev/later", status: "waiting" };
    writeFileSync(join(root, "sessions", `${process.pid}.json`), JSON.stringify(running));
    await becomes({ sessions: expect.arrayContaining([`${other} waiting`]), trouble });
  });
});

/** Root reads everything; nobody does not. */
function asNobody(): void {
  if (process.getuid?.() !== 0) return;
  process.seteuid?.(65_534);
  onTestFinished(() => process.seteuid?.(0));
}

describe.runIf(process.platform !== "win32")("a log that cannot be read", () => {
  function follow(root: string) {
    const live = createLiveStore(Date.now, new Zone("UTC"));
    const load = { configDirs: [root], dataDir: join(root, "own"), archive: false, index: false, demo: false };
    const io = { env: {}, homeDir: "/nowhere", now: () => Date.now() };
    const engine = new LiveEngine({ live, load, io, zone: new Zone("UTC") });
    onTestFinished(() => engine.stop());
    const responses = (): number | undefined => live.store.getState().data?.responses;
    const trouble = (): string => live.store.getState().watch.trouble;
    const notes = (): readonly string[] => live.store.getState().data?.notes ?? [];
    return { engine, responses, trouble, notes };
  }

  it("is named while it grows unseen, and read on when it can be", async () => {
    asNobody();
    const root = tempDir();
    makeTree(root, { [`${SESSION}.jsonl`]: [tenDollars()] });
    const log = join(root, "projects", "-home-dev-app", `${SESSION}.jsonl`);
    const { engine, responses, trouble } = follow(root);
    await engine.start();
    expect([responses(), trouble()]).toEqual([1, ""]);
    chmodSync(log, 0o200);
    appendFileSync(log, lines(tenDollars()));
    await expect.poll(trouble, { timeout: 5_000 }).toBe(`cannot read ${log} (EACCES)`);
    expect(responses()).toBe(1);
    chmodSync(log, 0o600);
    await expect.poll(responses, { timeout: 5_000 }).toBe(2);
    expect(trouble()).toBe("");
  });

  it("is named from the start, and counted as soon as it can be read", async () => {
    asNobody();
    const root = tempDir();
    makeTree(root, { [`${SESSION}.jsonl`]: [tenDollars()], "closed.jsonl": [tenDollars("closed")] });
    const log = join(root, "projects", "-home-dev-app", "closed.jsonl");
    chmodSync(log, 0o000);
    const { engine, responses, trouble, notes } = follow(root);
    await engine.start();
    expect([responses(), trouble(), notes()]).toEqual([1, `cannot read ${log} (EACCES)`, []]);
    chmodSync(log, 0o600);
    await expect.poll(responses, { timeout: 5_000 }).toBe(2);
    expect(trouble()).toBe("");
  });
});
