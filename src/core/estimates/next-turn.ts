/** Which turns a next turn is like: those of its project and its model, as far as they are known. */

import { projectFolder } from "../responses/project-path.ts";
import type { TurnCost } from "./estimates.ts";

export type NextTurn = {
  /** "" = not known. */
  readonly project: string;
  /** "" = not known. */
  readonly model: string;
};

export type NextTurnAsked = {
  /** Whether a project is the one that was asked for; null = the folder decides. */
  readonly isProject: ((project: string) => boolean) | null;
  /** Whether a model is the one that was asked for; null = the one used last decides. */
  readonly isModel: ((model: string) => boolean) | null;
  /** The folder that the question comes from. */
  readonly folder: string;
};

/** The project asked for, else that of the folder; the model asked for, else the one used last there, else the last one. */
export function nextTurn(turns: readonly TurnCost[], { isProject, isModel, folder }: NextTurnAsked): NextTurn {
  const newestFirst = [...turns].sort((a, b) => b.atMs - a.atMs);
  const project =
    isProject === null
      ? projectOf(turns, folder)
      : (newestFirst.find((turn) => isProject(turn.project))?.project ?? "");
  const ofModel = isModel === null ? newestFirst : newestFirst.filter((turn) => isModel(turn.model));
  const last = ofModel.find((turn) => turn.project === project) ?? ofModel[0];
  return { project, model: last?.model ?? "" };
}

/** The project that the folder is, or the innermost one that it lies in; "" = none. */
function projectOf(turns: readonly TurnCost[], folder: string): string {
  const { project: own } = projectFolder(folder);
  const holds = (project: string): boolean =>
    project !== "" && (own === project || own.startsWith(`${project}/`) || own.startsWith(`${project}\\`));
  const holding = [...new Set(turns.map((turn) => turn.project))].filter(holds);
  return holding.sort((a, b) => b.length - a.length)[0] ?? "";
}
