import fc from "fast-check";
import { expect, test } from "vitest";
import { Zone } from "../../src/core/calendar/zone.ts";
import { DAY_MS, localPeriod, utcMonth, yearAfter } from "../../src/core/limits/calendar.ts";
import { at } from "./spend-table.ts";

test.each([
  ["2026-11-30T23:59:59.999Z", "2026-11-01", "2026-12-01"],
  ["2026-12-01T00:00:00.000Z", "2026-12-01", "2027-01-01"],
  ["2028-02-29T12:00:00.000Z", "2028-02-01", "2028-03-01"],
])("Claude's month at %s is from %s to %s, 00:00 UTC", (now, from, to) => {
  expect(utcMonth(at(now))).toEqual({ fromMs: at(`${from}T00:00:00Z`), toMs: at(`${to}T00:00:00Z`) });
});

test.each([
  ["2026-11-01", "2027-11-01"],
  ["2027-02-28", "2028-02-28"],
  ["2028-02-28", "2029-02-28"],
  ["2028-02-29", "2029-02-28"],
  ["2027-03-01", "2028-03-01"],
  ["2026-12-31", "2027-12-31"],
])("what is bought on %s expires on %s", (bought, expires) => {
  expect(new Date(yearAfter(at(`${bought}T00:00:00Z`))).toISOString()).toBe(`${expires}T00:00:00.000Z`);
});

test("a year is 365 or 366 days, whatever the day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: 40_000 }), (day) => {
      const days = yearAfter(day * DAY_MS) / DAY_MS - day;
      expect(days === 365 || days === 366).toBe(true);
    }),
  );
});

test("one's own periods are local, also where the clock changes", () => {
  const berlin = new Zone("Europe/Berlin");
  const now = at("2026-10-25T12:00:00Z");
  expect(localPeriod("day", now, berlin)).toEqual({ fromMs: at("2026-10-24T22:00Z"), toMs: at("2026-10-25T23:00Z") });
  expect(localPeriod("week", now, berlin)).toEqual({ fromMs: at("2026-10-18T22:00Z"), toMs: at("2026-10-25T23:00Z") });
  expect(localPeriod("month", now, berlin)).toEqual({ fromMs: at("2026-09-30T22:00Z"), toMs: at("2026-10-31T23:00Z") });
});
