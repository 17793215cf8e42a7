/** Answers as the vendor's organisation API is described: keys, plans, scopes, errors. */

import { configured, effective } from "./anthropic-limits.ts";
import { type AnthropicOptions, byCursor, byId } from "./anthropic-pages.ts";
import { analytics, claudeCode, costReport, messages } from "./anthropic-usage.ts";
import { ApiError, type Asked, type Loopback, loopback } from "./loopback.ts";
import type { MadeOrganisation } from "./made-organisation.ts";

export type AnthropicServer = Loopback & {
  /** Days are revised between two fetches. */
  revise(organisation: MadeOrganisation): void;
};

export async function anthropicServer(options: AnthropicOptions): Promise<AnthropicServer> {
  let { organisation } = options;
  const server = await loopback((asked) => {
    assertKey(asked, options);
    return route(asked, organisation, options);
  });
  return Object.assign(server, {
    revise: (revised: MadeOrganisation) => {
      organisation = revised;
    },
  });
}

function assertKey({ headers }: Asked, { key, auth = "x-api-key" }: AnthropicOptions): void {
  const given = auth === "bearer" ? headers["authorization"] : headers["x-api-key"];
  if (given !== (auth === "bearer" ? `Bearer ${key}` : key))
    throw new ApiError(401, "authentication_error", "invalid x-api-key");
}

function route(asked: Asked, organisation: MadeOrganisation, options: AnthropicOptions): unknown {
  const { path } = asked;
  const only = (plan: AnthropicOptions["plan"]): void => {
    if (options.plan !== plan)
      throw new ApiError(400, "invalid_request_error", "not supported for this organization type", {
        error_code: "organization_type_not_supported",
      });
  };
  switch (path.replace("/v1/organizations/", "")) {
    case "usage_report/messages":
      only("console");
      return messages(asked, organisation, options);
    case "usage_report/claude_code":
      only("console");
      return claudeCode(asked, organisation, options);
    case "cost_report":
      only("console");
      return costReport(asked, organisation, options);
    case "analytics/cost":
    case "analytics/usage":
      scope("read:analytics", options);
      return analytics(asked, organisation, options);
    case "users":
      if (options.plan === "enterprise") scope("read:members", options);
      return byId(
        asked,
        organisation.users.map(({ id, email, name }) => ({
          type: "user",
          id,
          email,
          name,
          role: "developer",
          added_at: "",
        })),
      );
    case "workspaces":
      only("console");
      return byId(
        asked,
        organisation.workspaces.map((w) => ({ type: "workspace", ...w, tags: {}, something_new: 1 })),
      );
    case "api_keys":
      only("console");
      return byId(
        asked,
        organisation.apiKeys.map((k) => ({ type: "api_key", ...k, status: "active" })),
      );
    case "rbac_groups":
      only("enterprise");
      scope("read:rbac_groups", options);
      return byCursor(
        asked,
        organisation.groups.map((g) => ({ type: "rbac_group", ...g })),
        options,
      );
    case "rate_limits":
      return byCursor(
        asked,
        [
          {
            id: "rl_1",
            type: "rate_limit",
            group_type: "model_group",
            models: ["claude-opus-5-5"],
            limits: [{ type: "requests_per_minute", value: 4000 }],
          },
          {
            id: "rl_2",
            type: "rate_limit",
            group: { id: "g", type: "batch" },
            models: null,
            limits: [{ type: "enqueued", value: 9 }],
          },
        ],
        options,
      );
    case "spend_limits/effective":
      only("enterprise");
      scope("read:spend_limits", options);
      return byCursor(asked, effective(organisation, options.nowMs), options);
    case "spend_limits":
      if (options.plan === "console") throw new ApiError(403, "permission_error", "early access preview");
      scope("read:spend_limits", options);
      return byCursor(asked, configured(organisation), options);
    default: {
      const group = /rbac_groups\/(\w+)\/members$/.exec(path)?.[1];
      if (group === undefined) throw new ApiError(404, "not_found_error", "not found");
      const members = organisation.users.filter((u) => u.groups.includes(group));
      return byCursor(
        asked,
        members.map((u) => ({ type: "rbac_group_member", user_id: u.id, email: u.email, rbac_group_id: group })),
        options,
      );
    }
  }
}

function scope(needed: string, { plan, scopes = [] }: AnthropicOptions): void {
  if (plan === "console" || scopes.includes(needed)) return;
  throw new ApiError(403, "permission_error", `key has scopes: ${scopes.join(", ")}; needed: ${needed}`);
}
