/**
 * What Claude Code's own settings say about compaction. Reads `settings.json` and `.claude.json` only, and of them only
 * the fields named here; credentials are never opened.
 */

import { basename, join } from "node:path";
import type { AutoCompactConfig } from "../../core/context/auto-compact.ts";
import { cachedByStat } from "../feeds/stat-cache.ts";
import { count, type Json, object } from "../json.ts";

export type ClientCompaction = Pick<AutoCompactConfig, "automatic" | "windowTokens">;

const LEAST_WINDOW = 100_000;
const LARGEST_WINDOW = 1_000_000;

/**
 * @param root the client's folder; the state file beside the standard `~/.claude` is looked at too
 */
export function readClientCompaction(root: string): ClientCompaction {
  const settings = readJson(join(root, "settings.json"));
  const states = stateFiles(root).map(readJson);
  const flags = [settings, ...states].map((file) => file["autoCompactEnabled"]);
  const windows = [settings, ...states].map((file) => count(file["autoCompactWindow"]));
  const windowTokens = windows.find((w) => w !== null && w >= LEAST_WINDOW && w <= LARGEST_WINDOW) ?? null;
  return { automatic: !flags.includes(false), windowTokens };
}

function stateFiles(root: string): readonly string[] {
  const inside = join(root, ".claude.json");
  return basename(root) === ".claude" ? [inside, join(root, "..", ".claude.json")] : [inside];
}

/** A file that is missing, unreadable or not JSON says nothing. The state file can be large; it is read when it changes. */
const readJson = cachedByStat((source): Json => {
  try {
    const { autoCompactEnabled, autoCompactWindow } = object(JSON.parse(source));
    return { autoCompactEnabled, autoCompactWindow };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
});
