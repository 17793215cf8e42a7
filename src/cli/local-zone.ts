/**
 * This machine's time zone. Getting it from `Intl` takes 17 ms, as much as Node's own start; `Date` has its offsets
 * immediately, and the system has its name.
 */

import { existsSync, readlinkSync } from "node:fs";
import { Zone } from "../core/calendar/zone.ts";
import { tryFile } from "../runtime/try-file.ts";

const ZONE_FILES = "/usr/share/zoneinfo/";
/** Spellings of UTC, which `Intl` all calls UTC. */
const UTC = /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich)$/;

export function localZone(): Zone {
  const name = systemName() ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
  return new Zone(name, (timeMs) => -new Date(timeMs).getTimezoneOffset() * 60_000);
}

/** null = not set in a known way. */
function systemName(): string | null {
  // `Date` uses the variable of the process, whichever environment a command is given.
  const set = process.env["TZ"];
  const name = set === undefined ? linkedName() : set.replace(/^:/, "") || "UTC";
  if (name === null) return null;
  if (UTC.test(name)) return "UTC";
  return /^[A-Z][A-Za-z]+(\/[A-Za-z_+-]+)+$/.test(name) && existsSync(ZONE_FILES + name) ? name : null;
}

function linkedName(): string | null {
  const target = tryFile(() => readlinkSync("/etc/localtime"), "");
  const at = target.indexOf("zoneinfo/");
  return at < 0 ? null : target.slice(at + "zoneinfo/".length);
}
