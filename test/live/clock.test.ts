import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { LiveEngine } from "../../src/app/live/engine.ts";
import { createLiveStore } from "../../src/app/live/store.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import type { DashboardData } from "../../src/core/dashboard/dashboard-data.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { buildFrame } from "../../src/view/dashboard/frame.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { assistantRow, lines, makeTree, SESSION, usage } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The clock is the test's; what the engine waits for by the machine's own need not be long. */
const timing = { gatherMs: 1, publishPauseMs: 0, tickMs: 20, watchStandsMs: 50 };
/** 500,000 output tokens of Opus 5.5 at $20 per million: $10 each, so that a count can be read off the screen. */
const tenDollars = (timeMs: number) =>
  assistantRow({ timestamp: new Date(timeMs).toISOString(), usage: usage({ output_tokens: 500_000 }) });

/** A dashboard whose clock the test drives. */
function follow(root: string, zoneName: string, startMs: number) {
  const clock = { nowMs: startMs };
  const now = (): number => clock.nowMs;
  const zone = new Zone(zoneName);
  const live = createLiveStore(now, zone);
  const load = { configDirs: [root], dataDir: join(root, "own"), archive: false, index: false, demo: false };
  const engine = new LiveEngine({ live, load, io: { env: {}, homeDir: "/nowhere", now }, zone, timing });
  onTestFinished(() => engine.stop());
  const data = (): DashboardData => live.store.getState().data as DashboardData;
  const screen = (): string[] => {
    const state = live.store.getState();
    const frame = buildFrame(state, { columns: 100, rows: 40 }, { unicode: true, zone, nowMs: state.nowMs });
    const panes = frame.stacks.flatMap((stack) => stack.panes.flatMap((pane) => pane.lines));
    return [...frame.header, ...panes, ...frame.footer].map((line) => plainLine(line).trimEnd());
  };
  const press = (key: string): void => live.dispatch({ type: "key", key, text: key });
  return { clock, live, engine, data, screen, press };
}

/** What the calendar of the zone says, asked of `Intl` alone. */
function localCalendar(zoneName: string) {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zoneName,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (timeMs: number): { day: string; hour: number; week: number; month: string } => {
    const text = format.format(timeMs);
    const day = text.slice(0, 10);
    const days = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
    // 1970-01-01 was a Thursday; weeks begin on Mondays.
    return { day, hour: Number(text.slice(11, 13)), week: Math.floor((days + 3) / 7), month: day.slice(0, 7) };
  };
}

const log = (root: string): string => join(root, "projects", "-home-dev-app", `${SESSION}.jsonl`);

describe("a day that passes while the dashboard runs", () => {
  it.each([
    // Sunday the 1st, 25 hours: the month turns before it, the week after it.
    ["America/New_York", "2026-11-01", 25],
    ["America/New_York", "2027-03-14", 23],
    // Half an hour is set back, half an hour forward.
    ["Australia/Lord_Howe", "2027-04-04", 24.5],
    ["Australia/Lord_Howe", "2026-10-04", 23.5],
    // No change of clocks, an odd offset, and the month turns after it.
    ["Asia/Kolkata", "2026-11-30", 24],
  ] as const)("%s, %s, %s hours: each hour falls where the calendar says", async (zoneName, day, hoursLong) => {
    const zone = new Zone(zoneName);
    const calendar = localCalendar(zoneName);
    const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
    const startMs = zone.startOfDayMs(number);
    const endMs = zone.startOfDayMs(number + 1);
    expect((endMs - startMs) / HOUR_MS).toBe(hoursLong);

    const root = tempDir();
    const times = [startMs - 40 * 60_000];
    makeTree(root, { [`${SESSION}.jsonl`]: [tenDollars(times[0] as number)] });
    const { clock, engine, data, screen, press } = follow(root, zoneName, (times[0] as number) + 1_000);
    await engine.start();
    press("2");
    for (let timeMs = startMs + 5 * 60_000; timeMs < endMs + 2 * HOUR_MS; timeMs += HOUR_MS / 2) {
      clock.nowMs = timeMs + 1_000;
      times.push(timeMs);
      appendFileSync(log(root), lines(tenDollars(timeMs)));
      await expect.poll(() => data().responses, { timeout: 10_000, interval: 5 }).toBe(times.length);
      await expect.poll(() => data().asOfMs, { interval: 5 }).toBe(clock.nowMs);
      const here = calendar(timeMs);
      const since = (of: "day" | "week" | "month"): string =>
        `$${(10 * times.filter((t) => calendar(t)[of] === here[of]).length).toFixed(2)}`;
      const shown = screen();
      expect(shown[0]).toContain(`today ${since("day")}  ${String(here.hour).padStart(2, "0")}:`);
      expect(shown.find((l) => l.startsWith("this week"))).toMatch(new RegExp(`^this week +\\${since("week")} `));
      expect(shown.find((l) => l.startsWith("this month"))).toMatch(new RegExp(`^this month +\\${since("month")} `));
    }
    const line = data().days.get(number);
    const byHour = Array.from(
      { length: 24 },
      (_, hour) => times.filter((t) => calendar(t).day === day && calendar(t).hour === hour).length,
    );
    expect([...(line?.hours ?? [])].map((pico) => pico / 1e13)).toEqual(byHour);
    expect(usdString(line?.costPico ?? 0n)).toBe(String(10 * byHour.reduce((a, b) => a + b, 0)));
  });

  it("begins anew at midnight though nothing is written", async () => {
    const root = tempDir();
    const zone = new Zone("America/New_York");
    const midnightMs = zone.startOfDayMs(Date.parse("2026-11-02T00:00:00Z") / DAY_MS);
    makeTree(root, { [`${SESSION}.jsonl`]: [tenDollars(midnightMs - 90 * 60_000)] });
    const { clock, engine, screen } = follow(root, "America/New_York", midnightMs - 20_000);
    await engine.start();
    expect(screen()[0]).toContain("today $10.00  23:59");
    clock.nowMs = midnightMs + 500;
    await expect.poll(() => screen()[0], { timeout: 5_000 }).toContain("today $0.00  00:00");
  });
});

describe("a laptop that slept", () => {
  it("shows at once what came meanwhile, where no watcher looked", async () => {
    const root = tempDir();
    const startMs = Date.parse("2026-11-20T18:00:00Z");
    const asleepMs = 9 * HOUR_MS;
    makeTree(root, {
      [`${SESSION}.jsonl`]: [tenDollars(startMs - 30 * HOUR_MS)],
      [`projects/-home-dev-app/${SESSION}/subagents/agent-old.jsonl`]: [tenDollars(startMs - 30 * HOUR_MS)],
    });
    // Quiet for so long that nobody watches its folders any more.
    const quietS = (startMs - 30 * HOUR_MS) / 1000;
    for (const path of [log(root), join(log(root).slice(0, -".jsonl".length), "subagents", "agent-old.jsonl")]) {
      utimesSync(path, quietS, quietS);
    }
    const { clock, engine, data, screen } = follow(root, "UTC", startMs);
    await engine.start();
    expect(screen()[0]).toContain("today $0.00  18:00");
    const workflow = join(root, "projects", "-home-dev-app", SESSION, "subagents", "workflows", "w1");
    mkdirSync(workflow, { recursive: true });
    writeFileSync(join(workflow, "agent-new.jsonl"), lines(tenDollars(startMs + asleepMs - HOUR_MS)));
    clock.nowMs = startMs + asleepMs;
    await expect.poll(() => data().responses, { timeout: 5_000 }).toBe(3);
    expect(screen()[0]).toContain("today $10.00  03:00");
  });

  it("takes a clock that is set back as it is", async () => {
    const root = tempDir();
    const startMs = Date.parse("2026-11-20T18:00:00Z");
    makeTree(root, { [`${SESSION}.jsonl`]: [tenDollars(startMs - HOUR_MS)] });
    const { clock, engine, data, screen } = follow(root, "UTC", startMs);
    await engine.start();
    clock.nowMs = startMs + 60_000;
    await expect.poll(() => screen()[0], { timeout: 5_000 }).toContain("18:01");
    const say = (status: string): void => {
      const entry = { pid: process.pid, sessionId: SESSION, cwd: "/home/dev/app", status };
      writeFileSync(join(root, "sessions", `${process.pid}.json`), JSON.stringify(entry));
    };
    // A folder that was not there at the last walk is not watched: the clock alone says when to look.
    mkdirSync(join(root, "sessions"));
    say("busy");
    clock.nowMs += 10_000;
    await expect.poll(() => data().sessions[0]?.status, { timeout: 5_000 }).toBe("busy");
    clock.nowMs = startMs - 26 * HOUR_MS;
    await expect.poll(() => screen()[0], { timeout: 5_000 }).toContain("today $0.00  16:00");
    clock.nowMs = startMs - 25 * HOUR_MS;
    appendFileSync(log(root), lines(tenDollars(clock.nowMs)));
    await expect.poll(() => data().responses, { timeout: 5_000 }).toBe(2);
    await expect.poll(() => screen()[0], { timeout: 5_000 }).toContain("today $10.00  17:00");
    say("waiting");
    await expect.poll(() => data().sessions[0]?.status, { timeout: 10_000 }).toBe("waiting");
  });

  it("finds a root whose folder was away and came back", async () => {
    const root = join(tempDir(), "later");
    const startMs = Date.parse("2026-11-20T18:00:00Z");
    const { clock, engine, data, screen } = follow(root, "UTC", startMs);
    await engine.start();
    expect(screen().join("\n")).toContain("not there");
    makeTree(root, { [`${SESSION}.jsonl`]: [tenDollars(startMs - HOUR_MS)] });
    clock.nowMs = startMs + 3_000;
    await expect.poll(() => data().responses, { timeout: 10_000 }).toBe(1);
    rmSync(join(root, "projects"), { recursive: true });
    clock.nowMs = startMs + DAY_MS;
    await expect.poll(() => screen()[0], { timeout: 5_000 }).toContain("today $0.00");
    makeTree(root, { [`${SESSION}.jsonl`]: [tenDollars(startMs - HOUR_MS), tenDollars(startMs + DAY_MS)] });
    clock.nowMs = startMs + 2 * DAY_MS - 19 * HOUR_MS;
    await expect.poll(() => data().responses, { timeout: 20_000 }).toBe(2);
  });
});
