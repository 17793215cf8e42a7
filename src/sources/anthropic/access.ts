/** Which plan, role and scope each report needs, and what to do without. */

import type { Access } from "../../core/organization/fetched.ts";

const SHARES = "Without it: `claude-cost team share` on each machine needs no key, and has seats of the Team plan too.";

export const CONSOLE_ADMIN: Access = {
  needs: "It takes an organisation of the Claude Console and an Admin key (sk-ant-admin…), made there by an admin.",
  instead: SHARES,
};

export const ANALYTICS: Access = {
  needs:
    "It takes an Admin key of the Console, or on the Enterprise plan a key with the scope read:analytics, made by the primary owner; not for organisations that are HIPAA-ready.",
  instead: SHARES,
};

export const SPEND_LIMITS: Access = {
  needs:
    "It takes the Enterprise plan with usage credits on, and a key with the scope read:spend_limits, made by the primary owner.",
  instead:
    "Without it: `claude-cost plan limit` stores limits that are entered by hand; a gateway has its own (fetch gateway).",
};

export const CONFIGURED_LIMITS: Access = {
  needs:
    "It takes an Admin key of the Console (early access: ask the account team), or on the Enterprise plan a key with the scope read:spend_limits.",
  instead: "Without it: `claude-cost plan limit` stores limits that are entered by hand.",
};

export const MEMBERS: Access = {
  needs: "It takes an Admin key of the Console, or on the Enterprise plan a key with the scope read:members.",
  instead: "Without it members have no addresses, only ids.",
};

export const GROUPS: Access = {
  needs: "It takes the Enterprise plan and a key with the scope read:rbac_groups.",
  instead: "Without it: `claude-cost team roster` stores your own groups.",
};

export const GATEWAY: Access = {
  needs: "It takes a Claude apps gateway with spend limits, and one of its admin.read_keys.",
  instead: SHARES,
};
