/** Two accounts that used one folder of Claude Code one after the other, and two folders that share our data folder. */

import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { readSeenAccounts } from "../../src/store/feeds/account-history.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { accountStateDir } from "../../src/store/state/account-folders.ts";
import { readSummarySnapshot } from "../../src/store/state/summary-snapshot.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Program, program } from "./program.ts";

const DOLLAR = { input_tokens: 0, output_tokens: 50_000 };
const MORNING = "2026-11-20T09:00:00.000Z";
const NOON = "2026-11-20T12:00:00.000Z";

type Groups = { readonly groups: readonly { key: string; totalUsd: string }[] };
type Limits = { readonly limits: readonly { id: string; usedUsd: string | null }[] };

let p: Program;

function signIn(uuid: string, emailAddress: string): void {
  p.clientState({ oauthAccount: { accountUuid: uuid, emailAddress } });
}

/** One session, $1 a request, that continues while the account changes. */
function spendAt(...times: readonly string[]): void {
  const rows = times.map((timestamp) => assistantRow({ sessionId: "s1", timestamp, usage: DOLLAR }));
  makeTree(p.root, { "s1.jsonl": rows });
}

async function reportAt(time: string): Promise<void> {
  p.nowMs = Date.parse(time);
  await p.run();
}

const byAccount = async (): Promise<readonly (readonly [string, string])[]> =>
  (await p.json<Groups>("by", "account")).groups.map((g) => [g.key, g.totalUsd]);

beforeEach(async () => {
  p = program(tempDir(), MORNING);
  p.zone = "";
  signIn("1111-a", "me@work.example");
  spendAt("2026-11-20T08:00:00Z", "2026-11-20T08:30:00Z");
  await reportAt(MORNING);
});

describe("two accounts in one folder, one after the other", () => {
  test("before the change there is one", async () => {
    expect(await byAccount()).toEqual([["me@work.example", "2"]]);
    expect((await p.run("by", "account")).stderr).toBe("");
  });

  test("each has what was spent while it was found there, in one session too; budgets are of the present one", async () => {
    await p.run("budget", "set", "10", "--per", "day");
    signIn("2222-b", "me@home.example");
    await reportAt(NOON);
    // The quarter of an hour in which the change was found is the new account's, the one before it is not.
    spendAt("2026-11-20T08:00:00Z", "2026-11-20T08:30:00Z", "2026-11-20T11:59:59.999Z", NOON, "2026-11-20T12:20:00Z");
    await reportAt("2026-11-20T13:00:00Z");
    expect(await byAccount()).toEqual([
      ["me@work.example", "3"],
      ["me@home.example", "2"],
    ]);
    const { limits } = await p.json<Limits>("limits");
    expect(limits.map((l) => [l.id, l.usedUsd])).toEqual([["budget:day", "2"]]);
    const { stdout } = await p.run();
    expect(stdout).toContain("me@home.example: today $2.00, this week $2.00, this month $2.00");
    expect(stdout).toContain("me@work.example: today $3.00, this week $3.00, this month $3.00");
    expect((await p.run("by", "account")).stderr).toContain(
      `found were me@work.example since ${MORNING}, me@home.example since ${NOON}; what was spent before a change was found`,
    );
    const paths = dataPaths(p.dataDir, {});
    expect(readSummarySnapshot(accountStateDir(paths.stateDir, p.root))?.todayUsd).toBe("2");
  });

  test("and back again: the first has both its times", async () => {
    signIn("2222-b", "me@home.example");
    await reportAt(NOON);
    signIn("1111-a", "me@work.example");
    await reportAt("2026-11-20T13:00:00Z");
    await reportAt("2026-11-20T13:30:00Z");
    spendAt("2026-11-20T08:00:00Z", "2026-11-20T12:15:00Z", "2026-11-20T13:45:00Z");
    expect(await byAccount()).toEqual([
      ["me@work.example", "2"],
      ["me@home.example", "1"],
    ]);
    expect(readSeenAccounts(p.dataDir).map((seen) => seen.key.trim())).toEqual(["1111-a", "2222-b", "1111-a"]);
  });

  test("nobody signed in is no change, a broken line of the record counts for nothing, and the demo writes none", async () => {
    p.clientState({});
    await reportAt(NOON);
    appendFileSync(join(p.dataDir, "feeds", "accounts.jsonl"), '{"root":\n[]\nnull\n{"root":1,"key":"x","atMs":1}\n');
    expect(readSeenAccounts(p.dataDir)).toHaveLength(1);
    expect((await p.run("by", "account")).code).toBe(0);
    const other = program(tempDir(), NOON);
    await other.run("--demo");
    expect(readSeenAccounts(other.dataDir)).toEqual([]);
  });

  test("a session's start notices it, in the built program", async () => {
    signIn("2222-b", "me@home.example");
    const env = { HOME: p.home, CLAUDE_CONFIG_DIR: p.root, CLAUDE_COST_DIR: p.dataDir };
    const input = JSON.stringify({ hook_event_name: "SessionStart", session_id: "s2", cwd: p.home, source: "startup" });
    expect(runInside(["hook", "SessionStart"], { env, input }).code).toBe(0);
    expect(readSeenAccounts(p.dataDir).map((seen) => seen.email)).toEqual(["me@work.example", "me@home.example"]);
  });
});

test("two folders in which nobody is signed in share a data folder: each has its own sums", async () => {
  const other = join(p.home, "other");
  mkdirSync(other);
  for (const root of [p.root, other]) writeFileSync(join(root, ".claude.json"), "{}");
  const fresh = program(p.home, NOON);
  fresh.zone = "";
  makeTree(other, {
    "s9.jsonl": [assistantRow({ sessionId: "s9", timestamp: "2026-11-20T10:00:00Z", usage: DOLLAR })],
  });
  const paths = dataPaths(join(p.home, "shared"), {});
  const today = (root: string) => readSummarySnapshot(accountStateDir(paths.stateDir, root))?.todayUsd;
  for (const root of [p.root, other, p.root]) {
    fresh.configDirs = root;
    await fresh.run("daily", "--data-dir", paths.dataDir);
    expect(today(root)).toBe(root === other ? "1" : "2");
  }
  expect([today(p.root), today(other)]).toEqual(["2", "1"]);
});
