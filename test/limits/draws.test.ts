import { describe, expect, test } from "vitest";
import { DRAW_REASONS, Draw, type DrawContext, markDraws, sumDraws } from "../../src/core/limits/draws.ts";
import { Flag } from "../../src/core/responses/columns.ts";
import { at, type Spent, tableOf, usd } from "./spend-table.ts";

const CONTEXT: DrawContext = {
  hasWindows: true,
  creditsEnabled: true,
  exhausted: [],
  below: [],
  span: { fromMs: at("2026-11-01T00:00Z"), toMs: at("2026-12-01T00:00Z") },
};

const WORDS = ["outside", "included", "credits", "unknown"];

function marks(spent: readonly Spent[], context: Partial<DrawContext> = {}): readonly (readonly [string, string])[] {
  const { verdict, reason } = markDraws(tableOf(spent), { ...CONTEXT, ...context });
  return spent.map((_, i) => [WORDS[verdict[i] as number] as string, DRAW_REASONS[reason[i] as number] as string]);
}

const first = (spent: Spent, context: Partial<DrawContext> = {}) => marks([spent], context)[0];

const row = (time: string, rest: Partial<Spent> = {}): Spent => ({ at: `2026-11-10T${time}Z`, usd: "1", ...rest });

describe("one request", () => {
  test("without evidence is unknown, not guessed", () => {
    expect(first(row("10:00"))).toEqual(["unknown", "there is no evidence"]);
  });

  test("is included where usage credits are off, and billed where the plan includes nothing", () => {
    expect(first(row("10:00"), { creditsEnabled: false })).toEqual(["included", "usage credits are off"]);
    expect(first(row("10:00"), { hasWindows: false })).toEqual(["credits", "the plan includes nothing"]);
  });

  test("in fast mode draws on credits at once, whatever the window", () => {
    const below = [{ fromMs: at("2026-11-10T09:00Z"), toMs: at("2026-11-10T12:00Z") }];
    expect(first(row("10:00", { flags: Flag.fast }), { below })?.[0]).toBe("credits");
  });

  test("while the window was used up drew on credits, from that moment to the reset", () => {
    const exhausted = [{ fromMs: at("2026-11-10T10:00Z"), toMs: at("2026-11-10T12:00Z") }];
    const times = ["09:59:59.999", "10:00", "11:59:59.999", "12:00"];
    expect(times.map((t) => first(row(t), { exhausted })?.[0])).toEqual(["unknown", "credits", "credits", "unknown"]);
  });

  test("while the client said that no window was used up is included", () => {
    const below = [{ fromMs: at("2026-11-10T09:00Z"), toMs: at("2026-11-10T12:00Z") }];
    expect(first(row("10:00"), { below })).toEqual(["included", "the plan's windows were not used up"]);
  });

  test("of another month is not looked at", () => {
    expect(first({ at: "2026-10-31T23:59Z", usd: "1" })?.[0]).toBe("outside");
  });
});

describe("the cache's lifetime", () => {
  test("1 hour is the plan's; 5 minutes after it, in the same session, is the credits'", () => {
    const found = marks([row("10:00", { write1h: 500 }), row("10:30", { write5m: 500 })]);
    expect(found.map((f) => f[0])).toEqual(["included", "credits"]);
  });

  test("5 minutes in a session that never had 1 hour say nothing: older clients know no other", () => {
    const found = marks([row("10:00", { write1h: 500 }), row("10:30", { write5m: 500, session: "s2" })]);
    expect(found[1]?.[0]).toBe("unknown");
  });

  test("a subagent's 5 minutes say nothing", () => {
    const found = marks([row("10:00", { write1h: 500 }), row("10:30", { write5m: 500, flags: Flag.sidechain })]);
    expect(found[1]?.[0]).toBe("unknown");
  });
});

describe("a request between others", () => {
  test("is like them where they agree and are near", () => {
    const found = marks([row("10:00", { write1h: 1 }), row("10:10"), row("10:20", { write1h: 1 })]);
    expect(found[1]).toEqual(["included", "requests before and after it were inside the plan"]);
  });

  test("is unknown where they differ, or are far, or only one is there", () => {
    const differ = marks([row("10:00", { write1h: 1 }), row("10:10"), row("10:20", { write5m: 1 })]);
    const far = marks([row("01:00", { write1h: 1 }), row("10:10"), row("10:20", { write1h: 1 })]);
    const alone = marks([row("10:00", { write1h: 1 }), row("10:10")]);
    for (const found of [differ, far, alone]) expect(found[1]?.[0]).toBe("unknown");
  });

  test("fast mode beside it says nothing about it", () => {
    const found = marks([row("10:00", { flags: Flag.fast }), row("10:10"), row("10:20", { flags: Flag.fast })]);
    expect(found[1]?.[0]).toBe("unknown");
  });
});

test("sums by verdict leave nothing out", () => {
  const table = tableOf([
    row("10:00", { write1h: 1 }),
    row("10:10", { usd: "2" }),
    row("10:20", { write5m: 1, usd: "4" }),
  ]);
  const draws = markDraws(table, CONTEXT);
  expect(sumDraws(table, draws, CONTEXT.span)).toEqual({
    includedPico: usd("1"),
    creditsPico: usd("4"),
    unknownPico: usd("2"),
    reasons: [
      { reason: DRAW_REASONS[6], verdict: "credits", requests: 1, pico: usd("4") },
      { reason: "there is no evidence", verdict: "unknown", requests: 1, pico: usd("2") },
      { reason: "1-hour cache writes: inside the plan", verdict: "included", requests: 1, pico: usd("1") },
    ],
  });
  expect(draws.verdict[1]).toBe(Draw.unknown);
});
