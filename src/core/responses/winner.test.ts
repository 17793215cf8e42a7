import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Flag, type ResponseRow } from "./columns.ts";
import { type Copy, foldedRow, supersedes, supersedesCopy } from "./winner.ts";

const ROW: ResponseRow = {
  idLo: 1,
  idHi: 2,
  requestHash: 3,
  timeMs: 1_795_000_000_000,
  spanMs: 0,
  input: 10,
  output: 100,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  cacheRead: 500,
  webSearches: 0,
  model: 0,
  origin: 0,
  flags: Flag.stopped,
};
const row = (part: Partial<ResponseRow>): ResponseRow => ({ ...ROW, ...part });
const copy = (part: Partial<ResponseRow>, more: Partial<Copy> = {}): Copy => ({
  row: row(part),
  model: "claude-opus-5-5",
  iterations: undefined,
  ...more,
});

describe("in one file", () => {
  it("a finished row wins, whatever the sizes and the order", () => {
    const open = row({ flags: 0, output: 900 });
    expect([supersedes(open, row({ output: 1 })), supersedes(row({ output: 1 }), open)]).toEqual([true, false]);
  });

  it("of equals the larger output wins, at one token more, one less and the same", () => {
    expect([99, 100, 101].map((output) => supersedes(row({}), row({ output })))).toEqual([false, true, true]);
  });

  it("a sidechain's row gives way to a main row of its size, and to no smaller one", () => {
    const side = Flag.stopped | Flag.sidechain;
    expect(supersedes(row({ flags: side }), row({}))).toBe(true);
    expect(supersedes(row({}), row({ flags: side }))).toBe(false);
    expect(supersedes(row({ flags: side }), row({ output: 99 }))).toBe(false);
  });

  it("the last of equal rows wins, however small its other counts and however early its time", () => {
    expect(supersedes(row({}), row({ input: 0, cacheRead: 0, timeMs: 0 }))).toBe(true);
  });
});

describe("between files", () => {
  const few = fc.nat(1);
  const arbitrary: fc.Arbitrary<Copy> = fc
    .record({
      flags: fc.nat(7),
      output: few,
      input: few,
      cacheRead: few,
      webSearches: few,
      requestHash: few,
      spanMs: few,
    })
    .chain((part) => fc.constantFrom("a", "b").map((model) => copy(part, { model })));

  it("one order decides: of any copies the same one wins, in whatever order they come", () => {
    const best = (copies: readonly Copy[]): Copy =>
      copies.reduce((old, fresh) => (supersedesCopy(old, fresh) ? fresh : old));
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 6 }), fc.nat(), (copies, turn) => {
        const at = turn % copies.length;
        const turned = [...copies.slice(at), ...copies.slice(0, at)].reverse();
        expect(best(turned)).toEqual(best(copies));
      }),
    );
  });

  it("a copy never replaces one that holds the same, and of two that differ one replaces the other", () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect([supersedesCopy(a, b), supersedesCopy(b, a)].filter(Boolean)).toHaveLength(isSame ? 0 : 1);
      }),
    );
  });
});

describe("what two rows come to", () => {
  it("is the winner's usage at the first row's time, in its session", () => {
    const usage = row({ output: 900, timeMs: ROW.timeMs + 4000, origin: 7, flags: Flag.stopped | Flag.fast });
    const first = row({ origin: 2, flags: Flag.inherited | Flag.undated });
    expect(foldedRow(usage, first)).toEqual({
      ...usage,
      timeMs: ROW.timeMs,
      spanMs: 4000,
      origin: 2,
      flags: Flag.stopped | Flag.fast | Flag.inherited | Flag.undated,
    });
  });

  it("has no span where the clock stepped back or no time is known", () => {
    expect(foldedRow(row({ timeMs: ROW.timeMs - 1 }), row({})).spanMs).toBe(0);
    expect(foldedRow(row({ timeMs: Number.NaN }), row({})).spanMs).toBe(0);
  });
});
