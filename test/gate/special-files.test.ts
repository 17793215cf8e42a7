/**
 * Pipes, devices, sockets, folders and loops of links where files are expected: the program never waits for them, and
 * names them.
 */

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { assistantRow, makeTree, SESSION } from "../helpers/make-tree.ts";
import { cleanEnv, type Ran, runCli } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { runInside } from "../helpers/run-inside.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "../inside/statusline-input.ts";

const LIMIT_MS = 15_000;

const KINDS: Readonly<Record<string, (path: string) => void | Promise<void>>> = {
  "a named pipe": (path) => void execFileSync("mkfifo", [path]),
  "a device": (path) => symlinkSync("/dev/zero", path),
  "a socket": async (path) => {
    const server: Server = createServer();
    // The path of a socket may have no more than some 100 bytes.
    const short = join(dirname(tempDir()), `cc-${process.pid}-${Math.random().toString(36).slice(2, 8)}.sock`);
    await new Promise<void>((resolve) => server.listen(short, resolve));
    symlinkSync(short, path);
    onTestFinished(() => {
      server.close();
      rmSync(short, { force: true });
    });
  },
  "a loop of links": (path) => symlinkSync(path, path),
  "a folder": (path) => void mkdirSync(path),
};

/** Beside the one good log; the name of each file says what should be read from it. */
const PLACES: readonly string[] = [
  ".claude/projects/-home-dev-app/odd.jsonl",
  `.claude/projects/-home-dev-app/${SESSION}/subagents/agent-x.meta.json`,
  ".claude/settings.json",
  ".claude/.claude.json",
  ".claude/sessions/1.json",
  ".claude/CLAUDE.md",
  ".claude/stats-cache.json",
  "CLAUDE.md",
  "cost/feeds/statusline/s-1.json",
  "cost/feeds/statusline/settled.jsonl",
  "cost/feeds/otel/2026-11-20.jsonl",
  "cost/feeds/exhausted.jsonl",
  "cost/archive/year=2026/month=11/responses.parquet",
  "cost/state/summary.json",
  "cost/state/limits.json",
  "cost/state/refreshed",
  "cost/state/hooks/Stop",
  "cost/settings.json.bak",
];

async function homeWith(kind: string, places: readonly string[]): Promise<string> {
  const home = tempDir();
  const side = { isSidechain: true, agentId: "x" };
  makeTree(join(home, ".claude"), {
    [`${SESSION}.jsonl`]: [assistantRow()],
    [`projects/-home-dev-app/${SESSION}/subagents/agent-x.jsonl`]: [assistantRow({ row: side })],
  });
  for (const place of places) {
    const path = join(home, place);
    mkdirSync(dirname(path), { recursive: true });
    await KINDS[kind]?.(path);
  }
  return home;
}

/** Reading one of these may wait forever, which would stop this process too. */
const MAY_HANG: readonly string[] = ["a named pipe", "a device"];

/** A run that fails where it takes too long; it uses the built program where it may hang. */
async function inTime(kind: string, args: readonly string[], home: string, input = ""): Promise<Ran> {
  if (!MAY_HANG.includes(kind) && input === "") return runHere(args, { home, cwd: home });
  // A hook's entry keeps an error to itself, which a loop of links leads to.
  if (!MAY_HANG.includes(kind) && kind !== "a loop of links") return runInside(args, { env: cleanEnv(home), input });
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${args.join(" ")} waits`)), LIMIT_MS);
    onTestFinished(() => clearTimeout(timer));
  });
  return Promise.race([runCli(args, { home, input, cwd: home }), late]);
}

/** $0.00204 for each of the two good rows. */
const GOOD_USD = "0.00408";

describe.skipIf(process.platform === "win32")("in the place of a file", { timeout: 60_000 }, () => {
  it.each(Object.keys(KINDS))("%s: reports count what is there", async (kind) => {
    const home = await homeWith(kind, PLACES);
    const { stdout, code } = await inTime(kind, ["sessions", "--json"], home);
    const { totals } = JSON.parse(stdout) as { totals: { costUsd: string } };
    expect([code, totals.costUsd]).toEqual([0, GOOD_USD]);
    const others = [[], ["by", "agent"], ["limits"], ["context"], ["why"], ["background"], ["export", "--csv"]];
    // What may hang needs a process for each.
    const some = MAY_HANG.includes(kind) ? runs({ ci: others, here: others.slice(0, 2) }) : others;
    for (const args of some) {
      expect((await inTime(kind, args, home)).code, args.join(" ")).toBe(0);
    }
  });

  it.each(Object.keys(KINDS))("%s: is named by the reports and by doctor", async (kind) => {
    const home = await homeWith(kind, PLACES);
    const { stderr } = await inTime(kind, ["sessions"], home);
    if (kind !== "a folder") expect(stderr).toContain("odd.jsonl");
    expect(stderr).toContain("responses.parquet");
    const { stdout } = await inTime(kind, ["doctor"], home);
    for (const name of ["s-1.json", "2026-11-20.jsonl", ".claude/settings.json"]) {
      expect(stdout.replace(/\s+/g, " ")).toMatch(new RegExp(`${name.replaceAll(".", "\\.")}[^,;]* is ${kind}`));
    }
  });

  it.each(Object.keys(KINDS))("%s: the status line and the hooks answer", async (kind) => {
    const home = await homeWith(kind, PLACES);
    const { stdout, code } = await inTime(kind, ["statusline"], home, statuslineJson({ usd: 1 }));
    expect([code, stdout]).toEqual([0, expect.stringContaining("$1.00")]);
    const transcript = join(home, ".claude/projects/-home-dev-app/odd.jsonl");
    for (const event of ["SessionStart", "UserPromptSubmit", "Stop"]) {
      const input = { hook_event_name: event, session_id: "s-1", transcript_path: transcript, cwd: home };
      expect((await inTime(kind, ["hook", event], home, JSON.stringify(input))).code, event).toBe(0);
    }
  });

  it.each(Object.keys(KINDS))("%s for a hook's transcript with turn costs on", async (kind) => {
    const home = await homeWith(kind, ["odd.jsonl"]);
    makeTree(home, { "cost/settings.json": JSON.stringify({ hooks: { turnCost: true } }) });
    const input = { hook_event_name: "Stop", session_id: "s-1", transcript_path: join(home, "odd.jsonl"), cwd: home };
    expect(await inTime(kind, ["hook", "Stop"], home, JSON.stringify(input))).toMatchObject({ code: 0, stdout: "" });
  });

  it.each(Object.keys(KINDS))("%s for the settings, the prices or an import: the reason is said", async (kind) => {
    const limits = await inTime(kind, ["limits"], await homeWith(kind, ["cost/settings.json"]));
    expect(limits).toMatchObject({ code: 0, stderr: expect.stringMatching(/settings\.json cannot be read/) });
    const prices = await inTime(kind, ["prices"], await homeWith(kind, ["cost/prices.json"]));
    expect(prices.stderr).toMatch(/cannot read \S*prices\.json/);
    const home = await homeWith(kind, ["import.json"]);
    const imported = await inTime(kind, ["import", join(home, "import.json")], home);
    expect(imported).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/(?:cannot import|no Parquet files in) \S*import\.json/),
    });
  });

  it.each(Object.keys(KINDS))("%s for Claude Code's settings: setup and doctor say so", async (kind) => {
    const home = await homeWith(kind, [".claude/settings.json"]);
    const setup = await inTime(kind, ["setup", "--yes"], home);
    expect(setup).toMatchObject({ code: 1, stderr: expect.stringContaining("settings.json") });
    expect((await inTime(kind, ["setup", "--status"], home)).stderr).toContain("settings.json");
    expect((await inTime(kind, ["doctor"], home)).code).toBe(0);
  });
});
