/** Claude Code's settings that decide about compaction, as merged from its files and its environment. */

import type { AutoCompactConfig, WindowSource } from "./auto-compact.ts";

export type ContextSettings = {
  /** False: the client never compacts by itself. */
  readonly automatic: boolean;
  /** False: `/compact` is switched off too (`DISABLE_COMPACT`). */
  readonly manual: boolean;
  /** `CLAUDE_AUTOCOMPACT_PCT_OVERRIDE`, 1 to 100; null = not set. */
  readonly percentOverride: number | null;
  /** The auto-compact window, in tokens: from the environment, by model id, and for every other model. */
  readonly envWindow: number | null;
  /** "auto" = the model's own default. */
  readonly modelWindows: Readonly<Record<string, number | "auto">>;
  readonly window: number | "auto" | null;
  /** Default windows that Anthropic serves for a model; they apply where the user set none. */
  readonly servedWindows: Readonly<Record<string, number>>;
  /** `CLAUDE_CODE_DISABLE_1M_CONTEXT`: every model is limited to 200,000 tokens. */
  readonly isHeldTo200k: boolean;
  /** The model setting without its `[1m]`; "" = no setting requests the 1M window. */
  readonly wideModel: string;
  readonly idle: {
    /** `idleCompaction`: the client compacts an idle session before its prompt cache expires. */
    readonly enabled: boolean;
    /** Smaller contexts are not compacted. */
    readonly minTokens: number;
  };
};

export const DEFAULT_CONTEXT_SETTINGS: ContextSettings = {
  automatic: true,
  manual: true,
  percentOverride: null,
  envWindow: null,
  modelWindows: {},
  window: null,
  servedWindows: {},
  isHeldTo200k: false,
  wideModel: "",
  idle: { enabled: true, minTokens: 200_000 },
};

/**
 * Returns the settings that apply to one model: the environment's window first, then the one saved for the model, then
 * the one for all models, then the served default.
 * @param isModel whether a name in the settings refers to the model
 */
export function autoCompactFor(settings: ContextSettings, isModel: (name: string) => boolean): AutoCompactConfig {
  const { automatic, manual, percentOverride } = settings;
  const [windowTokens, windowSource] = windowFor(settings, isModel);
  return { automatic, manual, windowTokens, windowSource, percentOverride };
}

function windowFor(
  { automatic, envWindow, modelWindows, window, servedWindows }: ContextSettings,
  isModel: (name: string) => boolean,
): readonly [number | null, WindowSource | null] {
  if (envWindow !== null) return [envWindow, "environment"];
  const saved = valueFor(modelWindows, isModel) ?? window;
  if (typeof saved === "number") return [saved, "settings"];
  const served = automatic ? valueFor(servedWindows, isModel) : null;
  return served === null ? [null, null] : [served, "served"];
}

function valueFor<T>(byModel: Readonly<Record<string, T>>, isModel: (name: string) => boolean): T | null {
  const name = Object.keys(byModel).find(isModel);
  return name === undefined ? null : (byModel[name] as T);
}
