import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Zone } from "../../src/core/calendar/zone.ts";
import { type WindowReading, type WindowUse, windowUse } from "../../src/core/limits/window-use.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "../inside/statusline-input.ts";
import { program } from "./program.ts";
import { at, DAY, HOUR, type Spent, spendingOf, UTC } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00Z");
const MINUTE = 60_000;

type Figure = readonly [minutesAgo: number, percent: number];

/** @param resetsInMs of the window; its length is 5 hours, or 7 days */
function use(
  id: string,
  resetsInMs: number,
  figures: readonly Figure[],
  spent: readonly Spent[],
  zone = UTC,
): WindowUse {
  const resetsAtMs = NOW + resetsInMs;
  const all = figures.map(
    ([ago, usedPercent]): WindowReading => ({ id, atMs: NOW - ago * MINUTE, usedPercent, resetsAtMs }),
  );
  const usedPercent = Math.max(0, ...figures.map(([, percent]) => percent));
  const startsAtMs = resetsAtMs - (id === "five_hour" ? 5 * HOUR : 7 * DAY);
  const spending = spendingOf(spent);
  const found = windowUse({ id, usedPercent, startsAtMs, resetsAtMs }, { readings: all, spending, zone, nowMs: NOW });
  if (found === null) throw new Error("no use");
  return found;
}

const ago = (minutes: number, usd: string | null, session: string): Spent => ({
  at: NOW - minutes * MINUTE,
  usd,
  session,
});
const shares = ({ sessions }: WindowUse) => Object.fromEntries(sessions.map((s) => [s.sessionId, s.percent]));

describe("which session used the window", () => {
  test("the growth between two figures is shared out by cost", () => {
    // 2 hours into the window, of which 2 points came before the first report. Until 60 minutes ago: 18 points for a; then
    // 30 points, a $1 and b $2.
    const found = use(
      "five_hour",
      3 * HOUR,
      [
        [119, 2],
        [60, 20],
        [10, 50],
      ],
      [ago(90, "5", "a"), ago(50, "1", "a"), ago(20, "2", "b")],
    );
    expect(shares(found)).toEqual({ a: 28, b: 20 });
    expect(found.sessions.map(({ sessionId, pico }) => [sessionId, pico])).toEqual([
      ["a", 6e12],
      ["b", 2e12],
    ]);
    expect(found).toMatchObject({ beforePercent: 2, elsewherePercent: 0, today: null });
  });

  test("what grew while nothing was spent here was used elsewhere; what no figure has yet is nobody's", () => {
    const found = use(
      "five_hour",
      3 * HOUR,
      [
        [119, 0],
        [60, 20],
        [30, 26],
        [10, 30],
      ],
      [ago(90, "1", "a"), ago(20, "1", "a"), ago(5, "9", "late"), ago(70, null, "unpriced"), ago(200, "9", "before")],
    );
    expect(shares(found)).toEqual({ a: 24 });
    expect(found.elsewherePercent).toBe(6);
  });

  test("a figure that comes late, or is of another window, changes nothing", () => {
    const spent = [ago(90, "1", "a"), ago(20, "1", "b")];
    const plain: readonly Figure[] = [
      [119, 0],
      [60, 20],
      [10, 50],
    ];
    const late = use("five_hour", 3 * HOUR, [...plain, [30, 15], [5, 50]], spent);
    expect(late).toEqual(use("five_hour", 3 * HOUR, plain, spent));
    const resetsAtMs = NOW + 3 * HOUR;
    const others: WindowReading[] = [
      { id: "five_hour", atMs: NOW - 50 * MINUTE, usedPercent: 45, resetsAtMs: resetsAtMs + 11 * MINUTE },
      { id: "seven_day", atMs: NOW - 50 * MINUTE, usedPercent: 45, resetsAtMs },
      { id: "five_hour", atMs: NOW - 50 * MINUTE, usedPercent: null, resetsAtMs },
    ];
    const window = { id: "five_hour", usedPercent: 50, startsAtMs: resetsAtMs - 5 * HOUR, resetsAtMs };
    const figures = plain.map(([m, usedPercent]) => ({
      id: "five_hour",
      atMs: NOW - m * MINUTE,
      usedPercent,
      resetsAtMs: resetsAtMs + 3000,
    }));
    const options = { readings: [...figures, ...others], spending: spendingOf(spent), zone: UTC, nowMs: NOW };
    expect(shares(windowUse(window, options) as WindowUse)).toEqual({ a: 20, b: 30 });
  });

  test("a figure that is heard again ends no step: what grew since is shared by all that was spent since it was heard first", () => {
    const spent = [ago(50, "1", "a"), ago(20, "1", "b")];
    const once: readonly Figure[] = [
      [60, 20],
      [10, 30],
    ];
    expect(shares(use("five_hour", 3 * HOUR, once, spent))).toEqual({ a: 5, b: 5 });
    expect(shares(use("five_hour", 3 * HOUR, [...once, [40, 20]], spent))).toEqual({ a: 5, b: 5 });
  });

  test("a session that cost nothing used nothing of it", () => {
    const figures: readonly Figure[] = [
      [60, 20],
      [10, 30],
    ];
    expect(shares(use("five_hour", 3 * HOUR, figures, [ago(50, "1", "a"), ago(20, "0", "b")]))).toEqual({ a: 10 });
  });

  test.each([
    ["a millisecond before the day", -1, null],
    ["with the day", 0, 40],
    ["a millisecond into the day", 1, 40],
  ])("of a week that began %s, today's part is known: %#", (_name, ms, usedPercent) => {
    const dayStart = at("2026-11-20T00:00:00Z");
    const found = use("seven_day", dayStart + ms + 7 * DAY - NOW, [[60, 40]], []);
    expect(found.today?.usedPercent).toBe(usedPercent);
  });

  test("costs older than a day are known by the quarter of an hour: a figure within it has the whole quarter", () => {
    // The quarter that begins three days ago at noon; the figure came seven minutes into it.
    const quarter = 3 * 24 * 60;
    const figures: readonly Figure[] = [
      [quarter + 20, 0],
      [quarter - 7, 10],
    ];
    const found = use("seven_day", 2 * DAY, figures, [ago(quarter, "1", "a")]);
    expect(shares(found)).toEqual({ a: 10 });
    const next = use("seven_day", 2 * DAY, figures, [ago(quarter - 15, "1", "a")]);
    expect(next.elsewherePercent).toBe(10);
  });

  test.each(["seven_day_opus", "spend_limit"])("%s counts other things, and is not looked at", (id) => {
    const window = { id, usedPercent: 5, startsAtMs: NOW - DAY, resetsAtMs: NOW + DAY };
    expect(windowUse(window, { readings: [], spending: spendingOf([]), zone: UTC, nowMs: NOW })).toBeNull();
  });

  test("all shares are what is used, and each is what going through minute by minute gives", () => {
    const figure = fc.tuple(fc.integer({ min: 1, max: 119 }), fc.integer({ min: 0, max: 100 }));
    const row = fc.tuple(
      fc.integer({ min: 0, max: 119 }),
      fc.integer({ min: 0, max: 50 }),
      fc.constantFrom("a", "b", "c"),
    );
    fc.assert(
      fc.property(fc.array(figure, { maxLength: 12 }), fc.array(row, { maxLength: 30 }), (figures, rows) => {
        const spent = rows.map(([minute, usd, session]) => ago(minute, String(usd), session));
        const found = use("five_hour", 3 * HOUR, figures, spent);
        const most = Math.max(0, ...figures.map(([, percent]) => percent));
        const sum = found.sessions.reduce((n, s) => n + s.percent, 0) + found.elsewherePercent + found.beforePercent;
        expect(sum).toBeCloseTo(most, 6);
        const expected = minuteByMinute(figures, rows);
        for (const id of ["a", "b", "c"]) expect(shares(found)[id] ?? 0).toBeCloseTo(expected.get(id) ?? 0, 6);
      }),
    );
  });
});

/** The same, by walking from the window's start to now. */
function minuteByMinute(figures: readonly Figure[], rows: readonly (readonly [number, number, string])[]) {
  const shared = new Map<string, number>();
  let level = -1;
  let open = new Map<string, number>();
  for (let minute = 120; minute >= 0; minute--) {
    for (const [at, usd, id] of rows) if (at === minute) open.set(id, (open.get(id) ?? 0) + usd);
    const heard = Math.max(level, ...figures.filter(([at]) => at === minute).map(([, percent]) => percent));
    if (heard === level) continue;
    const whole = [...open.values()].reduce((n, usd) => n + usd, 0);
    if (whole > 0 && level >= 0)
      for (const [id, usd] of open) shared.set(id, (shared.get(id) ?? 0) + ((heard - level) * usd) / whole);
    level = heard;
    open = new Map();
  }
  return shared;
}

describe("today's share of the weekly window", () => {
  test("what was left when the day began over the days that were left then", () => {
    // The day began 12 hours ago with 40 % used, 4 days before the reset: 60 / 4 = 15. 44 - 40 = 4 are used.
    const figures: readonly Figure[] = [
      [13 * 60, 40],
      [60, 44],
    ];
    expect(use("seven_day", 3.5 * DAY, figures, []).today).toEqual({ percent: 15, usedPercent: 4 });
    const atMidnight = use("seven_day", 3.5 * DAY, [[12 * 60, 40], ...figures.slice(1)], []);
    expect(atMidnight.today).toEqual({ percent: 15, usedPercent: 4 });
  });

  test("without a figure from before the day: the rest of the day's part of what is left now", () => {
    // 56 % are left for 3.5 days, of which half a day is today's: 8
    expect(use("seven_day", 3.5 * DAY, [[12 * 60 - 1, 44]], []).today).toEqual({ percent: 8, usedPercent: null });
  });

  test("a window that began today began with nothing; one that ends today is all today's", () => {
    // It began at 06:00: 100 % for 7 days, of which 18 hours are today's
    const fresh = use("seven_day", 7 * DAY - 6 * HOUR, [[60, 5]], []).today;
    expect(fresh?.percent).toBeCloseTo((100 * 18) / (7 * 24), 9);
    expect(fresh?.usedPercent).toBe(5);
    const last = use(
      "seven_day",
      6 * HOUR,
      [
        [13 * 60, 90],
        [60, 94],
      ],
      [],
    ).today;
    expect(last).toEqual({ percent: 10, usedPercent: 4 });
  });

  test("is by the user's days", () => {
    // In Auckland (UTC+13) it is 01:00: the day began an hour ago, and the figure of two hours ago is yesterday's.
    const figures: readonly Figure[] = [
      [120, 40],
      [30, 41],
    ];
    const { today } = use("seven_day", 3 * DAY - HOUR, figures, [], new Zone("Pacific/Auckland"));
    expect(today).toEqual({ percent: 20, usedPercent: 1 });
  });

  test("a 5-hour window has none, and what is used up leaves nothing", () => {
    expect(use("five_hour", HOUR, [[30, 50]], []).today).toBeNull();
    expect(use("seven_day", 2 * DAY, [[30, 100]], []).today).toEqual({ percent: 0, usedPercent: null });
  });
});

test("from the status line to `limits`: in the table and the JSON", async () => {
  const home = tempDir();
  const at0 = Date.now();
  const world = program(home, new Date(at0).toISOString());
  const [first, second] = ["11111111-2222-4333-8444-555555555555", "22222222-2222-4333-8444-555555555555"];
  world.spend(first, [new Date(at0 - 90 * MINUTE).toISOString()]);
  world.spend(second, [new Date(at0 - 1000).toISOString()]);
  const resets_at = Math.floor(at0 / 1000) + 3 * 3600;
  const hears = async (sessionId: string, usd: number, used_percentage: number) => {
    const rateLimits = { five_hour: { used_percentage, resets_at } };
    const env = { HOME: home, CLAUDE_COST_DIR: world.dataDir, CLAUDE_CONFIG_DIR: world.root };
    const heard = JSON.parse(statuslineJson({ sessionId, usd, rateLimits }));
    const transcript_path = `${world.root}/projects/app/${sessionId}.jsonl`;
    runInside(["statusline"], { env, input: JSON.stringify({ ...heard, transcript_path }) });
  };
  await hears(second, 1, 30);
  await hears(second, 2, 42);
  world.nowMs = Date.now() + 1000;
  const { limits } = await world.json<{ limits: Record<string, unknown>[] }>("limits");
  const window = limits.find((l) => l["id"] === "five_hour");
  // Both logged dollars came before the first report. Then the client's total grew by one that is in no log: background of
  // the second session, and with it 12 points.
  expect(window).toMatchObject({
    usedPercent: 42,
    usedBy: [{ sessionId: second, aboutPercent: 12, costUsd: "2" }],
    usedBeforeReportsPercent: 30,
    usedElsewherePercent: 0,
  });
  expect(schemaErrors("limits", await world.json("limits"))).toEqual([]);
  const { stdout } = await world.run("limits");
  expect(stdout).toMatch(/Used by, about +5-hour\n.* 12%\nbefore the first report +30%\n/);
});
