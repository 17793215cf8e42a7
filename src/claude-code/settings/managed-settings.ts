/** Settings that an administrator enforces: they win over the user's, so what they lock cannot be wired. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ManagedLock, WiringPart } from "../../core/wiring-parts.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { object } from "../json.ts";
import { parseSettings } from "./settings-text.ts";

/** Where the client looks for them on each system. */
export function managedFolders(platform: string): readonly string[] {
  if (platform === "darwin") return ["/Library/Application Support/ClaudeCode"];
  if (platform === "win32") return ["C:\\Program Files\\ClaudeCode", "C:\\ProgramData\\ClaudeCode"];
  return ["/etc/claude-code"];
}

/** What of ours managed settings would override, and where they say so. */
export function managedLocks(folders: readonly string[]): readonly ManagedLock[] {
  return managedFiles(folders).flatMap((file) => {
    const root = parseSettings(readTextOrNull(file) ?? "").root;
    const locks: ManagedLock[] = [];
    const lock = (part: WiringPart, reason: string): void => void locks.push({ part, file, reason });
    if (root["statusLine"] !== undefined) lock("statusline", "it sets the status line");
    if (root["disableAllHooks"] === true) {
      lock("hooks", "it switches all hooks off");
      lock("statusline", "it switches status lines off with the hooks");
    } else if (root["allowManagedHooksOnly"] === true) lock("hooks", "it allows only its own hooks");
    const keys = Object.keys(object(root["env"]));
    if (keys.some((key) => key.startsWith("OTEL_") || key === "CLAUDE_CODE_ENABLE_TELEMETRY")) {
      lock("telemetry", "it says where telemetry goes");
    }
    return locks;
  });
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
