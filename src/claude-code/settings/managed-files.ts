/** The files with settings that an administrator enforces. */

import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Where the client looks for them on each system. */
export function managedFolders(platform: string): readonly string[] {
  if (platform === "darwin") return ["/Library/Application Support/ClaudeCode"];
  if (platform === "win32") return ["C:\\Program Files\\ClaudeCode", "C:\\ProgramData\\ClaudeCode"];
  return ["/etc/claude-code"];
}

/** The files that the client reads in such folders, whether they exist or not; a later one wins. */
export function managedFiles(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => {
    const more = join(folder, "managed-settings.d");
    return [join(folder, "managed-settings.json"), ...namesIn(more).map((name) => join(more, name))];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) return [];
    throw error;
  }
}
