/**
 * The settings for the status line and the hooks: one read and one `JSON.parse`, without lowdb and valibot. Never
 * throws: unreadable or invalid values count as missing.
 */
import { isObject, parseJson } from "../../core/parse-json.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";

/** The file's contents, not validated: check the type of every value. */
export type QuickSettings = Readonly<Record<string, unknown>>;

export function readSettingsQuick(file: string): QuickSettings {
  return readObject(file) ?? readObject(`${file}.bak`) ?? {};
}

/** The value at a path of keys, or undefined. */
export function quickValue(settings: QuickSettings, ...path: readonly string[]): unknown {
  let value: unknown = settings;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

export function quickNumber(settings: QuickSettings, path: readonly string[], fallback: number): number {
  const value = quickValue(settings, ...path);
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

export function quickBoolean(settings: QuickSettings, path: readonly string[], fallback: boolean): boolean {
  const value = quickValue(settings, ...path);
  return typeof value === "boolean" ? value : fallback;
}

export function quickString(settings: QuickSettings, path: readonly string[], fallback: string): string {
  const value = quickValue(settings, ...path);
  return typeof value === "string" ? value : fallback;
}

function readObject(file: string): QuickSettings | null {
  // Missing, unreadable or broken: the caller runs inside Claude Code and must not fail.
  const value = parseJson(readTextOrNull(file)?.replace(/^\uFEFF/, "") ?? "");
  return isObject(value) ? value : null;
}
