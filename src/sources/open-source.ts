/** Creates the source of a given kind. The only file that loads the SDK; it is a separate bundle, for `fetch` only. */

import type { SourceKind } from "../core/organization/fetched.ts";
import { GATEWAY } from "./anthropic/access.ts";
import { analyticsCost, analyticsUsage } from "./anthropic/analytics.ts";
import { claudeCodeUsage } from "./anthropic/claude-code-usage.ts";
import { costReport } from "./anthropic/cost-report.ts";
import { apiKeys, groups, users, workspaces } from "./anthropic/directory.ts";
import { configuredLimits, effectiveLimits, rateLimits } from "./anthropic/spend-limits.ts";
import { usageMessages } from "./anthropic/usage-messages.ts";
import { createApiClient } from "./client/api-client.ts";
import type { Auth } from "./client/gate.ts";
import type { FoundKey } from "./client/keys.ts";
import { explain } from "./client/refusal.ts";
import { keyBudgets, teamBudgets, userBudget } from "./litellm/budgets.ts";
import { tagActivity, teamActivity, userActivity } from "./litellm/daily-activity.ts";
import type { Source } from "./port.ts";

export { explain };

export type SourceOptions = {
  readonly base: URL;
  readonly key: FoundKey;
  readonly userAgent: string;
  /** Aborts running requests. */
  readonly signal: AbortSignal;
};

export function openSource(kind: SourceKind, options: SourceOptions): Source {
  const { base, key, userAgent, signal } = options;
  const auth: Auth = kind === "litellm" || key.kind === "OAuth token" ? "bearer" : "x-api-key";
  const client = createApiClient({ base, key: key.key, auth, userAgent, signal });
  switch (kind) {
    case "anthropic":
      return {
        kind,
        directory: [users(client, signal, false), workspaces(client, signal), apiKeys(client, signal)],
        limits: [configuredLimits(client, signal), rateLimits(client, signal)],
        reports: [
          usageMessages(client),
          costReport(client),
          claudeCodeUsage(client),
          analyticsCost(client, signal, true),
          analyticsUsage(client, signal, true),
        ],
      };
    case "enterprise":
      return {
        kind,
        directory: [users(client, signal, true), groups(client, signal)],
        limits: [effectiveLimits(client, signal), configuredLimits(client, signal)],
        reports: [analyticsCost(client, signal, false), analyticsUsage(client, signal, false)],
      };
    case "gateway":
      return { kind, directory: [], limits: [effectiveLimits(client, signal, GATEWAY)], reports: [] };
    case "litellm":
      return {
        kind,
        directory: [],
        limits: [userBudget(client), keyBudgets(client), teamBudgets(client)],
        reports: [userActivity(client), teamActivity(client), tagActivity(client)],
      };
  }
}
