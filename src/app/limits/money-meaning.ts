/** What dollars mean to the user, by the settings or the last report's findings: fast, because no log is read. */

import { type MoneyMeaning, moneyWords } from "../../core/limits/plan.ts";
import { planOf } from "../../core/limits/plan-state.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { type QuickSettings, readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { accountStateDir } from "../../store/state/account-folders.ts";
import { readLimitsSnapshot } from "../../store/state/limits-snapshot.ts";
import { limitsPolicy } from "./limits-policy.ts";

/** @param root the client's folder; @returns null where the plan is not known */
export function moneyMeaning(
  paths: DataPaths,
  root: string | null,
  settings: QuickSettings = readSettingsQuick(paths.settingsFile),
): MoneyMeaning | null {
  const { plan } = limitsPolicy(settings);
  if (plan !== null) return moneyWords(plan);
  const facts = readLimitsSnapshot(accountStateDir(paths.stateDir, root))?.facts;
  const { kind } = facts ? planOf({ plan }, facts) : { kind: null };
  return kind === null ? null : moneyWords(kind);
}
