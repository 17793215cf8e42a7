/** Settings that an administrator enforces: they override the user's, so locked parts cannot be set up. */

import type { ManagedLock, WiringPart } from "../../core/wiring-parts.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { object } from "../json.ts";
import { managedFiles } from "./managed-files.ts";
import { parseSettings } from "./settings-text.ts";

/** The client's own plugin that guards mods, by its name in plugin settings. */
const MOD_GUARD = "cc-plugin-sec-default@builtin";

/** The managed file that allows only managed mods, while hooks in settings still run; null = none. */
export function managedModLock(folders: readonly string[]): string | null {
  const locks = managedFiles(folders).filter((file) => {
    const { root } = parseSettings(readTextOrNull(file) ?? "");
    const options = object(object(object(root["pluginConfigs"])[MOD_GUARD])["options"]);
    return options["allowManagedModsOnly"] === true;
  });
  return locks.at(-1) ?? null;
}

/** Which of our parts managed settings would override, and the file that does so. */
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
