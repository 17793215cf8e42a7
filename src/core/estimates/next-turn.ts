/** Decides which turns the next turn is compared with: those of its project and model, as far as they are known. */

import { projectFolder } from "../responses/project-path.ts";
import type { TurnCost } from "./estimates.ts";

export type NextTurn = {
  /** "" = not known. */
  readonly project: string;
  /** "" = not known. */
  readonly model: string;
};

export type NextTurnAsked = {
  /** Whether a project is the requested one; null = decided by the folder. */
  readonly isProject: ((project: string) => boolean) | null;
  /** Whether a model is the requested one; null = the one used last. */
  readonly isModel: ((model: string) => boolean) | null;
  /** The folder in which the command was started. */
  readonly folder: string;
};

/** The requested project, else the folder's; the requested model, else the one used last there, else the last one. */
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

/** The project of the folder, or of the innermost folder around it; "" = none. */
function projectOf(turns: readonly TurnCost[], folder: string): string {
  const { project: own } = projectFolder(folder);
  const holds = (project: string): boolean =>
    project !== "" && (own === project || own.startsWith(`${project}/`) || own.startsWith(`${project}\\`));
  const holding = [...new Set(turns.map((turn) => turn.project))].filter(holds);
  return holding.sort((a, b) => b.length - a.length)[0] ?? "";
}
