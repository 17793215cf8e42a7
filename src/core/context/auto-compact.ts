/**
 * Computes where Claude Code compacts automatically. The arithmetic was observed in client 2.1.330 and tested with a
 * window of 1M.
 */

/** Where a window smaller than the model's comes from. */
export type WindowSource = "environment" | "settings" | "served";

export type AutoCompactConfig = {
  /** False: the client never compacts by itself. */
  readonly automatic: boolean;
  /** False: `/compact` is switched off too (`DISABLE_COMPACT`). */
  readonly manual: boolean;
  /** The window that the compaction point is computed from, where it is smaller than the model's; null = not set. */
  readonly windowTokens: number | null;
  readonly windowSource: WindowSource | null;
  /** `CLAUDE_AUTOCOMPACT_PCT_OVERRIDE`, 1 … 100: it can only make compaction earlier. */
  readonly percentOverride: number | null;
};

export const DEFAULT_AUTO_COMPACT: AutoCompactConfig = {
  automatic: true,
  manual: true,
  windowTokens: null,
  windowSource: null,
  percentOverride: null,
};

/** Reserved for the summary; less where the model's maximum output is smaller. */
const SUMMARY_RESERVE = 20_000;
/** Reserved in addition. */
const BUFFER = 13_000;

/** The window that the compaction point is computed from: the model's, or a smaller one that is configured. */
export function effectiveWindow(windowTokens: number, config: AutoCompactConfig): number {
  return Math.min(windowTokens, config.windowTokens ?? windowTokens);
}

/**
 * Tokens at which the client compacts before the next prompt: 967,000 of 1M, 167,000 of 200k. null = switched off.
 * @param maxOutputTokens the model's; null = not known (assumed to be enough for a summary)
 */
export function autoCompactAt(
  windowTokens: number,
  maxOutputTokens: number | null,
  config: AutoCompactConfig,
): number | null {
  if (!config.automatic) return null;
  const usable = effectiveWindow(windowTokens, config) - Math.min(maxOutputTokens ?? SUMMARY_RESERVE, SUMMARY_RESERVE);
  const at = usable - BUFFER;
  const percent = config.percentOverride;
  return Math.max(0, percent === null ? at : Math.min(at, Math.floor((usable * percent) / 100)));
}
