/** Where Claude Code keeps its logs. */

import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";

export type RootChoice = { readonly path: string /** Why it is looked at. */; readonly reason: string };

export type RootInputs = {
  /** `--config-dir`, in order. */
  readonly configDirs: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
};

/** Where the desktop app stores its sessions (Cowork), each with its own `.claude/projects` some levels below. */
const DESKTOP = "local-agent-mode-sessions";

/** Whether a root is the desktop app's folder of sessions. */
export function isDesktopRoot(root: string): boolean {
  return basename(root) === DESKTOP;
}

/** The folder in a root that contains its logs. */
export function logsFolder(root: string): string {
  return isDesktopRoot(root) ? root : join(root, "projects");
}

/**
 * Options take precedence over `CLAUDE_CONFIG_DIR` (a comma-separated list), and that over the two standard folders and
 * the desktop app's, where it exists. For a `projects` folder its parent is used.
 */
export function chooseRoots({ configDirs, env, homeDir }: RootInputs): readonly RootChoice[] {
  const fromOption = configDirs.map((path) => ({ path, reason: "--config-dir" }));
  const fromEnv = (env["CLAUDE_CONFIG_DIR"] ?? "")
    .split(",")
    .map((p) => p.trim())
    .filter((p) => p !== "")
    .map((path) => ({ path, reason: "CLAUDE_CONFIG_DIR" }));
  const standard = [
    { path: join(homeDir, ".claude"), reason: "standard" },
    { path: join(env["XDG_CONFIG_HOME"] || join(homeDir, ".config"), "claude"), reason: "standard" },
    ...desktopFolders(env, homeDir).map((path) => ({ path, reason: "desktop app" })),
  ];
  const chosen = [fromOption, fromEnv, standard].find((list) => list.length > 0) ?? [];
  const seen = new Set<string>();
  return chosen
    .map(({ path, reason }) => ({ path: normalise(path, homeDir), reason }))
    .filter(({ path }) => !seen.has(path) && seen.add(path));
}

/** Existing folders of all systems. */
function desktopFolders(env: RootInputs["env"], homeDir: string): readonly string[] {
  const data = [
    join(homeDir, "Library", "Application Support"),
    env["APPDATA"] || join(homeDir, "AppData", "Roaming"),
    env["XDG_CONFIG_HOME"] || join(homeDir, ".config"),
  ];
  return data.map((folder) => join(folder, "Claude", DESKTOP)).filter((path) => existsSync(path));
}

function normalise(path: string, homeDir: string): string {
  const full = resolve(path.startsWith("~/") || path === "~" ? join(homeDir, path.slice(1)) : path);
  return basename(full) === "projects" ? join(full, "..") : full;
}
