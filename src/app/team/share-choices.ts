/** What a member has chosen to share, within what the team's lead allows. */

import { join, sep } from "node:path";
import { cleanText } from "../../core/clean-text.ts";
import type { Cell } from "../../core/team/cell.ts";
import type { CellChoices } from "../../core/team/cell-source.ts";
import { isShareableName } from "../../core/team/check-cell.ts";
import type { SharedDays } from "../../core/team/shared-days.ts";
import type { Team } from "../../core/team/team-file.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import type { Settings } from "../../store/settings.ts";
import type { Membership } from "../../store/team/membership-file.ts";
import type { History } from "../load/history.ts";
import { billingModes } from "./billing-modes.ts";

export type ShareInputs = {
  readonly history: History;
  readonly team: Team;
  readonly membership: Membership;
  readonly settings: Settings["team"];
  readonly paths: DataPaths;
  readonly homeDir: string;
  readonly nowMs: number;
};

export function choicesOf({ history, team, settings, paths, homeDir }: ShareInputs, days: SharedDays): CellChoices {
  const { book } = history;
  const listed = new Set(book.cards);
  const may = (what: Team["allow"][number]): boolean => team.allow.includes(what);
  const named = may("projects") ? settings.projects.map((entry) => aliasOf(entry, homeDir)) : [];
  const leftOut = settings.leaveOut.map((folder) => fullPath(folder, homeDir));
  return {
    ...days,
    publicModel: (raw) => {
      const card = book.find(raw)?.card;
      return card && listed.has(card) ? card.apiId : null;
    },
    isLeftOut: (project) => leftOut.some((folder) => isWithin(project, folder)),
    projectAlias: (project) => named.find(({ folder }) => isWithin(project, folder))?.alias ?? "",
    agents: new Set(may("agents") ? settings.agents.filter(isShareableName) : []),
    skills: new Set(may("agents") ? settings.skills.filter(isShareableName) : []),
    lines: may("lines") && settings.lines,
    prs: may("prs") && settings.prs,
    billingOf: billingModes(history, paths, homeDir),
  };
}

type Alias = { readonly alias: string; readonly folder: string };

/** @param entry `orders=~/src/orders-api` */
function aliasOf(entry: string, homeDir: string): Alias {
  const at = entry.indexOf("=");
  return { alias: cleanText(entry.slice(0, at)).slice(0, 40), folder: fullPath(entry.slice(at + 1), homeDir) };
}

function fullPath(folder: string, homeDir: string): string {
  const path = folder.trim().replace(/[\\/]+$/, "");
  return path === "~" || /^~[\\/]/.test(path) ? join(homeDir, path.slice(1)) : path;
}

function isWithin(project: string, folder: string): boolean {
  return project === folder || project.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** Removes names from earlier shares that may not be shared any more. */
export function namesAllowed({ team, settings }: Pick<ShareInputs, "team" | "settings">): (cell: Cell) => Cell {
  const may = (what: Team["allow"][number]): boolean => team.allow.includes(what);
  const aliases = new Set(may("projects") ? settings.projects.map((entry) => aliasOf(entry, "").alias) : []);
  const agents = new Set(may("agents") ? settings.agents : []);
  const skills = new Set(may("agents") ? settings.skills : []);
  const hasLines = may("lines") && settings.lines;
  return (cell) => ({
    ...cell,
    project: aliases.has(cell.project) ? cell.project : "",
    agent: agents.has(cell.agent) ? cell.agent : "",
    skill: skills.has(cell.skill) ? cell.skill : "",
    prs: may("prs") && settings.prs ? cell.prs : null,
    linesAdded: hasLines ? cell.linesAdded : null,
    linesRemoved: hasLines ? cell.linesRemoved : null,
  });
}
