import { describe, expect, test } from "vitest";
import { type Caps, capsInForce } from "../../src/core/limits/credits/caps.ts";
import { moneyWords, PLAN_KINDS, PLAN_POLICIES, type PlanKind, type Seat } from "../../src/core/limits/plan.ts";
import { usd } from "./spend-table.ts";

/** One row per plan, as the vendor describes them: included, what pays beyond, billed, limits, auto-reload, money. */
const PLANS: Record<PlanKind, readonly [string, string, string, readonly string[], boolean, string]> = {
  pro: ["windows", "usage-credits", "prepaid", ["member"], true, "value at API rates"],
  max: ["windows", "usage-credits", "prepaid", ["member"], true, "value at API rates"],
  team: ["windows", "usage-credits", "prepaid", ["member", "organization"], true, "value at API rates"],
  enterprise: [
    "windows",
    "usage-credits",
    "arrears",
    ["member", "group", "standard", "premium", "organization"],
    false,
    "value at API rates",
  ],
  "enterprise-usage": ["nothing", "usage-credits", "either", ["member", "group", "organization"], false, "spend"],
  console: ["nothing", "api-credits", "prepaid", [], true, "spend"],
  bedrock: ["nothing", "cloud", "arrears", [], false, "spend"],
  vertex: ["nothing", "cloud", "arrears", [], false, "spend"],
  foundry: ["nothing", "cloud", "arrears", [], false, "spend"],
};

test.each(PLAN_KINDS)("the %s plan is as its documents say", (kind) => {
  const { included, beyond, billing, caps, autoReload } = PLAN_POLICIES[kind];
  expect([included, beyond, billing, [...caps], autoReload, moneyWords(kind)]).toEqual(PLANS[kind]);
});

test("the words of a plan say who is billed and when", () => {
  expect(PLAN_POLICIES.team.words).toContain("bought ahead by the admins");
  expect(PLAN_POLICIES.enterprise.words).toContain("billed at the end of the month by actual use");
  expect(PLAN_POLICIES.max.words).toContain("at most $2,000 of credits a day");
  expect(PLAN_POLICIES.console.words).toMatch(/expires after one year and is not refunded; at zero the API stops/);
});

describe("whose limit on usage credits holds", () => {
  const cases: readonly [string, PlanKind, Seat | null, Caps, string | null | "unlimited", string][] = [
    [
      "member over group over seat",
      "enterprise",
      "premium",
      { member: "10", group: "20", premium: "30" },
      "10",
      "member",
    ],
    ["group over seat", "enterprise", "premium", { group: "20", premium: "30" }, "20", "group"],
    ["the member's may be the higher one", "enterprise", null, { member: "50", group: "20" }, "50", "member"],
    ["the seat tier's", "enterprise", "premium", { standard: "5", premium: "30" }, "30", "premium"],
    ["only one's own seat tier's", "enterprise", "standard", { premium: "30" }, null, ""],
    ["the organisation caps all", "enterprise", null, { member: "50", organization: "40" }, "40", "organization"],
    ["a lower personal one stands", "enterprise", null, { member: "30", organization: "40" }, "30", "member"],
    [
      "an unlimited member over a group",
      "enterprise",
      null,
      { member: "unlimited", group: "5" },
      "unlimited",
      "member",
    ],
    [
      "... is capped by the organisation",
      "team",
      null,
      { member: "unlimited", organization: "9" },
      "9",
      "organization",
    ],
    ["an unlimited organisation", "team", null, { organization: "unlimited" }, "unlimited", "organization"],
    ["... leaves the member's", "team", null, { member: "7", organization: "unlimited" }, "7", "member"],
    ["Team has no seat tier limits", "team", "premium", { premium: "3", group: "2" }, null, ""],
    ["Pro has one's own only", "pro", null, { member: "20", organization: "5" }, "20", "member"],
    ["a limit of nothing is a limit", "team", null, { member: "0" }, "0", "member"],
    ["none was entered", "team", null, {}, null, ""],
  ];
  test.each(cases)("%s", (_name, plan, seat, caps, wanted, scope) => {
    const { personal, organization } = capsInForce(caps, plan, seat);
    // With nothing used yet the lower of the two holds.
    const held = [personal, organization].flatMap((cap) => cap ?? []);
    const lowest = held.toSorted((a, b) => Number((a.pico ?? 10n ** 30n) - (b.pico ?? 10n ** 30n)))[0] ?? null;
    if (wanted === null) expect(lowest).toBeNull();
    else expect(lowest).toEqual({ pico: wanted === "unlimited" ? null : usd(wanted), scope });
  });
});

test("a seat tier's limit asks for the seat where it is not known, and where nothing nearer holds", () => {
  const caps = { standard: "100", premium: "300" };
  expect(capsInForce(caps, "enterprise", null).seatNeeded.map((c) => c.scope)).toEqual(["standard", "premium"]);
  expect(capsInForce(caps, "enterprise", "premium")).toMatchObject({
    personal: { scope: "premium", pico: usd("300") },
    seatNeeded: [],
  });
  expect(capsInForce({ ...caps, member: "5" }, "enterprise", null).seatNeeded).toEqual([]);
  expect(capsInForce(caps, "team", null).seatNeeded).toEqual([]);
});
