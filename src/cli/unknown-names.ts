/** Rejects a filter that matches nothing: it is probably a typing error, and an empty report would hide it. */

import type { History } from "../app/load/history.ts";
import { cleanText } from "../core/clean-text.ts";
import { nearest } from "../core/nearest.ts";
import { type Filter, projectMatches } from "../core/reports/filter.ts";
import { folderPath } from "../core/responses/project-path.ts";
import { UserError } from "../core/user-error.ts";
import { modelLabel } from "../view/tables/model-label.ts";
import { projectLabel } from "../view/text/project-label.ts";

const MOST_NAMED = 5;

/**
 * @param modelOption the option that models are filtered by
 * @throws UserError (exit code 2) with similar names, where a project, model or session matches nothing
 */
export function refuseUnknownNames(
  history: History,
  { projects, models, sessions }: Filter,
  modelOption = "model",
): void {
  const { book } = history;
  if (projects.length > 0) {
    const paths = projectPaths(history);
    const labels = paths.map((path) => projectLabel(path));
    for (const wanted of projects) {
      if (!paths.some((path) => projectMatches(path, wanted))) throw unknown("project", wanted, labels);
    }
  }
  if (models.length > 0) {
    const used = usedModels(history);
    const labels = used.map((model) => modelLabel(book.nameOf(model)));
    // A family's name also matches.
    labels.push(...used.map((model) => book.find(model)?.card.family ?? ""));
    for (const wanted of models) {
      if (!used.some((model) => book.matches(model, wanted))) throw unknown("model", wanted, labels, modelOption);
    }
  }
  if (sessions.length > 0) {
    const ids = sessionIds(history);
    for (const wanted of sessions) {
      if (!ids.some((id) => id.startsWith(wanted))) throw unknown("session", wanted, []);
    }
  }
}

function unknown(
  what: "project" | "model" | "session",
  wanted: string,
  known: readonly string[],
  option: string = what,
): UserError {
  const names = [...new Set(known)].filter((name) => name !== "");
  const near = nearest(wanted, names);
  const hint =
    what === "session"
      ? "`claude-cost sessions` lists them."
      : near !== null
        ? `Did you mean ${near}?`
        : `Known: ${names.slice(0, MOST_NAMED).join(", ")}${names.length > MOST_NAMED ? ", …" : ""}. \`claude-cost by ${what}\` lists them.`;
  return new UserError(`--${option}: nothing used '${cleanText(wanted)}'`, { hint, exitCode: 2 });
}

function projectPaths({ quarterHourRollup: usage, sessions }: History): readonly string[] {
  const paths = new Set([...sessions.values()].flatMap((facts) => [facts.project, folderPath(facts)]));
  for (let code = 0; code < usage.origins.length; code++) paths.add(usage.origins.part(code, "project"));
  return [...paths];
}

function usedModels({ quarterHourRollup: usage, background }: History): readonly string[] {
  const entries = [...background.values()].flatMap((session) => session.entries);
  return [...new Set([...usage.models, ...entries.map((entry) => entry.model)])];
}

function sessionIds({ quarterHourRollup: usage, sessions, background }: History): readonly string[] {
  const ids = new Set([...sessions.keys(), ...background.keys()]);
  for (let code = 0; code < usage.origins.length; code++) ids.add(usage.origins.part(code, "sessionId"));
  return [...ids];
}
