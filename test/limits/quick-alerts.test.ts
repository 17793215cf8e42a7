import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { claimNewAlerts } from "../../src/app/limits/notify.ts";
import { alertsQuick } from "../../src/app/limits/quick-alerts.ts";
import type { StatuslineFeed } from "../../src/core/statusline/feed.ts";
import type { StatuslineInput, StatuslineWindow } from "../../src/core/statusline/snapshot.ts";
import { noteExhausted, readExhausted } from "../../src/store/feeds/exhausted-windows.ts";
import { type DataPaths, dataPaths } from "../../src/store/files/data-dir.ts";
import { updateSettings } from "../../src/store/settings.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Program, program } from "./program.ts";
import { at, HOUR } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00.000Z");

let paths: DataPaths;
let p: Program;
beforeEach(() => {
  const home = tempDir();
  p = program(home, "2026-11-20T12:00:00.000Z");
  paths = dataPaths(join(home, "cost"), {});
});

const window = (id: string, usedPercent: number, resetsAtMs = NOW + 2 * HOUR): StatuslineWindow => ({
  id,
  usedPercent,
  resetsAtMs,
  usedUsd: null,
  limitUsd: null,
  period: null,
});

/** What the status line keeps of a session that has spent so much since the logs were summed. */
function feed(windows: readonly StatuslineWindow[], usd = 0, sinceMs = NOW): StatuslineFeed {
  const input = {
    sessionId: "s1",
    projectDir: "/home/dev/app",
    cwd: "/home/dev/app",
    windows,
  } as unknown as StatuslineInput;
  return {
    version: 1,
    recordedAtMs: NOW,
    epochs: [{ fromMs: NOW, toMs: NOW, firstUsd: 0, totalUsd: usd }],
    fills: [],
    compactions: [],
    mark: { asOfMs: sinceMs, usd: 0 },
    input,
  } as unknown as StatuslineFeed;
}

const quick = (f: StatuslineFeed | null, nowMs = NOW) => alertsQuick({ paths, feed: f, nowMs });

/** All that a session hears while its window fills, prompt by prompt. */
function said(percents: readonly number[]): string[] {
  return percents.flatMap((percent) =>
    claimNewAlerts(quick(feed([window("five_hour", percent)])).alerts, paths.stateDir).map(
      (alert) => `${percent}: ${alert.thresholdPercent ?? alert.kind}`,
    ),
  );
}

describe("windows, as the client fills them", () => {
  test("each threshold is said once, at the turn that crosses it", () => {
    // 60 % of the window is over: from 61 % on the pace is too fast, which is a warning of its own.
    const turns = [10, 50, 60, 70, 79, 80, 81, 94, 95, 96, 99, 100, 100];
    expect(said(turns)).toEqual(["70: run-out", "80: 80", "95: 95", "100: 100"]);
  });

  test("a jump over two thresholds is one warning, and falling back is none", () => {
    expect(said([10, 97, 85, 97])).toEqual(["97: 95"]);
  });

  test("another window of the same kind is another crossing", () => {
    said([85]);
    const next = feed([window("five_hour", 85, NOW + 7 * HOUR)]);
    expect(claimNewAlerts(quick(next).alerts, paths.stateDir)).toHaveLength(1);
  });

  test("when one is used up, the time is kept once, as evidence for what draws on credits", () => {
    noteExhausted(paths, quick(feed([window("five_hour", 99)])).limits, null);
    noteExhausted(paths, quick(feed([window("five_hour", 100), window("seven_day", 40)])).limits, null);
    noteExhausted(paths, quick(feed([window("five_hour", 100)]), NOW + 60_000).limits, null);
    expect(readExhausted(paths, [])).toEqual([{ fromMs: NOW, toMs: NOW + 2 * HOUR }]);
  });

  test("silenced windows are not said", async () => {
    await updateSettings(paths.settingsFile, (s) => s.alerts.silenced.push("five_hour"));
    expect(quick(feed([window("five_hour", 99)])).alerts).toEqual([]);
  });

  test("thresholds are the user's", async () => {
    await updateSettings(paths.settingsFile, (s) => {
      s.alerts.windowPercent = [60];
    });
    expect(said([59, 61])).toEqual(["61: 60"]);
  });
});

describe("budgets between two looks at the logs", () => {
  /** Reads the logs as every report does, and stores the limits and the sums. */
  async function look(): Promise<void> {
    p.zone = "";
    const ran = await p.run("daily");
    expect(ran.code).toBe(0);
  }

  test("what the session spent since comes on top", async () => {
    p.spend("s1", ["2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"]);
    await p.run("budget", "set", "4", "--per", "month", "--hard");
    await look();
    expect(quick(feed([], 0.5))).toMatchObject({ alerts: [], stop: null });
    const near = quick(feed([], 1.5));
    expect(near.limits.find((l) => l.id === "budget:month")).toMatchObject({ usedPico: 3_500_000_000_000n });
    expect(near.alerts.map((a) => a.severity)).toEqual(["warn"]);
    const over = quick(feed([], 2));
    expect(over.alerts.map((a) => a.severity)).toEqual(["over"]);
    expect(over.stop?.id).toBe("budget:month");
  });

  test("a sum from before the look is in it already", async () => {
    p.spend("s1", ["2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z"]);
    await p.run("budget", "set", "4", "--per", "month");
    await look();
    expect(quick(feed([], 1.5, NOW - HOUR)).alerts).toEqual([]);
  });

  test("a session budget holds for a session that the logs do not have yet", async () => {
    await updateSettings(paths.settingsFile, (s) =>
      s.budgets.push({ id: "session", usd: "1", per: "session", hard: true }),
    );
    expect(quick(feed([], 0.7)).alerts).toEqual([]);
    expect(quick(feed([], 1.01)).stop?.id).toBe("budget:session:s1");
  });

  test("usage credits pay what is spent after the window was used up, and warn at the turn that crosses", async () => {
    const state = {
      cachedUsageUtilization: {
        fetchedAtMs: NOW,
        utilization: {
          five_hour: { utilization: 100, resets_at: new Date(NOW + 2 * HOUR).toISOString() },
          extra_usage: { is_enabled: true, monthly_limit: 1000, used_credits: 600, utilization: 60 },
        },
      },
    };
    p.spend("s1", ["2026-11-20T10:00:00Z"]);
    p.clientState(state);
    await p.run("plan", "set", "max");
    await look();
    const credits = (usd: number) => {
      const { alerts } = quick(feed([window("five_hour", 100)], usd));
      return alerts.filter((a) => a.limit.id === "usage-credits").map((a) => `${a.severity} ${a.limit.usedPercent}`);
    };
    // $6 of $10 are used.
    expect([0, 1.49, 1.5, 3.5, 4].map(credits)).toEqual([[], [], ["warn 75"], ["critical 95"], ["over 100"]]);
    state.cachedUsageUtilization.utilization.five_hour.utilization = 60;
    p.clientState(state);
    await look();
    expect(credits(4)).toEqual([]);
  });

  test("what a session spent since it heard of 100 % draws on credits, without any look at the logs", () => {
    const settings = { plan: { kind: "max" }, credits: { usageCredits: { enabled: true, limits: { member: "10" } } } };
    const heard = { ...feed([window("five_hour", 100)], 9, 0), usedUp: { atMs: NOW - HOUR, usd: 1.5 } };
    const { limits } = alertsQuick({ paths, feed: heard, nowMs: NOW, settings });
    expect(limits.find((l) => l.id === "usage-credits")).toMatchObject({
      usedPico: 7_500_000_000_000n,
      usedPercent: 75,
    });
  });

  test("a balance that is gone stays gone, whatever its limit would still allow", async () => {
    p.spend("s1", ["2026-11-20T10:00:00Z"]);
    await p.run("plan", "set", "enterprise-usage");
    await p.run("plan", "limit", "member", "20");
    await p.run("plan", "credits", "on", "--balance", "0");
    await look();
    const limit = quick(feed([], 1)).limits.find((l) => l.id === "usage-credits");
    expect(limit).toMatchObject({ usedPico: 2_000_000_000_000n, leftPico: 0n, severity: "over" });
  });

  test("a soft budget stops nothing", async () => {
    await updateSettings(paths.settingsFile, (s) =>
      s.budgets.push({ id: "session", usd: "1", per: "session", hard: false }),
    );
    expect(quick(feed([], 2))).toMatchObject({ stop: null, alerts: [{ severity: "over" }] });
  });
});

describe("whatever stands in our folder", () => {
  test.each([
    ["state/limits.json", "{"],
    ["state/limits.json", '{"version":1,"atMs":1,"limits":[{}]}'],
    ["state/limits.json", '{"version":1,"atMs":1,"limits":[null,7]}'],
    ["state/limits.json", '{"version":2,"facts":null,"outlook":[]}'],
    [
      "state/limits.json",
      '{"version":2,"facts":{"atMs":1,"reports":[null],"budgets":[{}],"credits":{}},"outlook":[7]}',
    ],
    ["state/summary.json", '{"version":1}'],
    ["settings.json", "[]"],
    ["settings.json", '{"alerts":{"windowPercent":"80","silenced":7,"snoozed":[null]},"budgets":[null,{"per":"day"}]}'],
  ])("%s as %s does not fail the hook", (name, text) => {
    mkdirSync(join(paths.dataDir, "state"), { recursive: true });
    writeFileSync(join(paths.dataDir, name), text);
    expect(quick(feed([window("five_hour", 96)])).alerts.map((a) => a.limit.id)).toContain("five_hour");
  });
});
