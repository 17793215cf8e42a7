/** The settings files that a session goes by, the strongest first. */

import { join } from "node:path";
import { managedFiles } from "./managed-files.ts";

export type LayerPlaces = {
  /** Claude Code's folder; null = not known. */
  readonly root: string | null;
  /** "" = not known. */
  readonly projectDir: string;
  /** As `managedFolders` gives them. */
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
