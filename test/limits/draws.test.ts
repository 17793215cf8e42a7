import { describe, expect, test } from "vitest";
import { DRAW_REASONS, Draw, type DrawContext, markDraws, sumDraws } from "../../src/core/limits/draws.ts";
import { Flag } from "../../src/core/responses/columns.ts";
import { at, type Spent, tableOf, usd } from "./spend-table.ts";

const CONTEXT: DrawContext = {
  hasWindows: true,
  creditsEnabled: true,
  exhausted: [],
  below: [],
  alwaysDraws: () => false,
  isOwn: () => true,
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
  const hour = (time: string, rest: Partial<Spent> = {}) => row(time, { write1h: 500, ...rest });
  const short = (time: string, rest: Partial<Spent> = {}) => row(time, { write5m: 500, ...rest });
  const verdicts = (spent: readonly Spent[]) => marks(spent).map((f) => f[0]);

  test("1 hour is the plan's; two 5-minute writes between 1-hour ones of the same session are the credits'", () => {
    const found = verdicts([hour("10:00"), short("10:30"), short("10:40"), hour("11:00")]);
    expect(found).toEqual(["included", "credits", "credits", "included"]);
  });

  test("one 5-minute write, as after a resume, is like the requests around it", () => {
    expect(verdicts([hour("10:00"), short("10:30"), hour("11:00")])).toEqual(["included", "included", "included"]);
    expect(verdicts([hour("10:00"), short("18:30"), hour("19:00")])).toEqual(["included", "unknown", "included"]);
  });

  test("a client that asks for 1 hour no longer proves nothing", () => {
    expect(verdicts([hour("10:00"), short("10:30"), short("10:40"), short("10:50")])).toEqual([
      "included",
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  test("nor do 5-minute writes while another session gets 1 hour", () => {
    const spent = [hour("10:00"), short("18:30"), hour("18:35", { session: "s2" }), short("18:40"), hour("19:00")];
    expect(verdicts(spent)).toEqual(["included", "unknown", "included", "included", "included"]);
  });

  test("5 minutes in a session that never had 1 hour say nothing: older clients know no other", () => {
    const found = marks([row("10:00", { write1h: 500 }), row("10:30", { write5m: 500, session: "s2" })]);
    expect(found[1]?.[0]).toBe("unknown");
  });

  test("a subagent's 5 minutes say nothing", () => {
    const side = { flags: Flag.sidechain };
    const found = verdicts([hour("01:00"), short("10:30", side), short("10:40", side), hour("19:00")]);
    expect(found.slice(1, 3)).toEqual(["unknown", "unknown"]);
  });
});

test("a model that always draws on credits does so below 100 %, and says nothing about the requests around it", () => {
  const context = { alwaysDraws: (model: string) => model === "claude-fable-5" };
  const found = marks(
    [row("10:00", { model: "claude-fable-5" }), row("10:10"), row("10:20", { model: "claude-fable-5" })],
    context,
  );
  expect(found.map((f) => f[0])).toEqual(["credits", "unknown", "credits"]);
  expect(found[0]?.[1]).toBe("the model always draws on credits");
});

test("requests of another account are not looked at", () => {
  const found = marks([row("10:00", { write1h: 1 }), row("10:10", { session: "other" }), row("10:20")], {
    isOwn: (session) => session !== "other",
  });
  expect(found.map((f) => f[0])).toEqual(["included", "outside", "unknown"]);
});

describe("a request between others", () => {
  test("is like them where they agree and are near", () => {
    const found = marks([row("10:00", { write1h: 1 }), row("10:10"), row("10:20", { write1h: 1 })]);
    expect(found[1]).toEqual(["included", "requests before and after it were inside the plan"]);
  });

  test("is unknown where they differ, or are far, or only one is there", () => {
    const exhausted = [{ fromMs: at("2026-11-10T10:15Z"), toMs: at("2026-11-10T12:00Z") }];
    const differ = marks([row("10:00", { write1h: 1 }), row("10:10"), row("10:20")], { exhausted });
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
  const table = tableOf([row("10:00", { write1h: 1 }), row("10:10", { usd: "2" }), row("10:20", { usd: "4" })]);
  const exhausted = [{ fromMs: at("2026-11-10T10:15Z"), toMs: at("2026-11-10T12:00Z") }];
  const draws = markDraws(table, { ...CONTEXT, exhausted });
  expect(sumDraws(table, draws, CONTEXT.span)).toEqual({
    includedPico: usd("1"),
    creditsPico: usd("4"),
    unknownPico: usd("2"),
    reasons: [
      { reason: "the plan's window was used up", verdict: "credits", requests: 1, pico: usd("4") },
      { reason: "there is no evidence", verdict: "unknown", requests: 1, pico: usd("2") },
      { reason: "1-hour cache writes: inside the plan", verdict: "included", requests: 1, pico: usd("1") },
    ],
  });
  expect(draws.verdict[1]).toBe(Draw.unknown);
});
