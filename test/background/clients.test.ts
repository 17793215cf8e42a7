/** Several clients in one session: the union of what their ledgers hold, each request once. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TOKEN_CLASSES, type Tokens } from "../../src/core/responses/tokens.ts";
import { runs } from "../helpers/runs.ts";
import { reconcileCase, tokensOf, usd } from "./case.ts";
import { type Client, type ManyClients, type Request, work } from "./clients.ts";

const counts = fc.tuple(
  fc.integer({ min: 1, max: 500 }),
  fc.integer({ min: 1, max: 900 }),
  fc.nat(3000),
  fc.nat(60_000),
);
const request: fc.Arbitrary<Request> = fc.record({
  background: fc.boolean(),
  sonnet: fc.boolean(),
  counts,
  takes: fc.integer({ min: 1, max: 90 }),
});
const client = (killed: fc.Arbitrary<boolean>, starts: fc.Arbitrary<number>): fc.Arbitrary<Client> =>
  fc.record({
    starts,
    requests: fc.array(request, { minLength: 1, maxLength: 6 }),
    idle: fc.integer({ min: 0, max: 200 }),
    killed,
  });
const clients = (killed: fc.Arbitrary<boolean>) =>
  fc.uniqueArray(client(killed, fc.integer({ min: 0, max: 900 })), {
    minLength: 2,
    maxLength: 4,
    selector: ({ starts }) => starts,
  });

function truthOf({ truth }: ManyClients): { readonly tokens: Tokens; readonly dollars: number } {
  const tokens = { ...tokensOf([0, 0, 0, 0]) } as Record<keyof Tokens, number>;
  let dollars = 0;
  for (const [model, sum] of Object.entries(truth)) {
    const more = tokensOf(sum);
    for (const name of TOKEN_CLASSES) tokens[name] += more[name];
    dollars += usd(model, sum);
  }
  return { tokens, dollars };
}

function expectNotAbove(world: ManyClients): void {
  const { tokens, dollars } = truthOf(world);
  const background = reconcileCase(world).get("a");
  for (const name of TOKEN_CLASSES) expect(background?.tokens?.[name] ?? 0, name).toBeLessThanOrEqual(tokens[name]);
  expect(Number(background?.costPico ?? 0n) / 1e12).toBeLessThanOrEqual(dollars + 1e-9);
}

const withoutTelemetry = (world: ManyClients): ManyClients => ({ ...world, events: [] });

describe("several clients in one session", () => {
  test("never come to more than was billed, whoever was killed, with and without telemetry", () => {
    fc.assert(
      fc.property(clients(fc.boolean()), (list) => {
        const world = work(list);
        expectNotAbove(world);
        expectNotAbove(withoutTelemetry(world));
        // Telemetry of some of the requests, as after a lost export.
        expectNotAbove({ ...world, events: world.events.filter((_, k) => k % 2 === 0) });
      }),
      { numRuns: runs({ ci: 400, here: 100 }) },
    );
  });

  test("are exact only where they come to what was billed", () => {
    fc.assert(
      fc.property(clients(fc.constant(false)), (list) => {
        const world = work(list);
        fc.pre(!world.hasSiblings);
        for (const seen of [world, withoutTelemetry(world)]) {
          const background = reconcileCase(seen).get("a");
          if (background?.status === "exact") expect(background.tokens).toEqual(truthOf(world).tokens);
        }
      }),
      { numRuns: runs({ ci: 400, here: 100 }) },
    );
  });

  test("that all began before one had written its ledger are exact to the token", () => {
    const together = fc.uniqueArray(client(fc.constant(false), fc.integer({ min: 0, max: 60 })), {
      minLength: 2,
      maxLength: 4,
      selector: ({ starts }) => starts,
    });
    fc.assert(
      fc.property(together, (list) => {
        const world = work(list.map((c) => ({ ...c, idle: c.idle + 60 })));
        const background = reconcileCase(withoutTelemetry(world)).get("a");
        expect([background?.status, background?.tokens]).toEqual(["exact", truthOf(world).tokens]);
        expect(Number(background?.costPico) / 1e12).toBeCloseTo(truthOf(world).dollars, 9);
      }),
      { numRuns: runs({ ci: 300, here: 75 }) },
    );
  });
});
