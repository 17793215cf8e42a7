/** A made-up organisation whose truth is known request by request: members, keys, workspaces, groups, several days. */

import { Random } from "../../src/data/demo/random.ts";
import type { TruthItem } from "../../src/data/demo/types.ts";
import { type Decimal, decimal, sum, times } from "../oracle/decimal.ts";
import { oracleUsd } from "../oracle/price.ts";

export type MadeRequest = TruthItem & {
  /** null = made with a key and no account. */
  readonly userId: string | null;
  readonly apiKeyId: string | null;
  readonly workspaceId: string | null;
  readonly terminal: string;
};

export type MadeUser = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
};

export type MadeOrganisation = {
  readonly users: readonly MadeUser[];
  readonly workspaces: readonly { readonly id: string; readonly name: string }[];
  readonly apiKeys: readonly { readonly id: string; readonly name: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly requests: readonly MadeRequest[];
};

export const DAY_MS = 86_400_000;

const MODELS = [
  ["claude-opus-5-5", 5],
  ["claude-haiku-5-5", 3],
  ["claude-sonnet-5-5", 3],
  ["claude-sonnet-4-5-20250929", 1],
] as const;

/** @param lastDay the last UTC day with requests */
export function makeOrganisation(seed: string, lastDay: number, days: number, members = 9): MadeOrganisation {
  const random = new Random("organisation", seed);
  const groups = ["platform", "storefront", "data"].map((name) => ({ id: random.id("rbac_group"), name }));
  const users = Array.from({ length: members }, (_, i) => ({
    id: random.id("user"),
    // As vendors have them: in the letters that a person typed.
    email: i === 0 ? "Ada.Lovelace@Acme.example" : `dev${i}@acme.example`,
    name: `Developer ${i}`,
    groups: [groups[i % 3]?.id ?? "", ...(i % 4 === 0 ? [groups[(i + 1) % 3]?.id ?? ""] : [])],
  }));
  const workspaces = ["Claude Code", "Evaluations"].map((name) => ({ id: random.id("wrkspc"), name }));
  const apiKeys = ["ci", "nightly"].map((name) => ({ id: random.id("apikey"), name }));
  const requests: MadeRequest[] = [];
  for (let day = lastDay - days + 1; day <= lastDay; day++) {
    for (const [i, user] of users.entries()) {
      // The last member never used it, and others have days off.
      if (i === members - 1 || random.chance(0.2)) continue;
      for (let n = random.int(1, 6); n > 0; n--) {
        requests.push(
          request(random, day, { userId: user.id, apiKeyId: null, workspaceId: workspaces[0]?.id ?? null }),
        );
      }
    }
    for (let n = random.int(1, 3); n > 0; n--) {
      const key = random.pick(apiKeys).id;
      const workspaceId = random.chance(0.5) ? null : (workspaces[1]?.id ?? null);
      requests.push(request(random, day, { userId: null, apiKeyId: key, workspaceId }));
    }
  }
  return { users, workspaces, apiKeys, groups, requests };
}

function request(
  random: Random,
  day: number,
  of: Pick<MadeRequest, "userId" | "apiKeyId" | "workspaceId">,
): MadeRequest {
  const model = random.weighted(MODELS);
  const isLong = random.chance(0.2);
  // Of a model whose long prompts begin at 100,000 tokens the API does not tell which they were: here are none between.
  const isHaiku = model === "claude-haiku-5-5";
  const few = (median: number): number => Math.min(random.longTail(median, 1), 12_000);
  return {
    ...of,
    id: random.id("msg"),
    requestId: random.id("req"),
    sessionId: random.uuid(),
    timeMs: day * DAY_MS + random.int(0, DAY_MS - 1),
    model,
    input: few(900),
    output: random.longTail(700, 1),
    cacheWrite5m: few(2000),
    cacheWrite1h: random.chance(0.5) ? few(4000) : 0,
    cacheRead: isLong ? random.int(200_001, 600_000) : random.int(0, isHaiku ? 60_000 : 150_000),
    webSearches: random.chance(0.1) ? random.int(1, 4) : 0,
    kind: "main",
    logged: true,
    fast: model === "claude-opus-5-5" && random.chance(0.2),
    // Models before 4.6 run anywhere.
    geoUs: !model.includes("4-5") && random.chance(0.1),
    batch: of.userId === null && random.chance(0.3),
    iterations: null,
    terminal: random.pick(["vscode", "iTerm.app", "cloud"]),
  };
}

export const utcDate = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

const prompt = (r: MadeRequest): number => r.input + r.cacheWrite5m + r.cacheWrite1h + r.cacheRead;

export const contextWindow = (r: MadeRequest): string => (prompt(r) > 200_000 ? "200k-1M" : "0-200k");

const priced = new WeakMap<MadeRequest, Decimal>();

/** The cost at list prices, computed by the oracle. */
export function truthUsd(requests: readonly MadeRequest[]): Decimal {
  return sum(
    requests.map((r) => {
      const usd = priced.get(r) ?? oracleUsd(r) ?? decimal(0);
      priced.set(r, usd);
      return usd;
    }),
  );
}

/** What the made-up contract takes off. */
export const DISCOUNT = decimal("0.93");
export const chargedUsd = (requests: readonly MadeRequest[]): Decimal => times(truthUsd(requests), DISCOUNT);

/** Requests by a key, in the order in which the keys come first. */
export function groupBy<K>(requests: readonly MadeRequest[], keyOf: (r: MadeRequest) => K): Map<string, MadeRequest[]> {
  const groups = new Map<string, MadeRequest[]>();
  for (const r of requests) {
    const key = JSON.stringify(keyOf(r));
    const same = groups.get(key);
    if (same) same.push(r);
    else groups.set(key, [r]);
  }
  return groups;
}

export function tokenSums(requests: readonly MadeRequest[]) {
  const total = (pick: (r: MadeRequest) => number): number => requests.reduce((n, r) => n + pick(r), 0);
  return {
    input: total((r) => r.input),
    output: total((r) => r.output),
    cacheWrite5m: total((r) => r.cacheWrite5m),
    cacheWrite1h: total((r) => r.cacheWrite1h),
    cacheRead: total((r) => r.cacheRead),
    webSearches: total((r) => r.webSearches),
  };
}
