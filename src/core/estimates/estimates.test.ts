import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentsLike, estimatesOf, LEAST_COUNT, type TurnCost, turnsLike } from "./estimates.ts";
import { nextTurn } from "./next-turn.ts";
import { SPREAD_PERCENT, spreadOf } from "./spread.ts";

const costs = fc.array(fc.bigInt({ min: 0n, max: 10n ** 14n }), { minLength: 1, maxLength: 200 });

describe("a spread", () => {
  test("holds at least its share of the costs, and each figure is one of them", () => {
    fc.assert(
      fc.property(costs, (all) => {
        const spread = spreadOf(all);
        if (spread === null) throw new Error("no spread");
        const { count, lowPico, medianPico, highPico } = spread;
        expect(count).toBe(all.length);
        for (const figure of [lowPico, medianPico, highPico]) expect(all).toContain(figure);
        expect(lowPico <= medianPico && medianPico <= highPico).toBe(true);
        const inside = all.filter((cost) => cost >= lowPico && cost <= highPico).length;
        expect(inside * 100).toBeGreaterThanOrEqual(SPREAD_PERCENT * all.length);
        // No more than a tenth is below, and no more than a tenth above.
        expect(all.filter((cost) => cost < lowPico).length * 10).toBeLessThanOrEqual(all.length);
        expect(all.filter((cost) => cost > highPico).length * 10).toBeLessThanOrEqual(all.length);
      }),
    );
  });

  test("does not depend on the order", () => {
    fc.assert(
      fc.property(costs, (all) => {
        expect(spreadOf([...all].reverse())).toEqual(spreadOf(all));
      }),
    );
  });

  test("of 1 to 10: the first, the fifth and the ninth; of nothing there is none", () => {
    const ten = Array.from({ length: 10 }, (_, i) => BigInt(10 - i));
    expect(spreadOf(ten)).toEqual({ count: 10, lowPico: 1n, medianPico: 5n, highPico: 9n });
    expect(spreadOf([7n])).toEqual({ count: 1, lowPico: 7n, medianPico: 7n, highPico: 7n });
    expect(spreadOf([])).toBeNull();
  });
});

const turns = (count: number, project: string, model: string, atMs = 0): TurnCost[] =>
  Array.from({ length: count }, (_, i) => ({ project, model, costPico: BigInt(i), atMs }));

const estimated = (all: readonly TurnCost[]) => estimatesOf({ turns: all, agents: [], unpriced: 0, sessions: 1 }, 0);

describe("turns that are alike", () => {
  test.each([
    [LEAST_COUNT - 1, null],
    [LEAST_COUNT, "a"],
    [LEAST_COUNT + 1, "a"],
  ])("%i of a project and model: the set is of project %j", (count, project) => {
    const estimates = estimated([...turns(count, "a", "m"), ...turns(LEAST_COUNT, "b", "m")]);
    expect(turnsLike(estimates, "a", "m")).toMatchObject({ project, model: "m" });
  });

  test("the model goes before the project, and both before all", () => {
    const few = LEAST_COUNT - 1;
    const mixed = estimated([...turns(few, "a", "m"), ...turns(few, "a", "n"), ...turns(few, "b", "m")]);
    expect(turnsLike(mixed, "a", "m")).toMatchObject({ project: null, model: "m", spread: { count: 2 * few } });
    expect(turnsLike(mixed, "a", "n")).toMatchObject({ project: "a", model: null, spread: { count: 2 * few } });
    expect(turnsLike(mixed, "c", "o")).toMatchObject({ project: null, model: null, spread: { count: 3 * few } });
    expect(turnsLike(estimated(turns(few, "a", "m")), "a", "m")).toBeNull();
  });

  test("agents: of the type, else of any", () => {
    const agent = (agentType: string, count: number) =>
      Array.from({ length: count }, () => ({ agentType, costPico: 1n }));
    const agents = [...agent("Explore", LEAST_COUNT), ...agent("Plan", LEAST_COUNT - 1)];
    const estimates = estimatesOf({ turns: [], agents, unpriced: 0, sessions: 1 }, 0);
    expect(agentsLike(estimates, "Explore")).toMatchObject({ agentType: "Explore", spread: { count: LEAST_COUNT } });
    expect(agentsLike(estimates, "Plan")).toMatchObject({ agentType: null, spread: { count: 2 * LEAST_COUNT - 1 } });
    expect(agentsLike(estimatesOf({ turns: [], agents: [], unpriced: 0, sessions: 0 }, 0), "Plan")).toBeNull();
  });
});

describe("the next turn", () => {
  const all = [
    ...turns(1, "/home/dev/shop", "opus", 1),
    ...turns(1, "/home/dev/shop/api", "haiku", 2),
    ...turns(1, "/home/dev/shop", "sonnet", 3),
    ...turns(1, "/home/dev/web", "fable", 4),
  ];
  const asked = { isProject: null, isModel: null, folder: "/home/dev/shop" };

  test.each([
    ["/home/dev/shop", "/home/dev/shop", "sonnet"],
    ["/home/dev/shop/src/deep", "/home/dev/shop", "sonnet"],
    ["/home/dev/shop/api/src", "/home/dev/shop/api", "haiku"],
    ["/home/dev/shop/.claude/worktrees/fix", "/home/dev/shop", "sonnet"],
    ["/home/dev/shopping", "", "fable"],
    ["/tmp", "", "fable"],
  ])("in %s is of project %j at %s", (folder, project, model) => {
    expect(nextTurn(all, { ...asked, folder })).toEqual({ project, model });
  });

  test("what is asked for goes before the folder and the model used last", () => {
    expect(nextTurn(all, { ...asked, isProject: (p) => p.endsWith("web") })).toEqual({
      project: "/home/dev/web",
      model: "fable",
    });
    expect(nextTurn(all, { ...asked, isModel: (m) => m === "opus" })).toMatchObject({ model: "opus" });
    expect(nextTurn(all, { ...asked, isModel: (m) => m === "fable" })).toEqual({
      project: "/home/dev/shop",
      model: "fable",
    });
    expect(nextTurn([], asked)).toEqual({ project: "", model: "" });
  });
});
