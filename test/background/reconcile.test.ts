import { describe, expect, test } from "vitest";
import { usdString } from "../../src/core/pricing/money.ts";
import { Flag } from "../../src/core/responses/columns.ts";
import { ASK, type Case, MORE, OPUS, one, SONNET, T0, TITLE, tokensOf } from "./case.ts";

describe("a ledger and the responses that it covers", () => {
  test("the rest is background: 409 in = 8 logged + 401 of a title", () => {
    const b = one({
      responses: [{ s: "a", at: 5, counts: ASK }],
      ledgers: [{ s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } }],
    });
    // 401 × $4 + 13 × $20 a million = $0.001604 + $0.00026
    expect(b.brief).toEqual(["exact", "cost-state", "0.001864", tokensOf(TITLE)]);
    expect(b.kinds).toEqual([
      { kind: "unattributed", requests: null, tokens: tokensOf(TITLE), costPico: 1_864_000_000n },
    ]);
    expect(b.entries.map((e) => [e.timeMs - T0, e.model])).toEqual([[6000, OPUS]]);
    expect(b.clientDifferencePico).toBe(0n);
  });

  test("nothing beyond the log: exact, and zero", () => {
    const b = one({
      responses: [{ s: "a", at: 5, counts: ASK }],
      ledgers: [{ s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: ASK } }],
    });
    expect(b.brief).toEqual(["exact", "cost-state", "0", tokensOf([0, 0, 0, 0])]);
  });

  test("a session without a ledger is not recorded", () => {
    expect(one({ responses: [{ s: "a", at: 5, counts: ASK }] }).brief).toEqual(["unrecorded", "none", null, null]);
  });

  test("by model: a small model's summary beside the main one", () => {
    const b = one({
      responses: [{ s: "a", at: 5, counts: ASK }],
      ledgers: [{ s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: ASK, [SONNET]: [7, 420, 903, 15_004] } }],
    });
    expect(b.entries.map((e) => e.model)).toEqual([SONNET]);
    // 7 × $2 + 420 × $10 + 903 × $2.50 + 15,004 × $0.20 a million
    expect(usdString(b.costPico ?? 0n)).toBe("0.0094723");
  });

  test("a dated or a wide spelling of the model is the same model", () => {
    const b = one({
      responses: [{ s: "a", at: 5, counts: ASK, model: OPUS }],
      ledgers: [{ s: "a", at: 6, start: 0, wall: 7, models: { [`${OPUS}[1m]`]: ASK } }],
    });
    expect(b.tokens).toEqual(tokensOf([0, 0, 0, 0]));
  });

  test("a resume goes on: each row is booked at its own time", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 90_005, counts: MORE },
      ],
      ledgers: [
        { s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        { s: "a", at: 90_006, start: 0, wall: 17, models: { [OPUS]: [818, 236, 2000, 41_000] } },
      ],
    });
    expect(b.status).toBe("exact");
    expect(b.entries.map((e) => [e.timeMs - T0, e.tokens?.input])).toEqual([
      [6000, 401],
      [90_006_000, 400],
    ]);
  });

  test("a resume whose wall time stands still is no killed run", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 100, counts: MORE },
        { s: "a", at: 200, counts: MORE },
      ],
      ledgers: [
        { s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        { s: "a", at: 201, start: 0, wall: 7, models: { [OPUS]: [427, 333, 3000, 62_000] } },
      ],
    });
    expect([b.status, b.tokens]).toEqual(["exact", tokensOf(TITLE)]);
  });

  test("rows that say the same, from a file that was copied, count once", () => {
    const ledger = { s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } } as const;
    const b = one({ responses: [{ s: "a", at: 5, counts: ASK }], ledgers: [ledger, ledger] });
    expect(b.tokens).toEqual(tokensOf(TITLE));
  });

  test("a start over (`/clear` in one file) adds to what was before", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 25, counts: MORE },
      ],
      ledgers: [
        { s: "a", at: 6, start: 0, wall: 10, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        { s: "a", at: 26, start: 10, wall: 20, models: { [OPUS]: [209, 120, 1000, 21_000] } },
      ],
    });
    expect([b.status, b.tokens]).toEqual(["exact", tokensOf([601, 23, 0, 0])]);
  });
});

describe("runs that were killed", () => {
  test("before the first ledger: logged, not covered, not taken off", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 65, counts: MORE },
      ],
      ledgers: [{ s: "a", at: 66, start: 60, wall: 10, models: { [OPUS]: [194, 126, 1000, 21_000] } }],
    });
    expect(b.brief).toEqual(["partial", "cost-state", "0.00106", tokensOf([185, 16, 0, 0])]);
    expect(b.gaps).toEqual(["crashed-run"]);
  });

  test("between two ledgers: wall time tells which responses were of the run that was killed", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 105, counts: MORE },
        { s: "a", at: 205, counts: [10, 120, 1000, 22_000] },
      ],
      ledgers: [
        { s: "a", at: 6, start: 0, wall: 10, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        // The last run took 10 s, so that the response 100 s before its end was not its own.
        { s: "a", at: 206, start: 0, wall: 20, models: { [OPUS]: [623, 246, 2000, 42_000] } },
      ],
    });
    // 401/13 of the first run; 623 − 409 − 10 = 204 in and 246 − 113 − 120 = 13 out of the last
    expect([b.status, b.gaps, b.tokens]).toEqual(["partial", ["crashed-run"], tokensOf([605, 26, 0, 0])]);
  });

  test("idle at the end, nothing tells: only what is certain, never below the log", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 105, counts: MORE },
        { s: "a", at: 205, counts: [10, 120, 1000, 22_000] },
      ],
      ledgers: [
        { s: "a", at: 6, start: 0, wall: 10, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        { s: "a", at: 206, start: 0, wall: 5000, models: { [OPUS]: [623, 246, 2000, 42_000] } },
      ],
    });
    // Second row: 214 in − 9 − 10 = 195 certain; output 133 − 110 − 120 < 0: nothing.
    expect([b.status, b.gaps, b.tokens]).toEqual(["partial", ["short-ledger"], tokensOf([401 + 195, 13, 0, 0])]);
  });

  test("two clients in one session at once, each with its own ledger: never what was logged again", () => {
    const b = one({
      responses: [
        { s: "a", at: 4, counts: [8, 101, 1000, 20_000] },
        { s: "a", at: 8, counts: [9, 102, 1001, 21_000] },
        { s: "a", at: 14, counts: [10, 103, 1002, 22_000] },
        { s: "a", at: 15, counts: [11, 104, 1003, 23_000] },
        { s: "a", at: 24, counts: [7, 105, 1004, 24_000] },
      ],
      ledgers: [
        { s: "a", at: 4, start: 3, wall: 1, models: { [OPUS]: [8, 101, 1000, 20_000] } },
        // The second client knows nothing of the answer at 8, the first one nothing of the answer at 14.
        { s: "a", at: 14, start: 3, wall: 1.2, models: { [OPUS]: [18, 204, 2002, 42_000] } },
        { s: "a", at: 15, start: 3, wall: 16, models: { [OPUS]: [28, 307, 3004, 64_000] } },
        { s: "a", at: 24, start: 3, wall: 16.3, models: { [OPUS]: [35, 412, 4008, 88_000] } },
      ],
    });
    expect([b.status, b.tokens, b.costPico]).toEqual(["partial", tokensOf([0, 0, 0, 0]), 0n]);
  });

  test("after the last ledger, or running: what the ledger says, and that it is not all", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 500, counts: MORE },
      ],
      ledgers: [{ s: "a", at: 6, start: 0, wall: 10, models: { [OPUS]: [409, 113, 1000, 20_000] } }],
    });
    expect([b.status, b.gaps, b.tokens]).toEqual(["partial", ["after-ledger"], tokensOf(TITLE)]);
  });

  test("a subagent that ends after the last row of the main log is covered until the ledger was written", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 30, counts: MORE, flags: Flag.stopped | Flag.sidechain },
      ],
      ledgers: [{ s: "a", at: 6, start: 0, wall: 40, models: { [OPUS]: [418, 223, 2000, 41_000] } }],
    });
    expect([b.status, b.tokens]).toEqual(["at-least", tokensOf(TITLE)]);
  });
});

describe("answers that were cut off", () => {
  const cut = { flags: 0 };

  test("by the client's own end: logged with their prompt, and not in the ledger", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 8, counts: [9, 3, 900, 6_580], ...cut },
      ],
      ledgers: [{ s: "a", at: 8, start: 0, wall: 9, models: { [OPUS]: [409, 113, 1000, 20_000] } }],
    });
    expect([b.status, b.tokens]).toEqual(["at-least", tokensOf(TITLE)]);
  });

  test("by the user: in the ledger with more output than was logged", () => {
    const b = one({
      responses: [
        { s: "a", at: 5, counts: [9, 3, 1000, 21_000], ...cut },
        { s: "a", at: 9, counts: ASK },
      ],
      ledgers: [{ s: "a", at: 9, start: 0, wall: 10, models: { [OPUS]: [17, 114, 2000, 41_000] } }],
    });
    expect([b.status, b.tokens]).toEqual(["at-least", tokensOf([0, 11, 0, 0])]);
  });
});

describe("forks", () => {
  const parent: Case = {
    responses: [
      { s: "p", at: 5, counts: ASK },
      { s: "f", at: 105, counts: MORE },
    ],
    ledgers: [
      { s: "p", at: 6, start: 0, wall: 10, models: { [OPUS]: [409, 113, 1000, 20_000] } },
      { s: "f", at: 106, start: 0, wall: 25, models: { [OPUS]: [622, 236, 2000, 41_000] } },
    ],
    forks: { f: ["p"] },
  };

  test("inherit the ledger and the background, and are billed for their own only", () => {
    expect(one(parent, "p").tokens).toEqual(tokensOf(TITLE));
    // 622 − 409 − 9 = 204 in, 236 − 113 − 110 = 13 out
    expect(one(parent, "f").brief).toEqual(["exact", "cost-state", "0.001076", tokensOf([204, 13, 0, 0])]);
  });

  test("of a parent that went on take the ledger of that time, not a later one", () => {
    const c: Case = {
      ...parent,
      responses: [...(parent.responses ?? []), { s: "p", at: 205, counts: [11, 130, 1000, 23_000] }],
      ledgers: [
        ...(parent.ledgers ?? []),
        { s: "p", at: 206, start: 0, wall: 20, models: { [OPUS]: [420, 243, 2000, 43_000] } },
      ],
    };
    expect(one(c, "f").tokens).toEqual(tokensOf([204, 13, 0, 0]));
    expect(one(c, "p").tokens).toEqual(tokensOf(TITLE));
  });

  test("that came before do not count as the parent of one that came after", () => {
    const c: Case = {
      responses: [...(parent.responses ?? []), { s: "g", at: 155, counts: [7, 90, 1000, 20_500] }],
      ledgers: [
        ...(parent.ledgers ?? []),
        // A fork of the parent too: 409 + 7 + 300 in, 113 + 90 + 40 out; larger than the first fork's in every class.
        { s: "g", at: 156, start: 0, wall: 40, models: { [OPUS]: [716, 243, 2000, 41_000] } },
      ],
      forks: { f: ["p"], g: ["p"] },
    };
    expect(one(c, "g").tokens).toEqual(tokensOf([300, 40, 0, 500]));
  });

  test.each([
    ["stands still", 10],
    ["starts over", 2],
  ])("are told by their answers where wall time %s", (_words, wall) => {
    const c: Case = {
      ...parent,
      ledgers: (parent.ledgers ?? []).map((l) => (l.s === "f" ? { ...l, wall } : l)),
    };
    expect(one(c, "f").brief).toEqual(["exact", "cost-state", "0.001076", tokensOf([204, 13, 0, 0])]);
  });

  test("of forks take the fork's", () => {
    const c: Case = {
      responses: [...(parent.responses ?? []), { s: "g", at: 205, counts: [7, 90, 1000, 20_500] }],
      ledgers: [
        ...(parent.ledgers ?? []),
        { s: "g", at: 206, start: 0, wall: 40, models: { [OPUS]: [622 + 7 + 50, 236 + 90 + 5, 3000, 61_500] } },
      ],
      forks: { f: ["p"], g: ["p", "f"] },
    };
    expect(one(c, "g").tokens).toEqual(tokensOf([50, 5, 0, 0]));
  });

  test("of a fork that was asked nothing, but spent, do not count what that one spent", () => {
    const c: Case = {
      responses: [
        { s: "p", at: 5, counts: ASK },
        { s: "g", at: 205, counts: MORE },
      ],
      ledgers: [
        { s: "p", at: 6, start: 0, wall: 10, models: { [OPUS]: ASK } },
        { s: "f", at: 106, start: 0, wall: 20, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        { s: "g", at: 206, start: 0, wall: 30, models: { [OPUS]: [409 + 9 + 50, 113 + 110 + 5, 2000, 41_000] } },
      ],
      forks: { f: ["p"], g: ["p"] },
    };
    expect(one(c, "f").tokens).toEqual(tokensOf(TITLE));
    expect(one(c, "g").tokens).toEqual(tokensOf([50, 5, 0, 0]));
  });

  test("of a parent whose ledger of that time is gone: a lower bound", () => {
    const c: Case = {
      ...parent,
      ledgers: [
        { s: "p", at: 306, start: 0, wall: 60, models: { [OPUS]: [500, 213, 2000, 41_000] } },
        { s: "f", at: 106, start: 0, wall: 25, models: { [OPUS]: [622, 236, 2000, 41_000] } },
      ],
    };
    const f = one(c, "f");
    expect([f.status, f.gaps]).toEqual(["partial", ["lost-parent"]]);
    // 622 − 500 − 9: the parent's later ledger holds at least what the fork took over
    expect(f.tokens).toEqual(tokensOf([113, 0, 0, 0]));
  });

  test("that only start at the same millisecond are no forks", () => {
    const c: Case = {
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "b", at: 5, counts: MORE },
      ],
      ledgers: [
        { s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] } },
        { s: "b", at: 8, start: 0, wall: 9, models: { [OPUS]: [410, 123, 1000, 21_000] } },
      ],
    };
    expect(one(c, "a").tokens).toEqual(tokensOf(TITLE));
    expect(one(c, "b").tokens).toEqual(tokensOf(TITLE));
  });
});
