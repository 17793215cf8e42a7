/** Finds what a tag is assigned to from the user's text: a known session, project or branch. */

import { resolve } from "node:path";
import type { TagTarget } from "../../core/attribution/tags.ts";
import { nearest } from "../../core/nearest.ts";
import type { SessionSummary } from "../../core/reports/session-list.ts";
import type { UsageTable } from "../../core/reports/usage-rollup.ts";
import { UserError } from "../../core/user-error.ts";
import { findSession } from "../load/find-session.ts";

export type KnownPlaces = {
  /** Latest activity first. */
  readonly sessions: readonly SessionSummary[];
  /** Paths. */
  readonly projects: readonly string[];
  readonly branches: readonly { readonly project: string; readonly branch: string }[];
};

/** Projects and branches of all usage. */
export function knownPlaces({ origins }: UsageTable, sessions: readonly SessionSummary[]): KnownPlaces {
  const branches = new Map<string, { project: string; branch: string }>();
  const projects = new Set<string>();
  for (let code = 0; code < origins.length; code++) {
    const [project, branch] = [origins.part(code, "project"), origins.part(code, "branch")];
    if (project !== "") projects.add(project);
    if (branch !== "") branches.set(`${project}\0${branch}`, { project, branch });
  }
  for (const { facts } of sessions) if (facts.project !== "") projects.add(facts.project);
  return { sessions, projects: [...projects], branches: [...branches.values()] };
}

type Kind = TagTarget["kind"];
const KINDS: readonly Kind[] = ["session", "project", "branch"];

/** Fewer characters than this match a session's id only where the kind is given. */
const LEAST_ID = 4;

/**
 * @param text `api`, `feature/x`, `3f2a`, `current`, or with the kind: `project:api`, `branch:main`, `session:3f2a`
 * @param inProject part of the path of the branch's project; null = any
 * @throws UserError (exit code 2) where nothing matches, or several things do
 */
export function findTarget(text: string, known: KnownPlaces, cwd: string, inProject: string | null): TagTarget {
  const kind = KINDS.find((one) => text.startsWith(`${one}:`));
  const name = kind === undefined ? text : text.slice(kind.length + 1);
  if (kind === "session") return sessionTarget(known, name);
  const found: TagTarget[] = [
    ...(kind === "branch" ? [] : projectTargets(known, name, cwd)),
    ...(kind === "project" ? [] : branchTargets(known, name, inProject)),
    ...(kind === undefined && isSession(known, name) ? [sessionTarget(known, name)] : []),
  ];
  const [target] = found;
  if (target === undefined) throw unknownTarget(kind, name, known);
  if (found.length > 1) throw ambiguous(name, found);
  return target;
}

/** The tags whose targets match a text, whether the targets are still in the logs or not. */
export function tagsNamed<T extends TagTarget>(tags: readonly T[], text: string): readonly T[] {
  const kind = KINDS.find((one) => text.startsWith(`${one}:`));
  const name = kind === undefined ? text : text.slice(kind.length + 1);
  return tags.filter((tag) => {
    if (kind !== undefined && tag.kind !== kind) return false;
    if (tag.kind === "session") return name.length >= LEAST_ID && tag.session.startsWith(name.toLowerCase());
    if (tag.kind === "project") return tag.project === name || lastPart(tag.project) === name;
    return tag.branch === name;
  });
}

function sessionTarget({ sessions }: KnownPlaces, id: string): TagTarget {
  return { kind: "session", session: findSession(sessions, id).facts.sessionId };
}

function isSession({ sessions }: KnownPlaces, id: string): boolean {
  if (id === "current") return sessions.length > 0;
  return id.length >= LEAST_ID && sessions.some(({ facts }) => facts.sessionId.startsWith(id.toLowerCase()));
}

const lastPart = (path: string): string => path.split(/[/\\]/).findLast((part) => part !== "") ?? "";

function projectTargets({ projects }: KnownPlaces, name: string, cwd: string): readonly TagTarget[] {
  const path = resolve(cwd, name);
  const byPath = projects.filter((project) => project === name || project === path);
  const byName = projects.filter((project) => lastPart(project).toLowerCase() === name.toLowerCase());
  return (byPath.length > 0 ? byPath : byName).map((project) => ({ kind: "project", project }));
}

function branchTargets({ branches }: KnownPlaces, name: string, inProject: string | null): readonly TagTarget[] {
  const wanted = inProject?.toLowerCase() ?? "";
  return branches
    .filter(({ branch, project }) => branch === name && project.toLowerCase().includes(wanted))
    .map(({ branch, project }) => ({ kind: "branch", project, branch }));
}

function unknownTarget(kind: Kind | undefined, name: string, { projects, branches }: KnownPlaces): UserError {
  const names = [
    ...(kind === "branch" ? [] : projects.map(lastPart)),
    ...(kind === "project" ? [] : branches.map(({ branch }) => branch)),
  ];
  const near = nearest(name, [...new Set(names)]);
  const lists = "`claude-cost sessions`, `by project` and `by branch` list them.";
  return new UserError(`no ${kind ?? "session, project or branch"} '${name}' in the logs or the archive`, {
    hint: near === null ? lists : `Did you mean ${near}?`,
    exitCode: 2,
  });
}

function ambiguous(name: string, found: readonly TagTarget[]): UserError {
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  const projects = found.flatMap((target) => (target.kind === "session" ? [] : [target.project]));
  const hint =
    kinds.length > 1
      ? `Say which: ${kinds.map((kind) => `${kind}:${name}`).join(" or ")}.`
      : kinds[0] === "project"
        ? `Say its path: ${projects.join(", ")}.`
        : `Say whose with --project: it is in ${projects.join(", ")}.`;
  return new UserError(
    `'${name}' is ${kinds.length > 1 ? kinds.join(" and ") : `${found.length} ${kinds[0] === "branch" ? "branches" : "projects"}`}`,
    {
      hint,
      exitCode: 2,
    },
  );
}
