import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readEstimates } from "../../src/store/state/estimates-snapshot.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Answer, MadeSession } from "../why/made-session.ts";

const NOW = Date.UTC(2026, 10, 20, 12);

const idOf = (n: number): string => `${String(n).padStart(8, "0")}-2222-4333-8444-555555555555`;

/** Sessions of one turn each, which write 2,000, 4,000, … tokens: $0.01, $0.02, … at Opus 5.5 ($5 a million). */
function turnsOf(home: string, count: number, cwd: string, from = 0, more: Partial<Answer> = {}): void {
  for (let i = 1; i <= count; i++) {
    new MadeSession(idOf(from + i), cwd)
      .prompt("Go")
      .answer({ fresh: 2000 * i, ...more })
      .write(join(home, ".claude"));
  }
}

async function estimate(home: string, args: readonly string[] = [], cwd = "/home/dev/shop") {
  const ran = await runHere(["estimate", "--json", ...args], { home, cwd, nowMs: NOW });
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(ran.stdout);
}

describe("a turn", () => {
  test("like those of the folder's project and the model used there", async () => {
    const home = tempDir();
    turnsOf(home, 10, "/home/dev/shop");
    turnsOf(home, 10, "/home/dev/web", 100);
    const { project, model, turn, basedOn } = await estimate(home);
    expect([project, model]).toEqual(["/home/dev/shop", "claude-opus-5-5"]);
    expect(turn).toEqual({
      project: "/home/dev/shop",
      model: "claude-opus-5-5",
      count: 10,
      sharePercent: 80,
      lowUsd: "0.01",
      medianUsd: "0.05",
      highUsd: "0.09",
    });
    expect(basedOn).toEqual({ sessions: 20, turns: 20, agents: 0, unpriced: 0 });
    expect((await estimate(home, ["--project", "web"])).turn).toMatchObject({ project: "/home/dev/web", count: 10 });
    expect((await estimate(home, [], "/elsewhere")).turn).toMatchObject({ project: null, count: 20 });
  });

  test("with fewer than ten of them the set is wider, and it is said which", async () => {
    const home = tempDir();
    turnsOf(home, 9, "/home/dev/shop");
    expect((await estimate(home)).turn).toBeNull();
    const said = await runHere(["estimate"], { home, cwd: "/home/dev/shop", nowMs: NOW });
    expect(said.stdout).toContain("Too few turns to tell: 9 of at least 10.");
    turnsOf(home, 1, "/home/dev/web", 100);
    expect((await estimate(home)).turn).toMatchObject({ project: null, model: "claude-opus-5-5", count: 10 });
    const wider = await runHere(["estimate"], { home, cwd: "/home/dev/shop", nowMs: NOW });
    expect(wider.stdout.replace(/\s+/g, " ")).toContain(
      "A turn in any project with opus-5-5 usually costs $0.04, $0.01 to $0.08 for 80 % of 10. Fewer than 10 turns were in shop with opus-5-5.",
    );
  });

  test("goes to the next prompt of a person, with its subagents and what the client prompted itself", async () => {
    const home = tempDir();
    for (let i = 1; i <= 10; i++) {
      const session = new MadeSession(idOf(i)).prompt("Look").answer({ fresh: 2000 });
      // 4,000 tokens written by a subagent: $0.02
      session.agent("Explore", [[4000, 0]]);
      session.prompt("<task-notification>done</task-notification>").answer({ fresh: 2000 });
      session.write(join(home, ".claude"));
    }
    const { turn, agents } = await estimate(home);
    // $0.01 + $0.02 + $0.01 and 2,000 tokens read at $0.20 a million (cache reads)
    expect(turn).toMatchObject({ count: 10, lowUsd: "0.0404", highUsd: "0.0404" });
    const spread = { count: 10, sharePercent: 80, lowUsd: "0.02", medianUsd: "0.02", highUsd: "0.02" };
    expect(agents).toEqual([
      { agentType: "Explore", ...spread },
      { agentType: null, ...spread },
    ]);
  });

  test("counts neither while it runs, nor without a price, nor after 90 days", async () => {
    const home = tempDir();
    turnsOf(home, 10, "/home/dev/shop");
    new MadeSession(idOf(50)).prompt("Go").answer({ fresh: 1000, model: "nobody-knows" }).write(join(home, ".claude"));
    const open = new MadeSession(idOf(60)).prompt("One").answer({ fresh: 100_000 });
    open.prompt("Two").answer({ fresh: 1000 }).write(join(home, ".claude"));
    mkdirSync(join(home, ".claude", "sessions"));
    const entry = { pid: process.pid, sessionId: idOf(60), cwd: "/home/dev/shop", status: "busy", kind: "interactive" };
    writeFileSync(join(home, ".claude", "sessions", `${process.pid}.json`), JSON.stringify(entry));
    const { basedOn } = await estimate(home);
    expect(basedOn).toEqual({ sessions: 12, turns: 11, agents: 0, unpriced: 1 });
    const late = await runHere(["estimate", "--json"], { home, nowMs: NOW + 91 * 86_400_000 });
    expect(JSON.parse(late.stdout).basedOn).toMatchObject({ turns: 0 });
  });
});

test("is written down for the hooks, to the last digit", async () => {
  const home = tempDir();
  turnsOf(home, 10, "/home/dev/shop");
  await estimate(home);
  const state = join(home, "cost", "state");
  expect(readEstimates(state)).toMatchObject({
    atMs: NOW,
    turnCount: 10,
    turns: expect.arrayContaining([
      {
        project: "/home/dev/shop",
        model: "claude-opus-5-5",
        spread: { count: 10, lowPico: 10_000_000_000n, medianPico: 50_000_000_000n, highPico: 90_000_000_000n },
      },
    ]),
  });
  const file = join(state, "estimates.json");
  const whole = readFileSync(file, "utf8");
  for (const broken of [
    "",
    "{",
    "[]",
    "null",
    '{"version":1,"atMs":1,"turns":[null],"agents":[]}',
    whole.slice(0, -9),
  ]) {
    writeFileSync(file, broken);
    expect(readEstimates(state)).toBeNull();
  }
});

test.each([["--since", "7d"], ["--until", "today"], ["--session", "1"], ["--csv"]])("refuses %s", async (...args) => {
  const ran = await runHere(["estimate", ...args]);
  expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(`does not take ${args[0]}`) });
});
