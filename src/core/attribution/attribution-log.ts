/**
 * Records which project for usage reports Claude Code's settings set for a folder, and since when. Transcripts do not
 * contain it, so the settings are read when the first session is found that began after the last check.
 */

export type NamedSince = {
  /** "" = none. */
  readonly code: string;
  /** Applies to sessions that began later than this; epoch milliseconds. */
  readonly afterMs: number;
};

export type AttributionLog = {
  /** Sessions that began before this time have been checked; epoch milliseconds. */
  readonly lookedMs: number;
  /** By folder, oldest first. */
  readonly folders: ReadonlyMap<string, readonly NamedSince[]>;
};

export const NO_ATTRIBUTION: AttributionLog = { lookedMs: 0, folders: new Map() };

/** When and where a session began. */
export type Begun = { readonly firstMs: number; readonly project: string };

/** Logs are written a little after the time of their first row, and not in the order of those times. */
const LATE_MS = 86_400_000;

/** Sessions that began before this time need no check, even if their logs arrived late; epoch milliseconds. */
export const lookFrom = ({ lookedMs }: AttributionLog): number => lookedMs - LATE_MS;

/**
 * Adds the sessions that began since `lookFrom` to the log.
 * @param codeOf the project that the settings set for a folder now; called only for folders with a new session
 * @returns the same log where there was no new session
 */
export function lookAt(
  log: AttributionLog,
  sessions: Iterable<Begun>,
  codeOf: (folder: string) => string,
): AttributionLog {
  let latest = log.lookedMs;
  const folders = new Set<string>();
  for (const { firstMs, project } of sessions) {
    if (project === "" || Number.isNaN(firstMs)) continue;
    if (firstMs > log.lookedMs || !log.folders.has(project)) folders.add(project);
    latest = Math.max(latest, firstMs);
  }
  if (folders.size === 0) return log;
  const changed = new Map(log.folders);
  for (const folder of folders) {
    const known = log.folders.get(folder);
    const code = codeOf(folder);
    if (known && known.at(-1)?.code === code) continue;
    // The first code recorded for a folder also applies to its earlier sessions.
    changed.set(folder, [...(known ?? []), { code, afterMs: known ? log.lookedMs : 0 }]);
  }
  return { lookedMs: latest, folders: changed };
}

/** The code that the settings set for a session; "" = none. */
export function attributedTo({ folders }: AttributionLog, { firstMs, project }: Begun): string {
  return folders.get(project)?.findLast(({ afterMs }) => firstMs > afterMs)?.code ?? "";
}
