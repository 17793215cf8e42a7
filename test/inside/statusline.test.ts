import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { feedTotalUsd } from "../../src/core/statusline/feed.ts";
import { SUMMARY_VERSION, type SummarySnapshot } from "../../src/core/statusline/spend-snapshot.ts";
import { readStatuslineFeed, readStatuslineFeeds } from "../../src/store/feeds/statusline-feed.ts";
import { writeSummarySnapshot } from "../../src/store/state/summary-snapshot.ts";
import { LAUNCHER, runBuilt } from "../helpers/run-built.ts";
import { runInside } from "../helpers/run-inside.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";

type Options = {
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  /** Whether the built program is run; default: only where there are arguments. */
  readonly isBuilt?: boolean;
};

async function line(
  dataDir: string,
  input: string,
  { env = {}, args = [], isBuilt = args.length > 0 }: Options = {},
): Promise<string> {
  const options = {
    env: { HOME: dataDir, CLAUDE_COST_DIR: dataDir, NO_COLOR: "1", COLUMNS: "160", ...env },
    input,
  };
  const run = isBuilt ? await runBuilt(["statusline", ...args], options) : runInside(["statusline"], options);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout;
}

const feeds = (dir: string): string => join(dir, "feeds", "statusline");

function daySummary(sums: Partial<SummarySnapshot>): SummarySnapshot {
  const now = Date.now();
  return {
    version: SUMMARY_VERSION,
    asOfMs: now,
    dayStartMs: now - 3_600_000,
    dayEndMs: now + 3_600_000,
    weekEndMs: now + 3_600_000,
    monthEndMs: now + 3_600_000,
    todayUsd: "3.25",
    weekUsd: "10",
    monthUsd: "40",
    sessions: {},
    ...sums,
  };
}

test("model, cost, context and windows on one line, and the record kept", async () => {
  const dir = tempDir();
  const inTwoHours = Math.floor(Date.now() / 1000) + 2 * 3600 + 90;
  const rateLimits = { five_hour: { used_percentage: 83, resets_at: inTwoHours }, seven_day: { used_percentage: 41 } };
  const input = statuslineJson({ usd: 0.125, contextTokens: 340_000, rateLimits });
  expect(await line(dir, input, { isBuilt: true })).toBe(
    "Opus 5.5 medium · value $0.13 · ctx ███░░░░░ 34% · ! 5h 83% 2h1m · 7d 41%\n",
  );
  const feed = readStatuslineFeed(feeds(dir), "s-1");
  expect(feed && feedTotalUsd(feed)).toBe(0.125);
});

test("today is what the logs held and what the session added since", async () => {
  const dir = tempDir();
  await line(dir, statuslineJson({ usd: 0.5 }));
  writeSummarySnapshot(
    join(dir, "state"),
    daySummary({ sessions: { "s-1": { usd: "0.5", backgroundUsd: "0.0125" } } }),
  );
  const shown = await line(dir, statuslineJson({ usd: 0.75 }));
  expect(shown).toBe("Opus 5.5 medium · $0.75 · today $3.50 · bg $0.01\n");
});

test("after midnight only this session's part of the day is known, and it says so", async () => {
  const dir = tempDir();
  const now = Date.now();
  writeSummarySnapshot(join(dir, "state"), daySummary({ dayStartMs: now - 90_000_000, dayEndMs: now - 3_600_000 }));
  await line(dir, statuslineJson({ usd: 0.5 }));
  expect(await line(dir, statuslineJson({ usd: 0.75 }))).toContain("today ≥$0.25");
});

test("near the point where the client compacts it says what to do", async () => {
  const shown = (contextTokens: number) => line(tempDir(), statuslineJson({ contextTokens }));
  expect(await shown(760_000)).toContain("ctx ██████░░ 76% 207k left");
  expect(await shown(860_000)).toContain("! ctx ███████░ 86% 107k left");
  expect(await shown(930_000)).toContain("▲ ctx ███████░ 93% /compact");
});

test("fields, order and separator are the user's", async () => {
  const dir = tempDir();
  writeFileSync(
    join(dir, "settings.json"),
    JSON.stringify({ statusline: { fields: ["context", "nonsense", "model"], separator: " | ", barWidth: 0 } }),
  );
  expect(await line(dir, statuslineJson({ contextTokens: 20_000 }))).toBe("ctx 2% | Opus 5.5 medium\n");
});

test.each([20, 40, 60, 80, 140])("is never wider than the terminal: %i columns", async (columns) => {
  const rateLimits = { five_hour: { used_percentage: 97, resets_at: Date.now() / 1000 + 9000 } };
  const input = statuslineJson({ usd: 12.5, contextTokens: 940_000, rateLimits });
  const shown = await line(tempDir(), input, { env: { COLUMNS: String(columns) } });
  expect([...shown.trimEnd()].length).toBeLessThanOrEqual(columns);
  // What is urgent is what is kept.
  expect(shown).toContain("▲");
});

test("colour unless NO_COLOR, and a plain terminal gets ASCII", async () => {
  const input = statuslineJson({ contextTokens: 930_000 });
  expect(await line(tempDir(), input, { env: { NO_COLOR: "" } })).toContain("\u001b[31m▲ ctx");
  const plain = await line(tempDir(), input, { env: { TERM: "dumb" } });
  expect(plain).toMatch(/^[ -~]+\n$/);
  expect(plain).toContain("!! ctx");
});

test("control characters in a name are not passed on", async () => {
  const shown = await line(tempDir(), statuslineJson({ model: "Op\u001b]0;x\u0007us\u001b[2J" }));
  expect(shown).toBe("Opus medium · $0.00\n");
});

test.each(["", "not json", "[]", '{"session_id":5}', '{"session_id":"../../x"}', "\u0000"])(
  "with %j on stdin it still exits 0 and writes nothing outside",
  async (input) => {
    const dir = tempDir();
    await line(dir, input, { isBuilt: true });
    expect(readdirSync(dir)).toEqual([]);
  },
);

test("a folder that cannot be written, a broken record and broken settings do not stop the line", async () => {
  const dir = tempDir();
  mkdirSync(feeds(dir), { recursive: true });
  writeFileSync(join(feeds(dir), "s-1.json"), "{broken");
  writeFileSync(join(dir, "settings.json"), "{broken");
  mkdirSync(join(dir, "state", "summary.json"), { recursive: true });
  expect(await line(dir, statuslineJson({ usd: 1 }))).toContain("$1.00");
  const file = join(dir, "file");
  writeFileSync(file, "");
  expect(await line(join(file, "below"), statuslineJson({ usd: 1 }))).toContain("$1.00");
});

test("an existing status line keeps its place, ours comes below", async () => {
  const dir = tempDir();
  const script = join(dir, "theirs.sh");
  writeFileSync(script, "#!/bin/sh\nprintf 'theirs %s\\n' \"$(grep -o 's-1' | head -1)\"\n");
  chmodSync(script, 0o755);
  const shown = await line(dir, statuslineJson({ usd: 1 }), { args: ["--wrap", script] });
  expect(shown.split("\n")).toEqual(["theirs s-1", "Opus 5.5 medium · $1.00", ""]);
});

test("a wrapped status line that fails or ignores its input does not take ours down", async () => {
  expect(await line(tempDir(), statuslineJson({ usd: 1 }), { args: ["--wrap", "exit 3"] })).toContain("$1.00");
});

test("many at once keep every session's record whole, and leave nothing behind", async () => {
  const dir = tempDir();
  const lines = Array.from({ length: runs({ ci: 50, here: 15 }) }, (_, i) => {
    const input = { sessionId: `s-${i % 5}`, usd: 1 + Math.floor(i / 5) / 10, wallMs: 60_000 + i * 10 };
    return line(dir, statuslineJson(input), { isBuilt: true });
  });
  for (const shown of await Promise.all(lines)) expect(shown).toContain("Opus 5.5");
  const kept = readStatuslineFeeds(feeds(dir));
  expect([...kept.keys()].sort()).toEqual(["s-0", "s-1", "s-2", "s-3", "s-4"]);
  for (const feed of kept.values()) {
    // Whatever order they came in: one epoch, and a total that was really said.
    expect(feed.epochs).toHaveLength(1);
    expect(feedTotalUsd(feed)).toBeGreaterThanOrEqual(1);
    expect(feedTotalUsd(feed)).toBeLessThanOrEqual(1.9);
  }
  expect(readdirSync(feeds(dir)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("killed at any moment it leaves no torn record", async () => {
  const dir = tempDir();
  await line(dir, statuslineJson({ usd: 1 }));
  for (let i = 0; i < 12; i++) {
    const child = spawn(process.execPath, [LAUNCHER, "statusline"], {
      env: { PATH: process.env["PATH"] ?? "", HOME: dir, CLAUDE_COST_DIR: dir },
      stdio: ["pipe", "ignore", "ignore"],
    });
    child.stdin.on("error", () => {});
    child.stdin.end(statuslineJson({ usd: 2 + i }));
    const timer = setTimeout(() => child.kill("SIGKILL"), 35 + i * 5);
    await new Promise((resolve) => child.on("close", resolve));
    clearTimeout(timer);
    expect(() => JSON.parse(readFileSync(join(feeds(dir), "s-1.json"), "utf8"))).not.toThrow();
    expect(readStatuslineFeed(feeds(dir), "s-1")?.epochs).toHaveLength(1);
  }
});

test("a wrapped status line dies with ours, and what it started too", async () => {
  const dir = tempDir();
  const pidFile = join(dir, "pid");
  const command = `sleep 60 & echo $! > ${pidFile}; wait`;
  const child = spawn(process.execPath, [LAUNCHER, "statusline", "--wrap", command], {
    env: { PATH: process.env["PATH"] ?? "", HOME: dir, CLAUDE_COST_DIR: dir },
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.end(statuslineJson({ usd: 1 }));
  await expect
    .poll(() => existsSync(pidFile) && readFileSync(pidFile, "utf8").trim() !== "", { timeout: 10_000 })
    .toBe(true);
  const pid = Number(readFileSync(pidFile, "utf8"));
  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGTERM");
  expect(await closed).toBe(0);
  const isRunning = () => {
    try {
      process.kill(pid, 0);
      return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
    } catch {
      return false;
    }
  };
  await expect.poll(isRunning, { timeout: 5_000 }).toBe(false);
});
