import { describe, expect, it } from "vitest";
import { readDay, readFilter } from "../src/cli/options/common-options.ts";
import { dayKey, parseDay } from "../src/core/calendar/period.ts";
import { Zone } from "../src/core/calendar/zone.ts";

const TODAY = parseDay("2026-11-22") as number; // a Sunday
const first = (text: string): string => dayKey(readDay("--since", text, TODAY, "first"));
const last = (text: string): string => dayKey(readDay("--until", text, TODAY, "last"));

describe("dates on the command line", () => {
  it("reads days, words, spans and months", () => {
    expect(first("2026-11-01")).toBe("2026-11-01");
    expect(first("20261101")).toBe("2026-11-01");
    expect(first("today")).toBe("2026-11-22");
    expect(first("yesterday")).toBe("2026-11-21");
    expect(first("7d")).toBe("2026-11-16");
    expect(first("week")).toBe("2026-11-16");
    expect(first("month")).toBe("2026-11-01");
    expect([first("2024-02"), last("2024-02")]).toEqual(["2024-02-01", "2024-02-29"]);
  });

  it.each(["2026-13-01", "2026-02-30", "soon", "", "7", "-7d", "11/22/2026"])("refuses %j with the way out", (text) => {
    expect(() => first(text)).toThrow(/is not a date/);
  });

  it("refuses an empty range", () => {
    const options = {
      configDir: [],
      project: [],
      model: [],
      session: [],
      startOfWeek: "monday",
      archive: true,
      index: true,
      color: "auto",
      since: "today",
      until: "yesterday",
    } as const;
    expect(() => readFilter(options, new Zone("UTC"), Date.UTC(2026, 10, 22))).toThrow(/after/);
  });
});
