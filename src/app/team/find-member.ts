/** Whom a lead means by a text: a pseudonym, a name of the roster, or the name that a member joined with. */

import { MEMBER_PATTERN } from "../../core/team/check-cell.ts";
import { UserError } from "../../core/user-error.ts";
import type { OpenTeam } from "./open-team.ts";
import { memberNameKey, pseudonymOf } from "./secret.ts";

/**
 * @returns the pseudonym; of a name that the roster does not have, that of somebody who joined with it; null = nobody can be
 * meant, because the team was made elsewhere and only its lead can compute pseudonyms
 * @throws UserError where several members are called so
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
