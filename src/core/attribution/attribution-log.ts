/**
 * Which project for usage reports Claude Code's settings named for a folder, and since when: the transcript does not hold
 * it, so that the settings are read when the first session is seen that began after the last look.
 */

export type NamedSince = {
  /** "" = none. */
  readonly code: string;
  /** It holds for sessions that began later than this; epoch milliseconds. */
  readonly afterMs: number;
};

export type AttributionLog = {
  /** Sessions that began up to then have been looked at; epoch milliseconds. */
  readonly lookedMs: number;
  /** By folder, oldest first. */
  readonly folders: ReadonlyMap<string, readonly NamedSince[]>;
};

export const NO_ATTRIBUTION: AttributionLog = { lookedMs: 0, folders: new Map() };

/** A session, as far as it is about when and where it began. */
export type Begun = { readonly firstMs: number; readonly project: string };

/** Logs are written a little after their first row's time, and not in the order of those times. */
const LATE_MS = 86_400_000;

/** Sessions before this time have been looked at, however late their logs came; epoch milliseconds. */
export const lookFrom = ({ lookedMs }: AttributionLog): number => lookedMs - LATE_MS;

/**
 * The log after a look at the sessions that began since `lookFrom`.
 * @param codeOf what the settings of a folder name now; asked only of folders with a session that is new
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
    // A folder's first look is also for what it had before.
    changed.set(folder, [...(known ?? []), { code, afterMs: known ? log.lookedMs : 0 }]);
  }
  return { lookedMs: latest, folders: changed };
}

/** The code that the settings named for a session; "" = none. */
export function attributedTo({ folders }: AttributionLog, { firstMs, project }: Begun): string {
  return folders.get(project)?.findLast(({ afterMs }) => firstMs > afterMs)?.code ?? "";
}
