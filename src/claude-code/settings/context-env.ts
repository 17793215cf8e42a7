/** What the client's environment says about compaction; commands that it runs inherit it. */

import type { AutoCompactConfig } from "../../core/context/auto-compact.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * @param fromFiles what the client's settings files say; the environment goes before them
 */
export function autoCompactConfig(
  env: Env,
  fromFiles: Pick<AutoCompactConfig, "automatic" | "windowTokens">,
): AutoCompactConfig {
  const manual = !isOn(env["DISABLE_COMPACT"]);
  return {
    automatic: manual && !isOn(env["DISABLE_AUTO_COMPACT"]) && fromFiles.automatic,
    manual,
    windowTokens: inRange(env["CLAUDE_CODE_AUTO_COMPACT_WINDOW"], 100_000, 1_000_000) ?? fromFiles.windowTokens,
    percentOverride: inRange(env["CLAUDE_AUTOCOMPACT_PCT_OVERRIDE"], 1, 100),
  };
}

/** `CLAUDE_CODE_DISABLE_1M_CONTEXT` holds every model to 200,000 tokens. */
export function heldWindow(env: Env, windowTokens: number): number {
  return isOn(env["CLAUDE_CODE_DISABLE_1M_CONTEXT"]) ? Math.min(windowTokens, 200_000) : windowTokens;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && ["1", "true", "yes", "on"].includes(value.trim().toLowerCase());
}

function inRange(value: string | undefined, least: number, most: number): number | null {
  const number = value === undefined || value.trim() === "" ? Number.NaN : Number(value);
  return number >= least && number <= most ? number : null;
}
