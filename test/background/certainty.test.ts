import { describe, expect, test } from "vitest";
import { usdString } from "../../src/core/pricing/money.ts";
import type { StatuslineFeed } from "../../src/core/statusline/feed.ts";
import { ASK, event, feed, MORE, OPUS, one, T0, TITLE, tokensOf, usd } from "./case.ts";

describe("the status line of sessions that are not alone", () => {
  const snapshot = (epochs: StatuslineFeed["epochs"], at: number, wall: number): StatuslineFeed => ({
    ...feed(at, 0, wall),
    epochs,
  });

  test("carries its total over a resume while wall time stands still: earlier responses are in it", () => {
    const totalUsd = usd(OPUS, ASK) + usd(OPUS, MORE) + 0.001864;
    const b = one({
      responses: [
        { s: "a", at: 5, counts: ASK },
        { s: "a", at: 1005, counts: MORE },
      ],
      feeds: { a: snapshot([{ fromMs: T0, toMs: T0 + 1006_000, firstUsd: 0, totalUsd }], 1006, 20) },
    });
    expect([b.status, usdString(b.costPico ?? 0n)]).toEqual(["partial", "0.001864"]);
  });

  test("that were handed over with a total and spent nothing have no background", () => {
    const epochs = [{ fromMs: T0, toMs: T0 + 9_000, firstUsd: 0.012, totalUsd: 0.012 }];
    expect(one({ sessions: ["a"], feeds: { a: snapshot(epochs, 9, 9) } }).costPico).toBeNull();
  });

  test("of two clients report in turns: a total that comes back counts once", () => {
    const spent = usd(OPUS, ASK) + 0.003;
    const epochs = [
      { fromMs: T0, toMs: T0 + 10_000, firstUsd: 0, totalUsd: spent },
      // The other client's total, and then the first one's again.
      { fromMs: T0 + 11_000, toMs: T0 + 20_000, firstUsd: 0.001, totalUsd: spent },
    ];
    const b = one({ responses: [{ s: "a", at: 5, counts: ASK }], feeds: { a: snapshot(epochs, 20, 21) } });
    expect(usdString(b.costPico ?? 0n)).toBe("0.003");
  });
});

describe("telemetry and the client's ledger", () => {
  const responses = [{ s: "a", at: 5, counts: ASK, requestId: "req_1" }];
  const main = event("a", 5, "sdk", ASK, { requestId: "req_1" });
  const ledgers = [{ s: "a", at: 6, start: 0, wall: 7, models: { [OPUS]: [409, 113, 1000, 20_000] as const } }];

  test("together are exact: telemetry names the kind, the ledger the total", () => {
    const b = one({ responses, ledgers, events: [main, event("a", 4, "generate_session_title", TITLE)] });
    expect([b.status, b.tokens, b.kinds.map((k) => k.kind)]).toEqual([
      "exact",
      tokensOf(TITLE),
      ["generate_session_title"],
    ]);
  });

  test("the ledger's total decides where telemetry names more, and that is shown", () => {
    const more = event("a", 6, "prompt_suggestion", [50, 20, 0, 0]);
    const b = one({ responses, ledgers, events: [main, event("a", 4, "generate_session_title", TITLE), more] });
    expect([b.status, b.gaps, b.tokens, usdString(b.costPico ?? 0n)]).toEqual([
      "at-least",
      ["contradiction"],
      tokensOf(TITLE),
      "0.001864",
    ]);
  });

  test("what the ledger holds beyond telemetry (checks of auto mode) is a total without a kind", () => {
    const b = one({ responses, ledgers, events: [main] });
    expect([b.status, b.kinds.map((k) => k.kind)]).toEqual(["exact", ["unattributed"]]);
  });
});

describe("cache writes that telemetry does not tell apart", () => {
  const responses = [{ s: "a", at: 5, counts: ASK, requestId: "req_1" }];
  const main = event("a", 5, "sdk", ASK, { requestId: "req_1" });
  const written = [7, 420, 1000, 18_000] as const;
  /** Writes of an hour cost $8 a million, $3 more than those of five minutes. */
  const priced = (hours: number, isSplit: boolean) =>
    event("a", 6, "compact", written, {
      isSplit,
      clientPico: Math.round((usd(OPUS, written) + (hours * 3) / 1e6) * 1e12),
    });
  const split = (hours: number) => ({
    ...tokensOf(written),
    cacheWrite5m: written[2] - hours,
    cacheWrite1h: hours,
  });

  test.each([0, 1, 20, 999, 1000])("are split by their price: %i of 1000 for an hour", (hours) => {
    const b = one({ responses, events: [main, priced(hours, false)] });
    expect([b.tokens, b.gaps]).toEqual([split(hours), ["telemetry-alone"]]);
    expect(Number(b.costPico) / 1e12).toBeCloseTo(usd(OPUS, written) + (hours * 3) / 1e6, 12);
  });

  test("are in no class where no split fits their price", () => {
    const odd = { ...priced(0, false), clientPico: 1_234_567 };
    const b = one({ responses, events: [main, odd] });
    expect([b.tokens, b.gaps]).toEqual([
      { ...tokensOf(written), cacheWrite5m: 0 },
      ["telemetry-alone", "unsplit-writes"],
    ]);
  });

  test("are taken as they are named where they are", () => {
    const odd = { ...priced(0, true), clientPico: 1_234_567 };
    expect(one({ responses, events: [main, odd] }).tokens).toEqual(tokensOf(written));
  });
});
