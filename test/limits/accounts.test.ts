import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { claimNewAlerts } from "../../src/app/limits/notify.ts";
import { alertsQuick } from "../../src/app/limits/quick-alerts.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { accountStateDir } from "../../src/store/state/account-folders.ts";
import { readSummarySnapshot } from "../../src/store/state/summary-snapshot.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Program, program } from "./program.ts";

const NOW = "2026-11-20T12:00:00.000Z";

type LimitsAnswer = {
  readonly limits: readonly { id: string; account?: string; usedPercent: number | null; usedUsd: string | null }[];
  readonly accounts?: readonly { account: string; configDirs: readonly string[] }[];
};

let p: Program;
let work: string;
let home: string;

/** A folder in which somebody is signed in, with one session that cost so many dollars today. */
function folder(name: string, uuid: string | null, email: string, dollars: number, percent: number): string {
  const root = join(p.home, name);
  mkdirSync(root, { recursive: true });
  const rows = Array.from({ length: dollars }, (_, i) =>
    assistantRow({
      sessionId: name,
      timestamp: `2026-11-20T1${i}:00:00Z`,
      usage: { input_tokens: 0, output_tokens: 50_000 },
    }),
  );
  makeTree(root, { [`${name}.jsonl`]: rows });
  const window = { utilization: percent, resets_at: "2026-11-20T14:00:00Z" };
  const cached = { fetchedAtMs: Date.parse(NOW), utilization: { five_hour: window } };
  const oauthAccount = uuid === null ? undefined : { accountUuid: uuid, emailAddress: email };
  writeFileSync(join(root, ".claude.json"), JSON.stringify({ oauthAccount, cachedUsageUtilization: cached }));
  return root;
}

beforeEach(() => {
  p = program(tempDir(), NOW);
  work = folder("work", "11111111-aaaa", "me@work.example", 1, 91);
  home = folder("home", "22222222-bbbb", "me@home.example", 2, 9);
});

const both = () => {
  p.configDirs = `${work},${home}`;
};

describe("two folders, two accounts", () => {
  test("each has its own windows, its own spend and its name", async () => {
    both();
    await p.run("budget", "set", "10", "--per", "day");
    const { limits, accounts } = await p.json<LimitsAnswer>("limits");
    expect(limits.map((l) => [l.account, l.id, l.usedPercent])).toEqual([
      ["me@work.example", "five_hour", 91],
      ["me@work.example", "budget:day", 10],
      ["me@home.example", "five_hour", 9],
      ["me@home.example", "budget:day", 20],
    ]);
    expect(accounts?.map((a) => a.configDirs)).toEqual([[work], [home]]);
    const text = (await p.run("limits")).stdout;
    expect(text).toMatch(/me@work\.example[\s\S]*91%[\s\S]*me@home\.example[\s\S]*9%/);
    expect(text).toContain("5-hour window (me@work.example): 91% used");
  });

  test("by account, and the sum is the total", async () => {
    both();
    const { groups, totals } = await p.json<{
      groups: { key: string; totalUsd: string }[];
      totals: { totalUsd: string };
    }>("by", "account");
    expect(groups.map((g) => [g.key, g.totalUsd])).toEqual([
      ["me@home.example", "2"],
      ["me@work.example", "1"],
    ]);
    expect(totals.totalUsd).toBe("3");
  });

  test("the same account in two folders is one", async () => {
    home = folder("home", "11111111-aaaa", "me@work.example", 2, 93);
    both();
    await p.run("budget", "set", "10", "--per", "day");
    const { limits, accounts } = await p.json<LimitsAnswer>("limits");
    expect(accounts).toBeUndefined();
    expect(limits.map((l) => [l.account, l.id, l.usedUsd])).toEqual([
      [undefined, "five_hour", null],
      [undefined, "budget:day", "3"],
    ]);
  });

  test("one without an account is named by its folder", async () => {
    home = folder("home", null, "", 2, 9);
    both();
    const { limits } = await p.json<LimitsAnswer>("limits");
    expect(limits.map((l) => l.account)).toEqual(["~/work", "~/home"]);
  });

  test("looked at one after the other they neither share sums nor warn each other", async () => {
    p.zone = "";
    for (const root of [work, home, work]) {
      p.configDirs = root;
      await p.run("budget", "set", "1", "--per", "day");
      expect((await p.run("daily")).code).toBe(0);
    }
    const paths = dataPaths(p.dataDir, {});
    const said = (root: string) => {
      const stateDir = accountStateDir(paths.stateDir, root);
      const { alerts } = alertsQuick({ paths: { ...paths, stateDir }, feed: null, nowMs: Date.parse(NOW) });
      const today = readSummarySnapshot(stateDir)?.todayUsd;
      return [today, ...claimNewAlerts(alerts, stateDir).map((a) => `${a.limit.id} ${a.limit.usedPercent}`)];
    };
    expect(said(work)).toEqual(["1", "budget:day 100", "five_hour 91"]);
    expect(said(home)).toEqual(["2", "budget:day 200"]);
    expect(said(work)).toEqual(["1"]);
  });
});
