/** Determines the kind of tokens of a bill's line, by the terms that bills use. */

import type { OrgRow } from "../../core/organization/org-row.ts";

type Counts = Partial<
  Pick<OrgRow, "input" | "output" | "cacheRead" | "cacheWriteUntold" | "cacheWrite1h" | "cacheWrite5m">
>;

/** Cached kinds first, because their names also contain "input tokens". */
export function tokensAs(name: string, tokens: number): Counts {
  const type = name.toLowerCase().replaceAll(/[\s_]/g, "-");
  if (/cache-?read/.test(type)) return { cacheRead: tokens };
  if (/cache-?(write|creation)/.test(type)) {
    if (/1h|1-hour/.test(type)) return { cacheWrite1h: tokens };
    return /5m|5-min/.test(type) ? { cacheWrite5m: tokens } : { cacheWriteUntold: tokens };
  }
  if (/output/.test(type)) return { output: tokens };
  return /input/.test(type) ? { input: tokens } : {};
}

export const isClaude = (texts: readonly string[]): boolean => texts.some((text) => /claude|anthropic/i.test(text));
