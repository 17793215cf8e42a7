/** The files with settings that an administrator enforces. */

import { join } from "node:path";
import { namesIn } from "../../runtime/try-file.ts";

/** The folders where the client searches for them, by system. */
export function managedFolders(platform: string): readonly string[] {
  if (platform === "darwin") return ["/Library/Application Support/ClaudeCode"];
  if (platform === "win32") return ["C:\\Program Files\\ClaudeCode", "C:\\ProgramData\\ClaudeCode"];
  return ["/etc/claude-code"];
}

/** The files that the client reads in such folders, existing or not; later ones take precedence. */
export function managedFiles(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => {
    const more = join(folder, "managed-settings.d");
    const names = namesIn(more).filter((name) => name.endsWith(".json"));
    return [join(folder, "managed-settings.json"), ...names.sort().map((name) => join(more, name))];
  });
}
