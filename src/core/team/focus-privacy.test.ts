import { expect, test } from "vitest";
import type { FocusCharge } from "./focus.ts";
import { mergeFewPeople } from "./focus-privacy.ts";
import { totalOf } from "./sums.ts";

function charge(model: string, members: number, costPico: bigint, billing = "api"): FocusCharge {
  const tokens = { input: 1, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
  const sums = { members, activeDays: members, requests: 1, sessions: 1, webSearches: 0, tokens, unpricedTokens: 0 };
  const days = { firstDay: 1, lastDay: 1 };
  const row = { ...sums, ...days, costPico, backgroundPico: 0n, keys: ["d", model, "main", billing, "anthropic"] };
  return { period: { from: 1, to: 1 }, consumer: null, row };
}

const shown = (charges: readonly FocusCharge[]) =>
  charges.map(({ row }) => [...row.keys.slice(-4), totalOf(row)].join(" ")).sort();

test("parts of k people and more stay as they are", () => {
  const charges = [charge("opus", 5, 10n), charge("sonnet", 6, 20n)];
  expect(mergeFewPeople(charges, 5)).toEqual(charges);
  expect(mergeFewPeople([charge("opus", 1, 10n)], 1)).toEqual([charge("opus", 1, 10n)]);
});

test("a part of k - 1 people is merged with the smallest one of enough, so that no remainder gives it away", () => {
  const charges = [charge("haiku", 4, 1n), charge("opus", 5, 10n), charge("sonnet", 6, 20n, "cloud")];
  expect(shown(mergeFewPeople(charges, 5))).toEqual(["other main api anthropic 11", "sonnet main cloud anthropic 20"]);
});

test("parts that differ in who pays are of an unknown billing mode; one that is alike keeps its own", () => {
  const charges = [charge("opus", 4, 1n, "subscription"), charge("opus", 5, 2n)];
  expect(shown(mergeFewPeople(charges, 5))).toEqual(["opus main unknown anthropic 3"]);
});

test("charge periods are not mixed", () => {
  const other = { ...charge("opus", 5, 2n), period: { from: 2, to: 2 } };
  expect(shown(mergeFewPeople([charge("haiku", 4, 1n), other], 5))).toEqual([
    "haiku main api anthropic 1",
    "opus main api anthropic 2",
  ]);
});
