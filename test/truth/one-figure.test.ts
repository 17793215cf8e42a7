/** One thing has the same figure in every report that shows it; checked with the demo, which has everything. */

import { describe, expect, test } from "vitest";
import { jsonHere } from "../helpers/run-here.ts";
import { sharedTempDir } from "../helpers/temp-dir.ts";

const home = sharedTempDir();
const ask = <T>(...args: string[]): Promise<T> => jsonHere<T>([...args, "--demo", "--timezone", "UTC"], { home });

/** Exact dollars as whole pico-dollars. */
function pico(usd: string | null): bigint {
  const [whole = "0", fraction = ""] = (usd ?? "0").split(".");
  return BigInt(whole + fraction.padEnd(12, "0"));
}

type Totals = { readonly totals: { readonly totalUsd: string; readonly requests: number } };
type Groups = Totals & {
  readonly groups: readonly { key: string; kind: string; costUsd: string; backgroundUsd: string; totalUsd: string }[];
};

const RANGES: readonly (readonly [string[]])[] = [
  [[]],
  [["--since", "month"]],
  [["--since", "7d", "--model", "opus-5-5"]],
];

describe("the total of a range", () => {
  test.each(RANGES)("is the same by day, by session and by every dimension: %j", async (args) => {
    const days = await ask<Totals>("daily", ...args);
    expect(pico(days.totals.totalUsd)).toBeGreaterThan(0n);
    for (const report of [["weekly"], ["monthly"], ["sessions"], []]) {
      const { totals } = await ask<Totals>(...report, ...args);
      expect([report, totals.totalUsd, totals.requests]).toEqual([report, days.totals.totalUsd, days.totals.requests]);
    }
    for (const dimension of ["model", "project", "branch", "agent", "version"]) {
      const { groups, totals } = await ask<Groups>("by", dimension, ...args);
      expect([dimension, totals.totalUsd]).toEqual([dimension, days.totals.totalUsd]);
      expect(groups.reduce((sum, g) => sum + pico(g.totalUsd), 0n)).toBe(pico(totals.totalUsd));
      for (const g of groups) expect(pico(g.costUsd) + pico(g.backgroundUsd)).toBe(pico(g.totalUsd));
    }
  });
});

test.each(RANGES)(
  "subagents cost the same in `why` as in `by agent`, and both count all requests: %j",
  async (args) => {
    type Why = { requests: number; subagents: { requests: number; costUsd: string } } & {
      readonly causes: readonly { id: string; costUsd: string }[];
    };
    const why = await ask<Why>("why", ...args);
    const { groups, totals } = await ask<Groups>("by", "agent", ...args);
    const agents = groups.filter((g) => g.kind === "group" && g.key !== "");
    expect(agents.length).toBeGreaterThan(0);
    const cost = agents.reduce((sum, g) => sum + pico(g.costUsd), 0n);
    expect(pico(why.subagents.costUsd)).toBe(cost);
    expect(pico(why.causes.find((cause) => cause.id === "subagents")?.costUsd ?? null)).toBe(cost);
    expect(why.requests).toBe(totals.requests);
  },
);

test("the top session and project of the summary are the first of `sessions --sort cost` and `by project`", async () => {
  type Summary = {
    readonly topSession: { sessionId: string; totalUsd: string };
    readonly topProject: { project: string; costUsd: string };
  };
  const summary = await ask<Summary>();
  const { sessions } = await ask<{ sessions: readonly { sessionId: string; totalUsd: string }[] }>(
    ...["sessions", "--sort", "cost", "--since", "month"],
  );
  const { groups } = await ask<Groups>("by", "project", "--since", "month");
  expect(summary.topSession).toMatchObject({ sessionId: sessions[0]?.sessionId, totalUsd: sessions[0]?.totalUsd });
  expect(summary.topProject).toEqual({ project: groups[0]?.key, costUsd: groups[0]?.totalUsd });
});
