/** Budgets of LiteLLM: of the requesting key, of its user, of keys and of teams. */

import * as v from "valibot";
import { picoOfNumber } from "../../core/organization/amounts.ts";
import type { Budget, OrgLimits } from "../../core/organization/limits.ts";
import { usdString } from "../../core/pricing/money.ts";
import { count, readAnswer, text } from "../answers.ts";
import { type ApiClient, NO_VERSION } from "../client/api-client.ts";
import type { Snapshot } from "../port.ts";
import { LITELLM_ACCESS } from "./daily-activity.ts";

const PAGE_SIZE = 100;
const MAX_PAGES = 10_000;

const budgeted = {
  spend: v.optional(v.nullable(v.number()), 0),
  max_budget: v.optional(v.nullable(v.number())),
  budget_duration: text,
  budget_reset_at: text,
};

const key = v.looseObject({ token: text, key_alias: text, user_id: text, ...budgeted });
const team = v.looseObject({ team_id: text, team_alias: text, ...budgeted });
const userInfo = v.looseObject({
  user_id: text,
  user_info: v.optional(v.nullable(v.looseObject({ user_email: text, user_alias: text, ...budgeted }))),
});
const keyPage = v.looseObject({
  keys: v.array(v.union([key, v.string()])),
  total_pages: v.optional(v.nullable(count), 1),
});

type Part = Snapshot<Partial<OrgLimits>>;

const part = (id: string, fetch: () => Promise<readonly Budget[]>): Part => ({
  id,
  access: LITELLM_ACCESS,
  optional: true,
  fetch: async () => ({ budgets: await fetch() }),
});

export const userBudget = (client: ApiClient): Part =>
  part("user/info", async () => {
    const { user_id: id, user_info: info } = readAnswer(
      userInfo,
      await client.get("/user/info", {}, NO_VERSION),
      "/user/info",
    );
    return info ? [budgetOf("user", id, info.user_email || info.user_alias || id, info)] : [];
  });

export const keyBudgets = (client: ApiClient): Part =>
  part("key/list", async () => {
    const found: Budget[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const query = { return_full_object: true, page, size: PAGE_SIZE };
      const answer = readAnswer(keyPage, await client.get("/key/list", query, NO_VERSION), "/key/list");
      for (const k of answer.keys) {
        if (typeof k !== "string") found.push(budgetOf("key", k.token, k.key_alias || k.token.slice(0, 12), k));
      }
      if (page >= (answer.total_pages ?? 1)) break;
    }
    return found;
  });

export const teamBudgets = (client: ApiClient): Part =>
  part("team/list", async () => {
    const teams = readAnswer(v.array(team), await client.get("/team/list", {}, NO_VERSION), "/team/list");
    return teams.map((t) => budgetOf("team", t.team_id, t.team_alias || t.team_id, t));
  });

function budgetOf(
  type: string,
  id: string,
  name: string,
  b: {
    spend: number | null;
    max_budget?: number | null | undefined;
    budget_duration: string;
    budget_reset_at: string;
  },
): Budget {
  const resetsAtMs = Date.parse(b.budget_reset_at);
  const amount = b.max_budget ?? null;
  return {
    scope: { type, id, name },
    resetsAtMs: Number.isNaN(resetsAtMs) ? null : resetsAtMs,
    period: b.budget_duration,
    amount: amount === null ? null : usdString(picoOfNumber(amount) ?? 0n),
    spent: usdString(picoOfNumber(b.spend ?? 0) ?? 0n),
  };
}
