/** Before a share: finds which of the team's rules its lead has changed since the member agreed to them. */

import { type RuleChange, ruleChanges } from "../../../core/team/rules.ts";
import type { Team } from "../../../core/team/team-file.ts";
import { UserError } from "../../../core/user-error.ts";
import type { Membership } from "../../../store/team/membership-file.ts";
import { clearShareNotice, readShareNotice, writeShareNotice } from "../../../store/team/share-notice.ts";
import { rulesFromFields } from "../../../store/team/team-file.ts";
import { ruleChangeText } from "../../../view/tables/team/rule-changes.ts";
import type { Io } from "../../io.ts";
import { ask, canAsk } from "../../terminal/ask.ts";
import { printMessage } from "../../terminal/messages.ts";

export type Agreeing = {
  readonly accept?: boolean;
  /** Whether this is the share that runs once a day in the background: its messages are shown at the next report. */
  readonly unattended?: boolean;
};

/** Rules that are others now than those that a member agreed to. */
export function changesSinceAgreed({ rules }: Membership, team: Team): readonly RuleChange[] {
  return rules === null ? [] : ruleChanges(rulesFromFields(rules), team);
}

/** Prints each change. @returns the changes */
export function tellRuleChanges(membership: Membership, team: Team, io: Io): readonly RuleChange[] {
  const changes = changesSinceAgreed(membership, team);
  for (const change of changes) printMessage(io.stderr, `${CHANGED} ${ruleChangeText(change)}`);
  return changes;
}

/**
 * Rules by which more is shared, shown or kept need the member's agreement. `--yes` does not count as agreement,
 * because scripts may have used it since before the change.
 * @throws UserError where the member does not agree, or nobody can be asked
 */
export async function requireAgreement(
  changes: readonly RuleChange[],
  { accept, unattended }: Agreeing,
  teamDir: string,
): Promise<void> {
  if (accept || !changes.some(({ isWider }) => isWider)) return;
  if (!unattended && canAsk()) {
    if (await ask("Share under these rules?")) return;
    throw new UserError(`nothing was sent. ${NOT_AGREED}`);
  }
  if (unattended) {
    const text = `${CHANGED} ${textOf(changes)}. Nothing is sent until you agree: \`claude-cost team share\` asks`;
    writeShareNotice(teamDir, { waits: true, text });
  }
  throw new UserError("by the team's new rules more is shared, shown or kept: nothing is sent until you agree", {
    hint: `\`claude-cost team share\` asks in a terminal; --accept agrees without being asked. ${NOT_AGREED}`,
    exitCode: 2,
  });
}

const CHANGED = "the team's lead has changed a rule:";
const NOT_AGREED =
  "What you have shared before is shown and kept by the new rules; `claude-cost team leave --delete` takes it back.";

/**
 * After a share: removes the notice that waited for the member's agreement, and stores changes that need no agreement
 * beside those that were not shown yet.
 */
export function noteAfterShare(changes: readonly RuleChange[], { unattended }: Agreeing, teamDir: string): void {
  const before = readShareNotice(teamDir);
  if (before?.waits) clearShareNotice(teamDir);
  if (!unattended || changes.length === 0) return;
  const unseen = before === null || before.waits ? `${CHANGED} ` : `${before.text}; `;
  writeShareNotice(teamDir, { waits: false, text: `${unseen}${textOf(changes)}` });
}

const textOf = (changes: readonly RuleChange[]): string => changes.map(ruleChangeText).join("; ");
