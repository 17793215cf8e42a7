/**
 * Limits what is stored in a team's folder, which others read: no e-mail address, name, key or id of a person. Members
 * are stored under their pseudonyms, which only someone with the invite can compute.
 */

import type { OrgDirectory, OrgLimits } from "../../core/organization/limits.ts";
import type { OrgRow } from "../../core/organization/org-row.ts";
import { pseudonymOf } from "../team/secret.ts";
import type { Protection } from "./fetch-parts.ts";

/** Changes nothing: only the user reads their own folder. */
export const AS_IT_IS: Protection = {
  row: (row) => row,
  directory: (directory) => directory,
  limits: (limits) => limits,
};

/** @param secret the secret of the invite */
export function underPseudonyms(secret: string): Protection {
  const known = new Map<string, string>();
  const pseudonym = (name: string): string => {
    const found = known.get(name) ?? pseudonymOf(secret, name);
    known.set(name, found);
    return found;
  };
  return {
    row: (row) => protectedRow(row, pseudonym),
    directory: protectedDirectory,
    limits: (limits) => protectedLimits(limits, pseudonym),
  };
}

function protectedRow(row: OrgRow, pseudonym: (name: string) => string): OrgRow {
  const isPerson = row.actorKind === "user" || row.actorKind === "federated" || row.actorKind === "principal";
  const name = row.actorName || row.actorId;
  return {
    ...row,
    actorName: isPerson && name !== "" ? pseudonym(name) : "",
    actorId: "",
    // A key, a tag or the description of a line of a bill may contain a person's name.
    apiKey: "",
    tag: "",
    detail: row.report === "spend-limits" ? row.detail : "",
  };
}

const protectedDirectory = ({ workspaces }: OrgDirectory): OrgDirectory => ({
  users: [],
  apiKeys: [],
  groups: [],
  workspaces,
});

function protectedLimits(limits: OrgLimits, pseudonym: (name: string) => string): OrgLimits {
  return {
    limits: limits.limits.filter(({ scope }) => scope.type !== "user"),
    members: limits.members.map((member) => {
      const name = pseudonym(member.email || member.userId);
      const source = member.source.type === "user" ? { type: "user", id: "" } : member.source;
      return { ...member, userId: name, email: name, name: "", groups: [], source };
    }),
    rateLimits: limits.rateLimits,
    budgets: limits.budgets.filter(({ scope }) => scope.type === "team"),
  };
}
