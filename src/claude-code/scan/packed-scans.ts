/**
 * Scans on their way from one thread to another, as columns: a structured clone of each scan as it is names every member
 * of every object anew, which takes longer than to build them.
 */

import type { Origin, ResponseTable } from "../../core/responses/columns.ts";
import { type FileScan, SKIP_REASONS, type SkipReason, type Slice } from "../../core/responses/scan.ts";
import type { ClientLedger, Compaction, SessionFacts } from "../../core/responses/session-facts.ts";

/** A scan whose rows are in one table, with those of others. @param index of the request */
export type IndexedScan = { readonly index: number; readonly scan: FileScan };

type OriginColumns = Readonly<Record<keyof Origin, readonly string[]>>;

export type PackedScans = {
  /** `FILE_NUMBERS` of each scan, then its skipped rows by reason. */
  readonly files: Float64Array;
  readonly fileSessions: readonly string[];
  /** The table's, part by part. */
  readonly origins: OriginColumns;
  /** Scan, version (of `versionNames`), rows. */
  readonly versions: Float64Array;
  readonly versionNames: readonly string[];
  /** `FACT_NUMBERS` of each session of each scan. */
  readonly facts: Float64Array;
  readonly sessionIds: readonly string[];
  readonly projects: readonly string[];
  readonly titles: readonly string[];
  /** By place of the session. */
  readonly parents: ReadonlyMap<number, string>;
  readonly ledgers: ReadonlyMap<number, readonly ClientLedger[]>;
  readonly compactions: ReadonlyMap<number, readonly Compaction[]>;
};

/** Index, from, to, consumed bytes, fingerprint, whether it was resumed; files, bytes, rows, usage rows, undated; … */
const FILE_NUMBERS = 14;
const FILE_WIDTH = FILE_NUMBERS + SKIP_REASONS.length;
/** Scan, first and last time, rank of the title (-1 = none), API errors, turns, their time. */
const FACT_WIDTH = 7;

export function packScans(scans: readonly IndexedScan[], { models, origins }: ResponseTable): PackedScans {
  const codes = new Map(origins.map((origin, i) => [origin, i]));
  const modelCodes = new Map(models.map((model, i) => [model, i]));
  const names = new Map<string, number>();
  const files = new Float64Array(scans.length * FILE_WIDTH);
  const versions: number[] = [];
  const facts: number[] = [];
  const packed = { sessionIds: [] as string[], projects: [] as string[], titles: [] as string[] };
  const parents = new Map<number, string>();
  const ledgers = new Map<number, readonly ClientLedger[]>();
  const compactions = new Map<number, readonly Compaction[]>();
  scans.forEach(({ index, scan }, i) => {
    const { report, state } = scan;
    const { from, to } = scan.slices[0] as Slice;
    const last = state.last ? [modelCodes.get(state.last.model) ?? -1, codes.get(state.last.origin) ?? -1] : [-1, -1];
    const place = [index, from, to, scan.consumedBytes, scan.fingerprint, scan.isResumed ? 1 : 0];
    const counts = [report.files, report.bytes, report.rows, report.usageRows, report.undated];
    const skipped = SKIP_REASONS.map((reason) => report.skipped[reason]);
    files.set([...place, ...counts, state.lastMs, ...last, ...skipped], i * FILE_WIDTH);
    for (const [version, rows] of Object.entries(report.versions)) {
      const code = names.get(version) ?? names.size;
      names.set(version, code);
      versions.push(i, code, rows);
    }
    for (const f of scan.sessions) {
      const at = packed.sessionIds.length;
      facts.push(i, f.firstMs, f.lastMs, f.title?.rank ?? -1, f.apiErrors, f.turns, f.turnMs);
      packed.sessionIds.push(f.sessionId);
      packed.projects.push(f.project);
      packed.titles.push(f.title?.text ?? "");
      if (f.parentId !== null) parents.set(at, f.parentId);
      if (f.ledgers.length > 0) ledgers.set(at, f.ledgers);
      if (f.compactions.length > 0) compactions.set(at, f.compactions);
    }
  });
  return {
    ...{ files, fileSessions: scans.map(({ scan }) => scan.fileSession), origins: originColumns(origins) },
    ...{ versions: Float64Array.from(versions), versionNames: [...names.keys()], facts: Float64Array.from(facts) },
    ...{ ...packed, parents, ledgers, compactions },
  };
}

/** @param table what the rows are in, but for its origins @returns the scans in a table of their own objects */
export function unpackScans(p: PackedScans, table: Omit<ResponseTable, "origins">): IndexedScan[] {
  const { models } = table;
  const origins = originsOf(p.origins);
  const whole = { ...table, origins };
  const versions = p.fileSessions.map((): Record<string, number> => ({}));
  for (let v = 0; v < p.versions.length; v += 3) {
    const name = p.versionNames[p.versions[v + 1] as number] as string;
    (versions[p.versions[v] as number] as Record<string, number>)[name] = p.versions[v + 2] as number;
  }
  const sessions = p.fileSessions.map((): SessionFacts[] => []);
  p.sessionIds.forEach((_, s) => {
    sessions[p.facts[s * FACT_WIDTH] as number]?.push(factsAt(p, s));
  });
  return p.fileSessions.map((fileSession, i) => {
    const f = p.files.subarray(i * FILE_WIDTH, (i + 1) * FILE_WIDTH);
    const n = (k: number): number => f[k] as number;
    const skipped = {} as Record<SkipReason, number>;
    SKIP_REASONS.forEach((reason, k) => {
      skipped[reason] = n(FILE_NUMBERS + k);
    });
    const last = n(13) < 0 ? null : { model: models[n(12)] as string, origin: origins[n(13)] as Origin };
    const report = {
      ...{ files: n(6), bytes: n(7), rows: n(8), usageRows: n(9), skipped, undated: n(10) },
      versions: versions[i] as Record<string, number>,
    };
    const scan = {
      ...{ fileSession, slices: [{ table: whole, from: n(1), to: n(2) }], state: { lastMs: n(11), last } },
      ...{ sessions: sessions[i] as SessionFacts[], report, consumedBytes: n(3), isResumed: n(5) === 1 },
      fingerprint: n(4),
    };
    return { index: n(0), scan };
  });
}

function originColumns(origins: readonly Origin[]): OriginColumns {
  return {
    sessionId: origins.map((o) => o.sessionId),
    loggedIn: origins.map((o) => o.loggedIn),
    project: origins.map((o) => o.project),
    branch: origins.map((o) => o.branch),
    agent: origins.map((o) => o.agent),
    skill: origins.map((o) => o.skill),
    plugin: origins.map((o) => o.plugin),
    mcp: origins.map((o) => o.mcp),
    version: origins.map((o) => o.version),
    entrypoint: origins.map((o) => o.entrypoint),
  };
}

function originsOf(c: OriginColumns): Origin[] {
  return c.sessionId.map((sessionId, i) => ({
    sessionId,
    loggedIn: c.loggedIn[i] as string,
    project: c.project[i] as string,
    branch: c.branch[i] as string,
    agent: c.agent[i] as string,
    skill: c.skill[i] as string,
    plugin: c.plugin[i] as string,
    mcp: c.mcp[i] as string,
    version: c.version[i] as string,
    entrypoint: c.entrypoint[i] as string,
  }));
}

function factsAt(p: PackedScans, s: number): SessionFacts {
  const n = (k: number): number => p.facts[s * FACT_WIDTH + k] as number;
  const rank = n(3);
  return {
    sessionId: p.sessionIds[s] as string,
    firstMs: n(1),
    lastMs: n(2),
    project: p.projects[s] as string,
    title: rank < 0 ? null : { text: p.titles[s] as string, rank },
    ledgers: p.ledgers.get(s) ?? [],
    compactions: p.compactions.get(s) ?? [],
    apiErrors: n(4),
    turns: n(5),
    turnMs: n(6),
    parentId: p.parents.get(s) ?? null,
  };
}
