/** The settings files that apply to a session, highest precedence first. */

import { join } from "node:path";
import { managedFiles } from "./managed-files.ts";

export type LayerPlaces = {
  /** Claude Code's folder; null = not known. */
  readonly root: string | null;
  /** "" = not known. */
  readonly projectDir: string;
  /** From `managedFolders`. */
  readonly managed: readonly string[];
};

/** Whether they exist or not. */
export function settingsLayers({ root, projectDir, managed }: LayerPlaces): readonly string[] {
  const project = ["settings.local.json", "settings.json"].map((name) => join(projectDir, ".claude", name));
  return [
    ...managedFiles(managed).toReversed(),
    ...(projectDir === "" ? [] : project),
    ...(root === null ? [] : [join(root, "settings.json")]),
  ];
}
