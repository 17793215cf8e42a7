/** Caches what was read from a small file until the file changes, because the dashboard reads it every second. */

import { readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";

/** @param read parses the file's text; gets "" where the file cannot be read */
export function cachedByStat<T>(read: (text: string) => T): (file: string) => T {
  const kept = new Map<string, { readonly stamp: string; readonly value: T }>();
  return (file) => {
    const stamp = stampOf(file);
    const known = kept.get(file);
    if (known?.stamp === stamp) return known.value;
    const value = read(stamp === "" ? "" : (readTextOrNull(file) ?? ""));
    kept.set(file, { stamp, value });
    return value;
  };
}

function stampOf(file: string): string {
  const stat = statIfAny(file);
  return stat?.isFile() ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : "";
}
