import { describe, expect, test } from "vitest";
import { burnOf } from "../../src/core/limits/burn.ts";
import { DEFAULT_THRESHOLDS } from "../../src/core/limits/limit.ts";
import { EVERYTHING } from "../../src/core/limits/spending.ts";
import {
  belowSpans,
  mergeReports,
  presentReports,
  type WindowReport,
  windowLabel,
  windowLimit,
} from "../../src/core/limits/windows.ts";
import { at, DAY, everyDay, HOUR, spendingOf, UTC, usd } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00Z");

function report(id: string, usedPercent: number, resetsInMs: number, rest: Partial<WindowReport> = {}): WindowReport {
  const resetsAtMs = NOW + resetsInMs;
  return {
    id,
    usedPercent,
    resetsAtMs,
    usedPico: null,
    limitPico: null,
    period: null,
    atMs: NOW,
    source: "statusline",
    ...rest,
  };
}

const look = (r: WindowReport) => windowLimit(r, { nowMs: NOW, thresholds: DEFAULT_THRESHOLDS, habit: null });

describe("severity of a window", () => {
  test.each([
    [0, "ok"],
    [79.9, "ok"],
    [80, "warn"],
    [94.9, "warn"],
    [95, "critical"],
    [99.9, "critical"],
    [100, "over"],
    [137, "over"],
  ])("%s %% used is %s", (percent, severity) => {
    expect(look(report("five_hour", percent, HOUR)).severity).toBe(severity);
  });
});

describe("pace", () => {
  test("is where an even rate would be: 2 of 5 hours are over, so 40 %", () => {
    expect(look(report("five_hour", 10, 3 * HOUR)).pacePercent).toBeCloseTo(40, 9);
    expect(look(report("seven_day_opus", 10, 3.5 * DAY)).pacePercent).toBeCloseTo(50, 9);
  });

  test("60 % after 2 of 5 hours runs out after 3 h 20 m", () => {
    // 30 % an hour; the other 40 % take 80 minutes.
    expect(look(report("five_hour", 60, 3 * HOUR)).runsOut?.atMs).toBe(NOW + 80 * 60_000);
  });

  test("what lasts until the reset does not run out", () => {
    expect(look(report("five_hour", 40, 3 * HOUR)).runsOut).toBeNull();
  });

  test("nothing is foretold from a few minutes or a few percent", () => {
    expect(look(report("five_hour", 9, 4.9 * HOUR)).runsOut).toBeNull();
    expect(look(report("five_hour", 30, 4.9 * HOUR)).runsOut).toBeNull();
  });

  test("a window of unknown length has no pace", () => {
    expect(look(report("cinder_cove", 50, HOUR))).toMatchObject({ pacePercent: null, runsOut: null, severity: "ok" });
  });

  test("over a week the usual working days count, not an even rate", () => {
    // NOW is a Friday. Work on weekdays only, for six weeks: Saturday and Sunday bring nothing.
    const weekdays = everyDay("10", 42, NOW).filter(({ at: ms }) => ![0, 6].includes(new Date(Number(ms)).getUTCDay()));
    const burn = burnOf(spendingOf(weekdays), EVERYTHING, UTC, NOW);
    if (burn === null) throw new Error("no burn");
    const weekly = report("seven_day", 60, 3 * DAY + 12 * HOUR);
    const limit = windowLimit(weekly, { nowMs: NOW, thresholds: DEFAULT_THRESHOLDS, habit: { burn, zone: UTC } });
    // Tuesday to Friday noon used 60 %; the weekend uses nothing and the reset is on Monday at midnight.
    expect(limit.runsOut).toBeNull();
    expect(look(weekly).runsOut).not.toBeNull();
  });
});

describe("age", () => {
  test("for an hour a figure is trusted; then it is at least so much", () => {
    expect(look(report("seven_day", 50, DAY, { atMs: NOW - HOUR }))).toMatchObject({ stale: false, severity: "ok" });
    const old = look(report("seven_day", 50, DAY, { atMs: NOW - HOUR - 1 }));
    expect(old).toMatchObject({ stale: true, severity: "unknown", usedPercent: 50, runsOut: null });
    expect(look(report("seven_day", 96, DAY, { atMs: NOW - 9 * HOUR }))).toMatchObject({ severity: "critical" });
  });

  test("after the reset nothing is known until it is reported again", () => {
    const limit = look(report("five_hour", 100, -1, { atMs: NOW - 1000 }));
    expect(limit).toMatchObject({ usedPercent: null, severity: "unknown", pacePercent: null });
  });
});

describe("several reports of one window", () => {
  test("an idle session that repeats an old figure does not hide the newest answer", () => {
    const busy = report("five_hour", 60, HOUR, { atMs: NOW - 30_000 });
    for (const percent of [12, 100]) {
      const idle = report("five_hour", percent, HOUR + 2000, { atMs: NOW - 60_000 });
      expect(mergeReports([busy, idle])).toEqual([busy]);
      expect(mergeReports([idle, busy])).toEqual([busy]);
    }
  });

  test("the next window goes before the one that is over", () => {
    const over = report("five_hour", 99, -10 * 60_001, { atMs: NOW });
    const next = report("five_hour", 3, 4 * HOUR, { atMs: NOW - 60_000 });
    expect(mergeReports([next, over])).toEqual([next]);
  });

  test("one that reset a day ago is forgotten, as is one without a reset that is a day old", () => {
    const fresh = report("five_hour", 5, -DAY + 1);
    const kept = presentReports([fresh, report("five_hour", 5, -DAY)], NOW);
    expect(kept).toEqual([fresh]);
    const open = (ageMs: number) => report("x", 5, 0, { resetsAtMs: null, atMs: NOW - ageMs });
    expect(presentReports([open(HOUR), open(DAY)], NOW)).toEqual([open(HOUR)]);
  });

  test("the 5-hour window comes first, then the week, then the rest", () => {
    const ids = ["seven_day_sonnet", "seven_day", "five_hour", "new_kind"].map((id) => report(id, 1, HOUR));
    expect(mergeReports(ids).map((r) => r.id)).toEqual(["five_hour", "seven_day", "new_kind", "seven_day_sonnet"]);
  });
});

test("a window that is not known yet has a name all the same", () => {
  expect(windowLabel("seven_day_opus")).toBe("weekly window, Opus");
  expect(windowLabel("seven_day_oauth_apps")).toBe("weekly window, Oauth apps");
  expect(windowLabel("cinder_cove")).toBe("Cinder cove window");
});

test("a gateway's spend limit is money", () => {
  const gateway = report("spend_limit", 82.5, DAY, { usedPico: usd("412.5"), limitPico: usd("500"), period: "weekly" });
  expect(look(gateway)).toMatchObject({ kind: "spend-limit", leftPico: usd("87.5"), severity: "warn" });
  // 19.5 of November's 30 days are over.
  const monthly = { ...gateway, period: "monthly", resetsAtMs: at("2026-12-01T00:00Z") };
  expect(look(monthly).pacePercent).toBeCloseTo(65, 9);
});

test("no request drew on credits while the windows were below 100 %", () => {
  const five = report("five_hour", 60, HOUR, { atMs: NOW - 60_000 });
  expect(belowSpans([five, report("seven_day", 40, DAY)])).toEqual([
    { fromMs: NOW - 4 * HOUR, toMs: NOW - 60_000 + 1 },
  ]);
  expect(belowSpans([five, report("seven_day_opus", 100, DAY)])).toEqual([]);
  expect(belowSpans([report("seven_day", 40, DAY)])).toEqual([]);
  // Used up a quarter of an hour ago: what came before in this window was inside it.
  const usedUp = [{ fromMs: NOW - 15 * 60_000, toMs: NOW + HOUR }];
  const full = report("five_hour", 100, HOUR);
  expect(belowSpans([full], usedUp)).toEqual([{ fromMs: NOW - 4 * HOUR, toMs: NOW - 15 * 60_000 }]);
  expect(belowSpans([full])).toEqual([]);
  expect(belowSpans([full, report("seven_day", 100, DAY)], usedUp)).toEqual([]);
});
