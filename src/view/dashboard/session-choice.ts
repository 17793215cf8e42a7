/** Which sessions are listed, in which order, and which one is meant. */

import type { DashboardData, SessionRow } from "../../core/dashboard/dashboard-data.ts";
import { projectLabel } from "../text/project-label.ts";
import type { LiveState, UiState } from "./ui-state.ts";

const isOpen = (s: SessionRow): boolean => s.status !== "closed";

/** Open sessions first, then by the chosen order; filtered by what was typed. */
export function visibleSessions(data: DashboardData, ui: Pick<UiState, "filter" | "sort">): readonly SessionRow[] {
  const words = ui.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length === 0 ? data.sessions : data.sessions.filter((s) => matches(s, words));
  const sorted = [...found];
  if (ui.sort === "cost") sorted.sort((a, b) => (a.totalPico === b.totalPico ? 0 : b.totalPico > a.totalPico ? 1 : -1));
  if (ui.sort === "project") sortByProject(sorted);
  if (ui.sort !== "recent") return sorted;
  return [...sorted.filter(isOpen), ...sorted.filter((s) => !isOpen(s))];
}

/** By the name that the table shows; within a project the latest first. */
function sortByProject(sessions: SessionRow[]): void {
  const projects = new Set(sessions.map((s) => s.project));
  const names = new Map([...projects].map((path) => [path, projectLabel(path, projects).toLowerCase()]));
  const nameOf = (s: SessionRow): string => names.get(s.project) as string;
  sessions.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : b.lastMs - a.lastMs));
}

function matches(session: SessionRow, words: readonly string[]): boolean {
  const text = [session.project, session.title, session.sessionId, session.branch, session.status, ...session.models]
    .join(" ")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The pinned session, else the open one last active, else the one last active. */
export function followedSession(data: Pick<DashboardData, "sessions">, pinnedId: string | null): SessionRow | null {
  const pinned = pinnedId === null ? undefined : data.sessions.find((s) => s.sessionId === pinnedId);
  return pinned ?? data.sessions.find(isOpen) ?? data.sessions[0] ?? null;
}

/** The session that a key acts on. */
export function chosenSession(state: LiveState): SessionRow | null {
  const { data, ui } = state;
  if (!data) return null;
  if (ui.view === "now") return followedSession(data, ui.pinnedId);
  if (ui.openId !== null) return data.sessions.find((s) => s.sessionId === ui.openId) ?? null;
  const visible = visibleSessions(data, ui);
  return visible.find((s) => s.sessionId === ui.selectedId) ?? visible[0] ?? null;
}

/** Sessions whose details are needed: the followed one and the opened one, which has more of them. May be the same. */
export function detailedIds(state: LiveState): readonly string[] {
  const { data, ui } = state;
  if (!data) return [];
  const followed = followedSession(data, ui.pinnedId)?.sessionId;
  return [followed, ui.openId ?? undefined].filter((id) => id !== undefined);
}
