/** Facts, reports and origins as short JSON lists without keys. NaN is written as null. */

import type { Origins } from "../../core/reports/usage-rollup.ts";
import { ORIGIN_FIELDS, type Origin, recordOf } from "../../core/responses/origin.ts";
import { projectFolder } from "../../core/responses/project-path.ts";
import { type ScanReport, SKIP_REASONS, type SkipReason } from "../../core/responses/scan.ts";
import type { ClientLedger, Compaction, LedgerUsage, SessionFacts } from "../../core/responses/session-facts.ts";

type N = number | null;
const nan = (value: N): number => value ?? Number.NaN;

type LedgerList = readonly [
  at: N,
  start: N,
  cost: number,
  wall: number,
  api: number,
  added: number,
  removed: number,
  hasUnknown: 0 | 1,
  models: readonly (readonly [string, number, number, number, number, number, number, number])[],
];
type CompactionList = readonly [at: N, trigger: Compaction["trigger"], pre: number, post: N];
export type FactsList = readonly [
  sessionId: string,
  first: N,
  last: N,
  project: string,
  title: string | null,
  rank: number,
  apiErrors: number,
  turns: number,
  turnMs: number,
  parentId: string | null,
  /** 0 = those of the whole session. */
  ledgers: readonly LedgerList[] | 0,
  compactions: readonly CompactionList[],
  /** Missing in archives of versions without it; the same applies to the fields below. */
  worktree?: string,
  lostAnswers?: readonly number[],
  awaitingMs?: N,
  isDetached?: 0 | 1,
  branches?: readonly number[],
  pullRequests?: readonly (readonly [key: string, at: N])[],
];

/** @param hasAll the session has exactly these ledgers, so that they need not be listed again */
export function listFacts(f: SessionFacts, hasAll = false): FactsList {
  const title = f.title?.text ?? null;
  const rank = f.title?.rank ?? 0;
  const { sessionId, firstMs, lastMs, project, apiErrors, turns, turnMs, parentId } = f;
  const ledgers = hasAll ? 0 : f.ledgers.map(listLedger);
  const compactions = f.compactions.map((c) => [c.atMs, c.trigger, c.preTokens, c.postTokens] as const);
  const { lostAnswers, awaitingMs } = f;
  return [
    sessionId,
    firstMs,
    lastMs,
    project,
    title,
    rank,
    apiErrors,
    turns,
    turnMs,
    parentId,
    ledgers,
    compactions,
    f.worktree,
    lostAnswers,
    awaitingMs,
    f.isDetached ? 1 : 0,
    f.branches,
    f.pullRequests.map(({ key, atMs }) => [key, atMs] as const),
  ];
}

function listLedger(l: ClientLedger): LedgerList {
  const models = Object.entries(l.models).map(
    ([model, u]) =>
      [model, u.input, u.output, u.cacheWrite5m, u.cacheWrite1h, u.cacheRead, u.webSearches, u.costPico] as const,
  );
  const unknown = l.hasUnknownModelCost ? 1 : 0;
  const { atMs, startMs, totalCostPico, wallMs, apiMs, linesAdded, linesRemoved } = l;
  return [atMs, startMs, totalCostPico, wallMs, apiMs, linesAdded, linesRemoved, unknown, models];
}

/** One empty list for all, because most lists of most sessions are empty. */
const NONE: readonly never[] = Object.freeze([]);

const sharedIfEmpty = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? NONE : list);

/** @param whole returns the facts of the whole session */
export function factsOf(list: FactsList, whole?: (sessionId: string) => SessionFacts | undefined): SessionFacts {
  const [sessionId, first, last, project, title, rank, apiErrors, turns, turnMs, parentId, ledgers, compactions] = list;
  const folder = list[12] === undefined ? projectFolder(project) : { project, worktree: list[12] };
  const [, , , , , , , , , , , , , lostAnswers, awaitingMs, isDetached, branches, pullRequests] = list;
  return {
    sessionId,
    firstMs: nan(first),
    lastMs: nan(last),
    project: folder.project,
    worktree: folder.worktree,
    title: title === null ? null : { text: title, rank },
    ledgers: ledgers === 0 ? (whole?.(sessionId)?.ledgers ?? NONE) : sharedIfEmpty(ledgers.map(ledgerOf)),
    compactions: sharedIfEmpty(
      compactions.map(([at, trigger, preTokens, postTokens]) => ({ trigger, preTokens, postTokens, atMs: nan(at) })),
    ),
    apiErrors,
    lostAnswers: sharedIfEmpty(lostAnswers ?? NONE),
    awaitingMs: nan(awaitingMs ?? null),
    branches: sharedIfEmpty(branches ?? NONE),
    isDetached: isDetached === 1,
    turns,
    turnMs,
    parentId,
    pullRequests: sharedIfEmpty((pullRequests ?? NONE).map(([key, at]) => ({ key, atMs: nan(at) }))),
  };
}

export const textOfFacts = (facts: SessionFacts): string => JSON.stringify(listFacts(facts));
export const factsFromText = (text: string): SessionFacts => factsOf(JSON.parse(text) as FactsList);

function ledgerOf([at, start, cost, wallMs, apiMs, linesAdded, linesRemoved, unknown, list]: LedgerList): ClientLedger {
  const models: Record<string, LedgerUsage> = {};
  for (const [model, input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches, costPico] of list) {
    models[model] = { input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches, costPico };
  }
  const common = { totalCostPico: cost, wallMs, apiMs, linesAdded, linesRemoved, models };
  return { startMs: nan(start), ...common, hasUnknownModelCost: unknown === 1, atMs: nan(at) };
}

export type ReportList = readonly [
  files: number,
  bytes: number,
  rows: number,
  usageRows: number,
  undated: number,
  skipped: readonly number[],
  versions: readonly (readonly [string, number])[],
];

export function listReport(r: ScanReport): ReportList {
  const skipped = SKIP_REASONS.map((reason) => r.skipped[reason]);
  const some = skipped.some((n) => n > 0) ? skipped : [];
  return [r.files, r.bytes, r.rows, r.usageRows, r.undated, some, Object.entries(r.versions)];
}

export function reportOf([files, bytes, rows, usageRows, undated, skipped, versions]: ReportList): ScanReport {
  const bySkip = Object.fromEntries(SKIP_REASONS.map((reason, i) => [reason, skipped[i] ?? 0]));
  return {
    files,
    bytes,
    rows,
    usageRows,
    skipped: bySkip as Record<SkipReason, number>,
    undated,
    versions: Object.fromEntries(versions),
  };
}

const WIDTH = ORIGIN_FIELDS.length;

/** Origins as texts, each once, and the index of each part among them. */
export type OriginLists = { readonly texts: readonly string[]; readonly codes: Uint32Array };

export function listOrigins(origins: readonly Origin[]): OriginLists {
  const texts = new Map<string, number>();
  const codes = new Uint32Array(origins.length * WIDTH);
  const codeOf = (text: string): number => {
    let code = texts.get(text);
    if (code === undefined) {
      code = texts.size;
      texts.set(text, code);
    }
    return code;
  };
  origins.forEach((o, i) => {
    codes.set(
      ORIGIN_FIELDS.map((field) => codeOf(o[field])),
      i * WIDTH,
    );
  });
  return { texts: [...texts.keys()], codes };
}

/** Decodes an origin at its first access, because most reports need few of them. */
export class LazyOrigins implements Origins {
  readonly length: number;
  readonly #codes: Uint32Array;
  readonly #readTexts: () => readonly string[];
  readonly #made: (Origin | undefined)[] = [];
  #texts: readonly string[] | null = null;

  /** @param readTexts called at the first access */
  constructor(codes: Uint32Array, readTexts: () => readonly string[]) {
    this.#codes = codes;
    this.#readTexts = readTexts;
    this.length = codes.length / WIDTH;
  }

  /** All of them. */
  list(): readonly Origin[] {
    return Array.from({ length: this.length }, (_, code) => this.get(code));
  }

  part(code: number, name: keyof Origin): string {
    return this.#text(code, ORIGIN_FIELDS.indexOf(name));
  }

  get(code: number): Origin {
    let origin = this.#made[code];
    if (!origin) {
      origin = recordOf(ORIGIN_FIELDS, (_, place) => this.#text(code, place));
      this.#made[code] = origin;
    }
    return origin;
  }

  #text(code: number, place: number): string {
    this.#texts ??= this.#readTexts();
    return this.#texts[this.#codes[code * WIDTH + place] as number] as string;
  }
}
