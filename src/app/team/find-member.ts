/**
 * Finds the member that a lead's text refers to: a pseudonym, a name on the roster, or the name that the member joined
 * with.
 */

import { MEMBER_PATTERN } from "../../core/team/check-cell.ts";
import { UserError } from "../../core/user-error.ts";
import type { OpenTeam } from "./open-team.ts";
import { memberNameKey, pseudonymOf } from "./secret.ts";

/**
 * @returns the pseudonym; for a name that is not on the roster, that of somebody who joined with it; null = not
 * possible, because the team was made elsewhere and only its lead can compute pseudonyms
 * @throws UserError where several members have the name
 */
export function memberNamed(text: string, { roster, secret }: Pick<OpenTeam, "roster" | "secret">): string | null {
  const pseudonym = text.trim().toLowerCase();
  if (MEMBER_PATTERN.test(pseudonym)) return pseudonym;
  const key = memberNameKey(text);
  const joinedAs = secret === null ? null : pseudonymOf(secret, text);
  const meant = [...roster.values()]
    .filter(({ member, name }) => member === joinedAs || memberNameKey(name) === key)
    .map(({ member }) => member);
  if (meant.length > 1) {
    throw new UserError(`'${text.trim()}' is the name of several members: ${meant.join(", ")}`, {
      hint: "Say which one by the pseudonym.",
      exitCode: 2,
    });
  }
  return meant[0] ?? joinedAs;
}
