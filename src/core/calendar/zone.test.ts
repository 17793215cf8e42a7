import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayKey, parseDay, weekKey } from "./period.ts";
import { Zone } from "./zone.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/St_Johns",
  "Pacific/Chatham",
  "Africa/Casablanca",
] as const;

const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
const HOUR_MS = 3_600_000;

/** The same day from an independent source: the platform's calendar. */
function dayByIntl(zone: string, ms: number): string {
  const options = { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("en-CA", options);
  formats.set(zone, format);
  return format.format(ms);
}

const formats = new Map<string, Intl.DateTimeFormat>();

describe("Zone", () => {
  it("gives the platform's own day, for any instant and zone", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        instant,
        (name, ms) => dayKey(new Zone(name).dayOf(ms)) === dayByIntl(name, ms),
      ),
      { numRuns: 300 },
    );
  });

  it("agrees around every clock change", () => {
    for (const name of ZONES) {
      const zone = new Zone(name);
      for (let ms = Date.UTC(2026, 2, 1); ms < Date.UTC(2026, 3, 10); ms += HOUR_MS / 2) {
        expect(`${name} ${ms} ${dayKey(zone.dayOf(ms))}`).toBe(`${name} ${ms} ${dayByIntl(name, ms)}`);
      }
    }
  }, 60_000);

  it("starts a day at its first instant", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (name, ms) => {
        const zone = new Zone(name);
        const day = zone.dayOf(ms);
        const start = zone.startOfDayMs(day);
        return start <= ms && zone.dayOf(start) === day && zone.dayOf(start - 1) === day - 1;
      }),
      { numRuns: 300 },
    );
  });

  it("books the repeated hour of autumn on one day and counts 25 hours", () => {
    const zone = new Zone("Europe/Berlin");
    const day = parseDay("2026-10-25") as number;
    expect((zone.startOfDayMs(day + 1) - zone.startOfDayMs(day)) / HOUR_MS).toBe(25);
  });

  it("knows the hour in zones with half hours", () => {
    expect(new Zone("Asia/Kolkata").hourOf(Date.UTC(2026, 10, 21, 18, 40))).toBe(0);
    expect(dayKey(new Zone("Asia/Kolkata").dayOf(Date.UTC(2026, 10, 21, 18, 40)))).toBe("2026-11-22");
  });

  it("names ISO weeks by their Thursday", () => {
    const week = (day: string): string => weekKey(parseDay(day) as number);
    expect([week("2026-11-21"), week("2027-01-03"), week("2026-01-01"), week("2024-12-30")]).toEqual([
      "2026-W47",
      "2026-W53",
      "2026-W01",
      "2025-W01",
    ]);
  });
});
