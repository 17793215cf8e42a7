import fc from "fast-check";
import { expect, it } from "vitest";
import type { Origin } from "../responses/origin.ts";
import { type CountedRow, emptySession, SessionSums } from "./session-sums.ts";

const EMPTY = { session: "", branch: "", timeMs: 0, model: 0, cost: 0, output: 0, isSubagents: false };
const NOBODY = { branch: "", project: "" } as Origin;

/** A response of session `s` to add. */
const rows = fc.array(
  fc.record({
    session: fc.constantFrom("a", "b", "c"),
    branch: fc.constantFrom("", "main", "topic"),
    timeMs: fc.integer({ min: 0, max: 50 }),
    model: fc.integer({ min: 0, max: 2 }),
    // The sum of a few of these exceeds what a number can hold exactly.
    cost: fc.integer({ min: 0, max: 3_999_999_999_999_999 }),
    output: fc.integer({ min: 0, max: 1000 }),
    isSubagents: fc.boolean(),
    isRemoved: fc.boolean(),
  }),
  { maxLength: 40 },
);
type Row = {
  readonly session: string;
  readonly branch: string;
  readonly timeMs: number;
  readonly model: number;
  readonly cost: number;
  readonly output: number;
  readonly isSubagents: boolean;
};

const counted = ({ session, branch, timeMs, model, cost, output, isSubagents }: Row, sign: 1 | -1): CountedRow => ({
  origin: { ...NOBODY, sessionId: session, branch, project: `/home/dev/${session}` },
  timeMs,
  model,
  cost: cost * sign,
  requests: sign,
  unpriced: 0,
  input: 0,
  cached: 0,
  output: output * sign,
  isSubagents,
  isPrompt: sign > 0 && !isSubagents,
});

it("sums to what the rows that stay come to, exactly, by session and model", () => {
  fc.assert(
    fc.property(rows, (list) => {
      const sums = new SessionSums();
      for (const row of list) sums.count(counted(row, 1));
      for (const row of list) if (row.isRemoved) sums.count(counted(row, -1));
      for (const id of ["a", "b", "c"]) {
        const all = list.filter((r) => r.session === id);
        const stays = all.filter((r) => !r.isRemoved);
        const cost = (some: readonly Row[]): bigint => some.reduce((n, r) => n + BigInt(r.cost), 0n);
        const got = sums.get(id);
        expect(sums.has(id)).toBe(all.length > 0);
        if (all.length === 0) continue;
        const times = all.map((r) => r.timeMs);
        expect(got).toMatchObject({
          cost: cost(stays),
          subagents: cost(stays.filter((r) => r.isSubagents)),
          requests: stays.length,
          output: stays.reduce((n, r) => n + r.output, 0),
          firstMs: Math.min(...times),
          lastMs: Math.max(...times),
          project: `/home/dev/${id}`,
          changes: all.length + (all.length - stays.length),
          lastModel:
            all.filter((r) => !r.isSubagents).reduce((a, b) => (a && a.timeMs > b.timeMs ? a : b), null as Row | null)
              ?.model ?? -1,
        });
        // A model whose rows were all removed may remain with a sum of zero.
        for (const code of [0, 1, 2]) {
          expect(got?.models.get(code) ?? 0n).toBe(cost(stays.filter((r) => r.model === code)));
        }
      }
    }),
  );
});

it("has room for many sessions, wherever they come from", () => {
  for (const expected of [0, 999, 1000, 1001]) {
    const sums = new SessionSums(expected);
    for (let i = 0; i < 1000; i++) sums.count({ ...counted({ ...EMPTY, session: `${i}` }, 1), cost: i });
    expect([...sums.keys()].map((id) => sums.get(id)?.cost)).toEqual(Array.from({ length: 1000 }, (_, i) => BigInt(i)));
  }
});

it("says of a session without a response that it used nothing, at no time, of no model", () => {
  expect(emptySession("a")).toMatchObject({
    sessionId: "a",
    cost: 0n,
    requests: 0,
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: Number.NEGATIVE_INFINITY,
    lastModel: -1,
    models: new Map(),
  });
});
