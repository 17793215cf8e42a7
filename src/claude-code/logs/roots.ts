/** Where Claude Code keeps its logs. */

import { basename, join, resolve } from "node:path";

export type RootChoice = { readonly path: string /** Why it is looked at. */; readonly reason: string };

export type RootInputs = {
  /** `--config-dir`, in order. */
  readonly configDirs: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
};

/**
 * Options win over `CLAUDE_CONFIG_DIR` (a comma list, which wins when set), which wins over the two standard folders.
 * A `projects` folder itself is taken as its parent.
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
  ];
  const chosen = [fromOption, fromEnv, standard].find((list) => list.length > 0) ?? [];
  const seen = new Set<string>();
  return chosen
    .map(({ path, reason }) => ({ path: normalise(path, homeDir), reason }))
    .filter(({ path }) => !seen.has(path) && seen.add(path));
}

function normalise(path: string, homeDir: string): string {
  const full = resolve(path.startsWith("~/") || path === "~" ? join(homeDir, path.slice(1)) : path);
  return basename(full) === "projects" ? join(full, "..") : full;
}
