/**
 * Claude Code's settings about compaction, from every file that can contain them: `.claude.json`, then the user's
 * `settings.json`, the project's `settings.json` and `settings.local.json`, and managed settings; later files take
 * precedence. Only the fields listed here are read; credentials are never opened.
 */

import { basename, join } from "node:path";
import { type ContextSettings, DEFAULT_CONTEXT_SETTINGS } from "../../core/context/context-settings.ts";
import { cachedByStat } from "../feeds/stat-cache.ts";
import { count, isObject, type Json, object, parseObject, text } from "../json.ts";
import { managedFiles } from "./managed-files.ts";

type Env = Readonly<Record<string, string | undefined>>;

export type SettingsPlaces = {
  /** The client's folder; null = none. */
  readonly root: string | null;
  /** "" = none. */
  readonly projectDir: string;
  /** The environment of this process; `env` in the settings takes precedence, as in the client. */
  readonly env: Env;
  /** Folders of managed settings. */
  readonly managed: readonly string[];
};

export function readContextSettings({ root, projectDir, env, managed }: SettingsPlaces): ContextSettings {
  const states = root === null ? [] : stateFiles(root).map(readState);
  const files = settingsFiles(root, projectDir, managed).map(readSettings);
  const layers = [...states, ...files];
  const merged: Env = Object.assign({}, env, ...files.map((file) => file.env));
  const last = <T>(pick: (layer: Layer) => T | null): T | null => layers.map(pick).findLast((v) => v !== null) ?? null;
  const manual = !isOn(merged["DISABLE_COMPACT"]);
  const model = merged["ANTHROPIC_MODEL"] ?? last((layer) => layer.model) ?? "";
  const minTokens = count(Number(merged["CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS"] || Number.NaN));
  return {
    automatic: manual && !isOn(merged["DISABLE_AUTO_COMPACT"]) && last((layer) => layer.automatic) !== false,
    manual,
    percentOverride: percentOf(merged["CLAUDE_AUTOCOMPACT_PCT_OVERRIDE"]),
    envWindow: sizeOf(merged["CLAUDE_CODE_AUTO_COMPACT_WINDOW"]),
    modelWindows: Object.assign({}, ...layers.map((layer) => layer.modelWindows)),
    window: last((layer) => layer.window),
    // The client only uses them where it connects to Anthropic directly.
    servedWindows: PROVIDERS.some((name) => isOn(merged[name]))
      ? {}
      : Object.assign({}, ...states.map((s) => s.served)),
    isHeldTo200k: isOn(merged["CLAUDE_CODE_DISABLE_1M_CONTEXT"]),
    wideModel: /\[1m\]$/i.test(model) ? model.slice(0, -"[1m]".length) : "",
    idle: {
      enabled: last((layer) => layer.idle) !== false,
      minTokens: Math.max(LEAST_WINDOW, minTokens ?? DEFAULT_CONTEXT_SETTINGS.idle.minTokens),
    },
  };
}

const PROVIDERS = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY"];

/** The values in one file; null = not set. */
type Layer = {
  readonly automatic: boolean | null;
  readonly window: number | "auto" | null;
  readonly modelWindows: Readonly<Record<string, number | "auto">>;
  readonly model: string | null;
  readonly idle: boolean | null;
};

function stateFiles(root: string): readonly string[] {
  const inside = join(root, ".claude.json");
  return basename(root) === ".claude" ? [join(root, "..", ".claude.json"), inside] : [inside];
}

function settingsFiles(root: string | null, projectDir: string, managed: readonly string[]): readonly string[] {
  const ofProject = ["settings.json", "settings.local.json"].map((name) => join(projectDir, ".claude", name));
  return [
    ...(root === null ? [] : [join(root, "settings.json")]),
    ...(projectDir === "" ? [] : ofProject),
    ...managedFiles(managed),
  ];
}

const readSettings = cachedByStat((source): Layer & { readonly env: Env } => {
  const file = parsed(source);
  return { ...layerOf(file), env: envOf(file["env"]) };
});

/** The state file can be large and changes often, so it is only decoded if it contains one of these fields. */
const STATE_FIELDS = ["autoCompactEnabled", "autoCompactWindow"];

const readState = cachedByStat((source): Layer & { readonly served: Readonly<Record<string, number>> } => {
  const file = STATE_FIELDS.some((field) => source.includes(`"${field}`)) ? parsed(source) : {};
  return { ...layerOf(file), model: null, idle: null, served: windowsOf(file["autoCompactWindowsCache"], numberOnly) };
});

/** A file that is missing, unreadable or not plain JSON sets nothing: the client skips it too. */
function parsed(source: string): Json {
  return parseObject(source.replace(/^\uFEFF/, "")) ?? {};
}

function layerOf(file: Json): Layer {
  const models = object(file["modelSettings"]);
  const saved = Object.entries(models).map(([model, set]) => [model, object(set)["autoCompactWindow"]] as const);
  return {
    automatic: flagOf(file["autoCompactEnabled"]),
    window: sizeOf(file["autoCompactWindow"]) ?? autoOf(file["autoCompactWindow"]),
    modelWindows: windowsOf(Object.fromEntries(saved), (value) => sizeOf(value) ?? autoOf(value)),
    model: text(file["model"]),
    idle: flagOf(file["idleCompaction"]),
  };
}

/** Only these of the variables in settings are read, because others may be keys and tokens. */
const ENV_NAMES = new Set([
  ...PROVIDERS,
  "ANTHROPIC_MODEL",
  "CLAUDE_AUTOCOMPACT_PCT_OVERRIDE",
  "CLAUDE_CODE_AUTO_COMPACT_WINDOW",
  "CLAUDE_CODE_DISABLE_1M_CONTEXT",
  "CLAUDE_CODE_IDLE_COMPACT_MIN_TOKENS",
  "DISABLE_AUTO_COMPACT",
  "DISABLE_COMPACT",
]);

function envOf(value: unknown): Env {
  const entries = Object.entries(object(value)).filter(
    ([name, v]) => ENV_NAMES.has(name) && (typeof v === "string" || typeof v === "number"),
  );
  return Object.fromEntries(entries.map(([name, v]) => [name, String(v)]));
}

function windowsOf<T>(byModel: unknown, read: (value: unknown) => T | null): Record<string, T> {
  const entries = isObject(byModel) ? Object.entries(byModel) : [];
  return Object.fromEntries(
    entries.flatMap(([model, value]) => {
      const window = read(value);
      return window === null ? [] : [[model, window]];
    }),
  );
}

const numberOnly = (value: unknown): number | null => (typeof value === "number" ? sizeOf(value) : null);

const flagOf = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);

const autoOf = (value: unknown): "auto" | null => (value === "auto" ? "auto" : null);

const LEAST_WINDOW = 100_000;
const UNITS: Readonly<Record<string, number>> = { k: 1000, m: 1_000_000 };

/** `400000`, `"400k"` or `"1m"`, at least 100,000; null where it is not a size. */
function sizeOf(value: unknown): number | null {
  const match = /^([\d.]+)([km]?)$/i.exec(String(value ?? "").trim());
  if (match === null) return null;
  const tokens = Math.round(Number(match[1]) * (UNITS[(match[2] as string).toLowerCase()] ?? 1));
  return tokens >= 1 ? Math.max(LEAST_WINDOW, tokens) : null;
}

function percentOf(value: string | undefined): number | null {
  const percent = value === undefined || value.trim() === "" ? Number.NaN : Number(value);
  return percent >= 1 && percent <= 100 ? percent : null;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && ["1", "true", "yes", "on"].includes(value.trim().toLowerCase());
}
