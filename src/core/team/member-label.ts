/** How a member is written in an output: by pseudonym, or by the name that the lead has on the roster. */

import { groupBy } from "../groups.ts";
import type { Roster } from "./team-file.ts";

/** @param names whether names are requested; a name that several members have is shown with the pseudonym */
export function memberLabels(roster: Roster, names: boolean): (member: string) => string {
  if (!names) return (member) => member;
  const sameName = groupBy([...roster.values()], ({ name }) => name);
  return (member) => {
    const name = roster.get(member)?.name ?? "";
    if (name === "") return member;
    return (sameName.get(name)?.length ?? 0) > 1 ? `${name} (${member})` : name;
  };
}
