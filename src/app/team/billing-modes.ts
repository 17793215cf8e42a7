/**
 * How the account of a session is billed: by the user's plan setting, or else by the client's data about the account.
 */

import { joinStates } from "../../claude-code/feeds/client-state.ts";
import { PLAN_POLICIES } from "../../core/limits/plan.ts";
import { planOf } from "../../core/limits/plan-state.ts";
import type { BILLING_MODES } from "../../core/team/cell.ts";
import { readSeenAccounts } from "../../store/feeds/account-history.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { foundPaths, signedInAccounts } from "../limits/accounts.ts";
import { limitsPolicy } from "../limits/limits-policy.ts";
import { sessionOwners, withEarlier } from "../limits/session-owners.ts";
import type { History } from "../load/history.ts";

type BillingMode = (typeof BILLING_MODES)[number];

const BY_BEYOND = { "usage-credits": "api", "api-credits": "api", cloud: "cloud" } as const;

export function billingModes(
  { roots }: Pick<History, "roots">,
  { dataDir, settingsFile }: Pick<DataPaths, "dataDir" | "settingsFile">,
  homeDir: string,
): (sessionId: string, timeMs: number) => BillingMode {
  const policy = limitsPolicy(readSettingsQuick(settingsFile));
  const seen = readSeenAccounts(dataDir);
  const signedIn = signedInAccounts(foundPaths(roots), homeDir);
  // For accounts that are signed out only their names are known.
  const accounts = withEarlier(
    signedIn.map(({ account }) => account),
    seen,
  );
  const owners = sessionOwners(accounts, seen);
  const modes = signedIn.map(({ states }): BillingMode => {
    const { planHint, windows } = joinStates(states);
    const { kind } = planOf(policy, { planHint, reports: windows });
    if (kind === null) return "unknown";
    const { included, beyond } = PLAN_POLICIES[kind];
    return included === "windows" ? "subscription" : BY_BEYOND[beyond];
  });
  return (sessionId, timeMs) => modes[owners.findIndex((isOwn) => isOwn(sessionId, timeMs))] ?? "unknown";
}
