/**
 * Finds which sources of an organisation are set up, whether each has a key, and how recent its figures are. Sends no
 * request to any of them.
 */

import { SOURCE_KINDS, type SourceInspection, type SourceKind } from "../../core/organization/fetched.ts";
import type { OrgReport } from "../../core/organization/org-row.ts";
import { UserError } from "../../core/user-error.ts";
import { findKey, KEY_VARIABLES } from "../../sources/client/keys.ts";
import { ownNamesIn } from "../../store/files/absent.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { loadSettings } from "../../store/settings.ts";
import { SourceStore } from "../../store/sources/source-store.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param sourcesDir the user's own folder, or a team folder's
 * @returns one for each source that has a key, an address or stored figures
 */
export async function inspectSources(
  sourcesDir: string,
  paths: DataPaths,
  env: Environment,
): Promise<readonly SourceInspection[]> {
  const { settings } = loadSettings(paths.settingsFile);
  const found: SourceInspection[] = [];
  for (const kind of SOURCE_KINDS) {
    const { url, keyFile } = settings.sources[kind];
    const stored = await inspectStore(sourcesDir, kind);
    const isSetUp = url !== undefined || keyFile !== undefined || Boolean(env[KEY_VARIABLES[kind]]);
    // The Console and the Enterprise API use the same variable: which of the two the key is for shows only when it is
    // used.
    const isOther = kind === "enterprise" && stored === null && url === undefined && keyFile === undefined;
    if ((isSetUp && !isOther) || stored !== null) {
      found.push({ ...(stored ?? NOTHING_STORED), kind, key: keyOf(kind, keyFile, paths, env) });
    }
  }
  const files = ownNamesIn(sourcesDir).filter(
    (name) => /^[a-z-]+$/.test(name) && !SOURCE_KINDS.includes(name as SourceKind),
  );
  for (const kind of files.sort()) {
    const stored = await inspectStore(sourcesDir, kind);
    if (stored !== null) found.push({ ...stored, kind, key: null });
  }
  return found;
}

const NOTHING_STORED = { finishedMs: null, startedMs: null, address: "", reports: [] };

async function inspectStore(sourcesDir: string, kind: string): Promise<Omit<SourceInspection, "kind" | "key"> | null> {
  const store = new SourceStore(sourcesDir, kind);
  const state = store.state();
  const names = new Set([...store.reports(), ...Object.keys(state.reports)]);
  if (state.startedMs === null && names.size === 0) return null;
  const reports: SourceInspection["reports"][number][] = [];
  for (const id of [...names].sort()) {
    const { days = {}, completeUntilMs = null, refusal = null, refusedRows = {} } = state.reports[id] ?? {};
    const fetched = Object.keys(days).sort();
    const lastDay = fetched.at(-1) ?? (await lastDayOf(store, id));
    const unreadable = Object.values(refusedRows).reduce((n, rows) => n + rows, 0);
    reports.push({ id, lastDay, completeUntilMs, refusal, unreadable });
  }
  return { finishedMs: state.finishedMs, startedMs: state.startedMs, address: state.address, reports };
}

/** The last day of imported figures, which have no state file. */
async function lastDayOf(store: SourceStore, report: string): Promise<string | null> {
  const { rows } = await store.readableRows(report as OrgReport, null, null);
  return rows.reduce<string | null>(
    (last, row) => (last === null || row.untilDate > last ? row.untilDate : last),
    null,
  );
}

function keyOf(
  kind: SourceKind,
  keyFile: string | undefined,
  paths: DataPaths,
  env: Environment,
): SourceInspection["key"] {
  try {
    const key = findKey(kind, { env, keyFile, settingsFile: paths.settingsFile });
    return key === null ? { problem: null, from: null, kind: null } : { problem: null, from: key.from, kind: key.kind };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message, from: null, kind: null };
  }
}
