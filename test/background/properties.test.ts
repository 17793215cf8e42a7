import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BackgroundMemo } from "../../src/core/background/memo.ts";
import { TOKEN_CLASSES } from "../../src/core/responses/tokens.ts";
import { event, reconcileCase, tokensOf, usd } from "./case.ts";
import { live, type Run, type Step, type World } from "./world.ts";

const counts = fc.tuple(
  fc.integer({ min: 1, max: 500 }),
  fc.integer({ min: 1, max: 900 }),
  fc.nat(3000),
  fc.nat(60_000),
);
const step: fc.Arbitrary<Step> = fc.record({
  background: fc.boolean(),
  sonnet: fc.boolean(),
  counts,
  takes: fc.integer({ min: 1, max: 90 }),
});
const run = (killed: fc.Arbitrary<boolean>): fc.Arbitrary<Run> =>
  fc.record({
    kind: fc.constantFrom("new", "resume", "resume", "fork"),
    of: fc.nat(7),
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
    killed,
    gap: fc.integer({ min: 5, max: 50_000 }),
    startUp: fc.integer({ min: 1, max: 30 }),
    idle: fc.integer({ min: 0, max: 4000 }),
  });
const runs = (killed: fc.Arbitrary<boolean>) => fc.array(run(killed), { minLength: 1, maxLength: 9 });

function truthOf(world: World, session: string) {
  const usage = world.truth.get(session) ?? {};
  const tokens = tokensOf([0, 0, 0, 0]) as Record<string, number>;
  for (const c of Object.values(usage)) {
    const more = tokensOf(c) as Record<string, number>;
    for (const name of TOKEN_CLASSES) tokens[name] = (tokens[name] ?? 0) + (more[name] ?? 0);
  }
  return { tokens, dollars: Object.entries(usage).reduce((sum, [model, c]) => sum + usd(model, c), 0) };
}

describe("whatever the client did", () => {
  test("where every run ended by itself, each session's background is exact, and no fork counts its parent's", () => {
    fc.assert(
      fc.property(runs(fc.constant(false)), (history) => {
        const world = live(history);
        const result = reconcileCase(world);
        for (const session of world.sessions ?? []) {
          const truth = truthOf(world, session);
          const background = result.get(session);
          expect(background?.status, session).toBe("exact");
          expect(background?.tokens, session).toEqual(truth.tokens);
          expect(Number(background?.costPico) / 1e12).toBeCloseTo(truth.dollars, 9);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("where runs were killed, it is never negative, and never more than there was", () => {
    fc.assert(
      fc.property(runs(fc.boolean()), (history) => {
        const world = live(history);
        for (const [session, background] of reconcileCase(world)) {
          const truth = truthOf(world, session).tokens;
          for (const entry of background.entries) {
            expect(entry.costPico).toBeGreaterThanOrEqual(0n);
            for (const name of TOKEN_CLASSES) expect(entry.tokens?.[name]).toBeGreaterThanOrEqual(0);
          }
          // Never more than was really used: logged use is not counted again as background.
          for (const name of TOKEN_CLASSES) {
            expect(background.tokens?.[name] ?? 0, `${session} ${name}`).toBeLessThanOrEqual(truth[name] ?? 0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("what is kept from an earlier look changes nothing as the logs grow", () => {
    fc.assert(
      fc.property(runs(fc.boolean()), (history) => {
        const memo = new BackgroundMemo();
        for (let n = 1; n <= history.length; n++) {
          const world = live(history.slice(0, n));
          const events = world.responses.map((r, k) =>
            event(r.s, r.at, k % 3 === 0 ? "prompt_suggestion" : "sdk", r.counts),
          );
          for (const c of [world, { ...world, events }]) expect(reconcileCase(c, memo)).toEqual(reconcileCase(c));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("the order in which logs are read changes nothing", () => {
    const shuffled = runs(fc.boolean()).chain((history) => {
      const world = live(history);
      const orders = fc.tuple(
        fc.shuffledSubarray([...world.responses], { minLength: world.responses.length }),
        fc.shuffledSubarray([...world.ledgers], { minLength: world.ledgers.length }),
      );
      return fc.tuple(fc.constant(world), orders);
    });
    const plain = (world: World) =>
      [...reconcileCase(world)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, background]) => background);
    fc.assert(
      fc.property(shuffled, ([world, [responses, ledgers]]) => {
        expect(plain({ ...world, responses, ledgers })).toEqual(plain(world));
      }),
      { numRuns: 150 },
    );
  });
});
