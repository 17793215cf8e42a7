/** The dimensions of a response and of a background request, as a team may see them. */

import { modelProvider, normaliseModelId } from "../pricing/model-id.ts";
import { Flag, type ResponseTable } from "../responses/columns.ts";
import type { CellDimensions, ENTRIES, GEOS, SPEEDS } from "./cell.ts";
import type { CellChoices } from "./cell-source.ts";

/** Reads a row's dimensions; those that depend only on its origin or its model are computed once per code. */
export function dimensionReader(table: ResponseTable, choices: CellChoices): (row: number) => CellDimensions {
  const { columns, models, origins } = table;
  const byModel = models.map((raw) => ({
    ...modelDimensions(raw, choices),
    isRegional: normaliseModelId(raw).regional,
  }));
  const byOrigin = origins.map((origin) => ({
    entry: entryOf(origin.entrypoint),
    project: choices.projectAlias(origin.project),
    agent: choices.agents.has(origin.agent) ? origin.agent : "",
    skill: choices.skills.has(origin.skill) ? origin.skill : "",
    sessionId: origin.sessionId,
  }));
  return (row) => {
    const flags = columns.flags[row] as number;
    const { model, provider, isRegional } = byModel[columns.model[row] as number] as (typeof byModel)[number];
    const { sessionId, entry, project, agent, skill } = byOrigin[
      columns.origin[row] as number
    ] as (typeof byOrigin)[number];
    return {
      model,
      provider,
      billing: billingAt(provider, choices.billingOf(sessionId, columns.timeMs[row] as number)),
      entry,
      speed: speedOf(flags),
      geo: geoOf(flags, isRegional),
      kind: (flags & Flag.sidechain) === 0 ? "main" : "subagent",
      project,
      agent,
      skill,
    };
  };
}

/** The name of models that are not on the public price list, so that an organisation's own names are not shared. */
const OTHER_MODEL = "other";

export function modelDimensions(raw: string, choices: CellChoices): Pick<CellDimensions, "model" | "provider"> {
  return { model: choices.publicModel(raw) ?? OTHER_MODEL, provider: modelProvider(raw) };
}

export function billingAt(
  provider: CellDimensions["provider"],
  billing: CellDimensions["billing"],
): CellDimensions["billing"] {
  return provider === "bedrock" || provider === "vertex" ? "cloud" : billing;
}

function speedOf(flags: number): (typeof SPEEDS)[number] {
  if ((flags & Flag.fast) !== 0) return "fast";
  if ((flags & Flag.batch) !== 0) return "batch";
  return (flags & Flag.priority) !== 0 ? "priority" : "standard";
}

function geoOf(flags: number, isRegional: boolean): (typeof GEOS)[number] {
  if ((flags & Flag.geoUs) !== 0) return "us";
  return isRegional ? "regional" : "global";
}

/** Programs that run the client without a person at a terminal. */
export function entryOf(entrypoint: string): (typeof ENTRIES)[number] {
  if (entrypoint === "") return "unknown";
  return /^(?:sdk|mcp|claude-code-github-action|github|remote)/.test(entrypoint) ? "headless" : "interactive";
}

/** Kinds are the client's names for its own requests; any other text would come from outside. */
export function backgroundKind(kind: string): string {
  const name = kind.toLowerCase().split(":")[0] ?? "";
  return `background:${/^[a-z][a-z0-9_-]{0,59}$/.test(name) ? name : "other"}`;
}
