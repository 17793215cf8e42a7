import { describe, expect, test } from "vitest";
import { usdString } from "../../src/core/pricing/money.ts";
import { Flag } from "../../src/core/responses/columns.ts";
import { ASK, type Case, event, feed, MORE, OPUS, one, reconcileCase, T0, TITLE, tokensOf, usd } from "./case.ts";

describe("web searches", () => {
  const side = [9, 55, 10, 1000] as const;
  const search = { s: "a", at: 6, counts: [0, 0, 0, 0] as const, flags: Flag.search | Flag.stopped };

  test("that the log proves are not counted again, the tokens of their request are", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { ...search, webSearches: 2 },
      ],
      ledgers: [{ s: "a", at: 7, start: 0, wall: 8, models: { [OPUS]: [17, 155, 1010, 21_000] }, searches: 2 }],
    });
    // 9 × $4 + 55 × $20 + 10 × $5 + 1,000 × $0.20 a million
    expect(b.brief).toEqual(["exact", "cost-state", "0.001386", tokensOf(side)]);
    expect(b.webSearches).toBe(0);
    expect(b.clientDifferencePico).toBe(0n);
  });

  test("that left no evidence are background, a cent each", () => {
    const b = one({
      responses: [{ s: "a", at: 5, counts: ASK }],
      ledgers: [{ s: "a", at: 7, start: 0, wall: 8, models: { [OPUS]: [17, 155, 1010, 21_000] }, searches: 3 }],
    });
    expect([usdString(b.costPico ?? 0n), b.webSearches]).toEqual(["0.031386", 3]);
  });

  test("are told from telemetry by the price of its request", () => {
    const clientPico = Math.round((usd(OPUS, side) + 0.02) * 1e12);
    const base = { responses: [{ s: "a", at: 5, counts: ASK, requestId: "req_main" }] };
    const events = [
      event("a", 5, "sdk", ASK, { requestId: "req_main" }),
      event("a", 6, "web_search_tool", side, { clientPico }),
    ];
    const b = one({ ...base, events });
    expect([usdString(b.costPico ?? 0n), b.webSearches, b.clientDifferencePico]).toEqual(["0.021386", 2, 0n]);
    const logged = one({ responses: [...base.responses, { ...search, webSearches: 2 }], events });
    expect([usdString(logged.costPico ?? 0n), logged.webSearches]).toEqual(["0.001386", 0]);
  });
});

describe("prices", () => {
  const covered = { responses: [{ s: "a", at: 5, counts: ASK }] };

  test("of the client's own (a contract) are shown, not booked", () => {
    const b = one({
      ...covered,
      ledgers: [{ s: "a", at: 6, start: 0, wall: 7, prices: 0.8, models: { [OPUS]: [409, 113, 1000, 20_000] } }],
    });
    expect(usdString(b.costPico ?? 0n)).toBe("0.001864");
    // 20 % off the whole of $0.012896
    expect(usdString(b.clientDifferencePico ?? 0n)).toBe("-0.0025792");
  });

  test("of an unknown model stay open, loudly: tokens, no dollars", () => {
    const b = one({
      ...covered,
      ledgers: [{ s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: ASK, "claude-someday-9": [5, 6, 0, 0] } }],
    });
    expect(b.unpricedModels).toEqual(["claude-someday-9"]);
    expect([b.tokens, b.costPico]).toEqual([tokensOf([5, 6, 0, 0]), 0n]);
    expect(b.kinds[0]?.costPico).toBeNull();
  });

  test("of a long prompt cannot be told from a sum: then the client's dollars stand", () => {
    // Haiku 5.5 above 100,000 tokens costs five times as much: $0.50 in, $2.50 out, $0.625 write, $0.05 read a million.
    const model = "claude-haiku-5-5";
    const counts = [10, 400, 900, 150_000] as const;
    const entry = { low: 0, high: 0 };
    for (const [name, rates] of [
      ["low", [0.1, 0.5, 0.125, 0.01]],
      ["high", [0.5, 2.5, 0.625, 0.05]],
    ] as const) {
      entry[name] = counts.reduce((sum, n, k) => sum + (n * (rates[k] ?? 0)) / 1e6, 0);
    }
    const at = (dollars: number) =>
      one({
        responses: [],
        ledgers: [{ s: "a", at: 6, start: 0, wall: 7, usd: dollars, models: { [model]: counts } }],
      });
    const middle = (entry.low + entry.high) / 2;
    expect(usdString(at(entry.low).costPico ?? 0n)).toBe(String(Number(entry.low.toFixed(12))));
    expect(usdString(at(entry.high).costPico ?? 0n)).toBe(String(Number(entry.high.toFixed(12))));
    expect(Number(usdString(at(middle).costPico ?? 0n))).toBeCloseTo(middle, 12);
    expect(at(middle).clientDifferencePico).toBe(0n);
  });
});

describe("telemetry", () => {
  const responses = [
    { s: "a", at: 5, counts: ASK, requestId: "req_1" },
    { s: "a", at: 9, counts: MORE, requestId: "req_2" },
  ];
  const main = [
    event("a", 5, "repl_main_thread", ASK, { requestId: "req_1" }),
    event("a", 9, "agent:builtin:general-purpose", MORE, { requestId: "req_2" }),
  ];

  test("names the kinds; what left a row counts there", () => {
    const b = one({ responses, events: [...main, event("a", 4, "generate_session_title", TITLE)] });
    expect(b.brief).toEqual(["at-least", "otel", "0.001864", tokensOf(TITLE)]);
    expect(b.kinds).toEqual([
      { kind: "generate_session_title", requests: 1, tokens: tokensOf(TITLE), costPico: 1_864_000_000n },
    ]);
    expect(b.entries.map((e) => e.timeMs - T0)).toEqual([4000]);
  });

  test("and a ledger agree: nothing twice; what only the ledger holds is unattributed", () => {
    const ledger = {
      s: "a",
      at: 10,
      start: 0,
      wall: 11,
      models: { [OPUS]: [418 + 20, 223 + 2, 2000, 41_000] },
    } as const;
    const b = one({
      responses,
      ledgers: [ledger],
      events: [...main, event("a", 4, "generate_session_title", TITLE)],
    });
    expect(b.status).toBe("exact");
    expect(b.kinds.map((k) => [k.kind, k.tokens?.input, k.tokens?.output])).toEqual([
      ["generate_session_title", 401, 13],
      ["unattributed", 20, 2],
    ]);
    expect(b.tokens).toEqual(tokensOf([421, 15, 0, 0]));
  });

  test("makes good what a killed run did not write down", () => {
    const b = one({
      responses,
      ledgers: [{ s: "a", at: 9, start: 7, wall: 4, models: { [OPUS]: MORE } }],
      events: [...main, event("a", 4, "generate_session_title", TITLE)],
    });
    expect(b.brief).toEqual(["at-least", "otel", "0.001864", tokensOf(TITLE)]);
  });

  test("of a part of the session only is a lower bound without a ledger", () => {
    const b = one({ responses, events: [main[1] as never, event("a", 9, "prompt_suggestion", TITLE)] });
    expect([b.status, b.gaps]).toEqual(["partial", ["part-telemetry"]]);
  });

  test("names main requests that left no row: billed too, as a kind of their own", () => {
    const b = one({ responses, events: [...main, event("a", 11, "repl_main_thread", [5, 50, 0, 0])] });
    expect(b.kinds).toEqual([
      { kind: "unlogged-main", requests: 1, tokens: tokensOf([5, 50, 0, 0]), costPico: 1_020_000_000n },
    ]);
  });

  test("without request ids joins by the same tokens at about the same time", () => {
    const bare = responses.map(({ requestId: _, ...r }) => r);
    const b = one({ responses: bare, events: [...main, event("a", 4, "generate_session_title", TITLE)] });
    expect([b.status, b.tokens]).toEqual(["at-least", tokensOf(TITLE)]);
  });

  test("of a request whose row another session holds counts there", () => {
    const b = one({ responses: [{ ...(responses[0] as (typeof responses)[0]), s: "b" }], events: [main[0] as never] });
    expect([b.status, b.costPico]).toEqual(["at-least", 0n]);
  });

  test("of a session without any log is billed, unless other logs are looked at", () => {
    const events = [event("z", 1, "sdk", [5, 50, 0, 0])];
    expect(one({ events }, "z").brief).toEqual(["at-least", "otel", "0.00102", tokensOf([5, 50, 0, 0])]);
    expect(reconcileCase({ events, onlyLogged: true }).has("z")).toBe(false);
  });
});

describe("the status line, while a session lives", () => {
  const responses = [{ s: "a", at: 5, counts: ASK }];

  test("tells dollars before any ledger is written: its total less what was logged", () => {
    const b = one({ responses, feeds: { a: feed(8, usd(OPUS, ASK) + 0.001864, 8) } });
    expect(b.brief).toEqual(["partial", "statusline", "0.001864", null]);
    expect(b.gaps).toEqual(["dollars-only"]);
  });

  test("goes on from the ledger that a resumed session was given, whenever we first heard of it", () => {
    const b = one({
      responses: [...responses, { s: "a", at: 105, counts: MORE }],
      ledgers: [{ s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } }],
      feeds: { a: feed(110, usd(OPUS, ASK) + 0.001864 + usd(OPUS, MORE) + 0.005, 17) },
    });
    expect([b.status, b.source, usdString(b.costPico ?? 0n)]).toEqual(["partial", "cost-state", "0.006864"]);
    expect(b.tokens).toEqual(tokensOf(TITLE));
  });

  test("goes on from its parent's ledger in a fork", () => {
    const c: Case = {
      responses: [
        { s: "p", at: 5, counts: ASK },
        { s: "a", at: 105, counts: MORE },
      ],
      ledgers: [{ s: "p", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } }],
      forks: { a: ["p"] },
      feeds: { a: feed(110, usd(OPUS, ASK) + 0.001864 + usd(OPUS, MORE) + 0.005, 17) },
    };
    expect(one(c).brief).toEqual(["partial", "statusline", "0.005", null]);
  });

  test("says nothing more once the ledger is written", () => {
    const b = one({
      responses,
      ledgers: [{ s: "a", at: 6, start: 0, wall: 10, models: { [OPUS]: [409, 113, 1000, 20_000] } }],
      feeds: { a: feed(9, usd(OPUS, ASK) + 0.001864, 9) },
    });
    expect([b.status, b.tokens]).toEqual(["exact", tokensOf(TITLE)]);
  });

  test("remembers what a killed run came to: the total falls back to the ledger, and another epoch begins", () => {
    const killed = usd(OPUS, ASK) + 0.001864 + usd(OPUS, MORE) + 0.007;
    const b = one({
      responses: [...responses, { s: "a", at: 105, counts: MORE }, { s: "a", at: 205, counts: ASK }],
      ledgers: [
        { s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        { s: "a", at: 206, start: 0, wall: 17, models: { [OPUS]: [417, 213, 2000, 40_000] } },
      ],
      feeds: {
        a: {
          ...feed(206, usd(OPUS, ASK) * 2 + 0.001864, 17),
          epochs: [
            { fromMs: T0 + 1000, toMs: T0 + 110_000, firstUsd: 0, totalUsd: killed },
            { fromMs: T0 + 200_000, toMs: T0 + 206_000, firstUsd: 0, totalUsd: usd(OPUS, ASK) * 2 + 0.001864 },
          ],
        },
      },
    });
    expect([b.gaps, usdString(b.costPico ?? 0n)]).toEqual([["crashed-run", "dollars-only"], "0.008864"]);
  });

  test("knows of requests that telemetry has no word of: dollars beyond what it names", () => {
    const said = { responses: [{ s: "a", at: 5, counts: ASK, requestId: "req_1" }] };
    const events = [event("a", 5, "sdk", ASK, { requestId: "req_1" }), event("a", 4, "generate_session_title", TITLE)];
    const named = usd(OPUS, ASK) + usd(OPUS, TITLE);
    expect(one({ ...said, events, feeds: { a: feed(8, named, 8) } }).brief.slice(0, 3)).toEqual([
      "at-least",
      "otel",
      "0.001864",
    ]);
    const b = one({ ...said, events, feeds: { a: feed(8, named + 0.00973, 8) } });
    expect([b.status, b.gaps, usdString(b.costPico ?? 0n)]).toEqual([
      "partial",
      ["dollars-only", "telemetry-alone"],
      "0.011594",
    ]);
  });

  test("below what was logged (prices of its own) takes nothing off", () => {
    const b = one({ responses, feeds: { a: feed(8, usd(OPUS, ASK) / 2, 8) } });
    expect([b.status, b.costPico]).toEqual(["unrecorded", null]);
  });

  test("begins with another session's total after `/clear` of a client that takes it along: that is not background", () => {
    const before = usd(OPUS, ASK) + 0.001864;
    const after = before + usd(OPUS, MORE);
    /** The new session's total as first heard of after its first answer, and how many seconds after the old one's end. */
    const background = (firstUsd: number, gap: number): unknown => {
      const c: Case = {
        responses: [
          { s: "old", at: 5, counts: ASK },
          { s: "a", at: 18, counts: MORE },
        ],
        feeds: {
          old: feed(20, before, 20),
          a: {
            ...feed(40, after, 40),
            epochs: [{ fromMs: T0 + (20 + gap) * 1000, toMs: T0 + 40_000, firstUsd, totalUsd: after }],
          },
        },
      };
      return one(c).brief[2];
    };
    expect(background(before, 6)).toBeNull();
    // Not the same total, or heard of while the other session was still running: then it is the session's own.
    expect(background(before - 0.0001, 6)).toBe(usdString(BigInt(Math.round(before * 1e12))));
    expect(background(before, -1)).not.toBeNull();
  });
});
