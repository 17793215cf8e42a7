/** The causes of a range's cost, from tokens and the logs of its sessions, and the advice that follows from them. */

import { statSync } from "node:fs";
import { sessionLogs } from "../../claude-code/logs/session-log.ts";
import { claudeMdBytes } from "../../claude-code/settings/claude-md.ts";
import { readSessionEvidence } from "../../claude-code/turns/session-evidence.ts";
import { type Advice, findAdvice } from "../../core/drivers/advice.ts";
import type { Cause } from "../../core/drivers/cause-sums.ts";
import { type BackgroundTotal, type CauseReport, findCauses } from "../../core/drivers/causes.ts";
import { NO_EVIDENCE } from "../../core/drivers/evidence.ts";
import { priceAtModel, type WhatIf } from "../../core/drivers/what-if.ts";
import type { Pico } from "../../core/pricing/money.ts";
import { Flag } from "../../core/responses/columns.ts";
import type { History } from "../load/history.ts";

export type RangeCauses = CauseReport & {
  readonly advices: readonly Advice[];
  readonly totalPico: Pico;
  /** Sessions explained from tokens only: their log is gone, or the logs are too large to read. */
  readonly withoutLog: number;
};

/** The parts of a history that causes need. */
export type CausesHistory = Pick<History, "table" | "book" | "copies" | "sessions" | "roots">;

export type RangeOptions = {
  /** 1 for the rows of the history's table to explain. */
  readonly selected: Uint8Array;
  readonly background: BackgroundTotal;
  /** Ids of alerts and advice that the user has silenced. */
  readonly silenced: readonly string[];
};

/** Sessions whose rows and logs are already known, so that they are not searched for. */
export type KnownSessions = {
  readonly rows: readonly number[];
  /** By session id; a session that is missing here is explained from tokens only. */
  readonly logs: ReadonlyMap<string, string>;
};

/** The most bytes of logs to read for one answer, newest sessions first. */
const MOST_BYTES = 512 << 20;

export function rangeCauses(history: CausesHistory, { selected, background, silenced }: RangeOptions): RangeCauses {
  const wanted = sessionIds(history, selected);
  const logs = readableLogs(history, wanted);
  const report = reportOf(history, { selected, background, logs });
  const totalPico = report.causes.reduce((n, { costPico }) => n + costPico, 0n);
  const advices = findAdvice({
    report,
    totalPico,
    subagents: cheaperSubagents(history, selected),
    claudeMdTokens: claudeMdTokens(history, report),
    silenced,
  });
  return { ...report, advices, totalPico, withoutLog: wanted.size - logs.size };
}

/** The causes of some sessions' responses only: the result of `rangeCauses` for them, without background. */
export function sessionsCauses(
  history: Omit<CausesHistory, "roots">,
  { selected, rows, logs }: KnownSessions & Pick<RangeOptions, "selected">,
): readonly Cause[] {
  return reportOf(history, { selected, rows, logs, background: NO_BACKGROUND }).causes;
}

const NO_BACKGROUND: BackgroundTotal = { costPico: null, kinds: [] };

type Reported = Pick<RangeOptions, "selected" | "background"> & Partial<KnownSessions> & Pick<KnownSessions, "logs">;

function reportOf({ table, book, copies, sessions }: Omit<CausesHistory, "roots">, reported: Reported): CauseReport {
  const { selected, rows, background, logs } = reported;
  return findCauses({
    table,
    book,
    selected,
    ...(rows === undefined ? {} : { rows }),
    copies,
    sessions,
    background,
    evidenceOf: (id) => {
      const path = logs.get(id);
      return path === undefined ? NO_EVIDENCE : readSessionEvidence(path);
    },
  });
}

function sessionIds({ table }: CausesHistory, selected: Uint8Array): ReadonlySet<string> {
  const { columns, origins } = table;
  const ids = new Set<string>();
  for (let i = 0; i < columns.length; i++) {
    if (selected[i] === 1) ids.add(origins[columns.origin[i] as number]?.sessionId ?? "");
  }
  return ids;
}

function readableLogs(history: CausesHistory, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const all = sessionLogs(history.roots.filter((r) => r.found).map((r) => r.path));
  return logsToRead(history, wanted, (id) => all.get(id));
}

/**
 * The logs of those sessions, newest first, as far as they exist and within the size limit.
 * @param filesOf the files of a session that count for the limit, by the path of its own log
 */
export function logsToRead(
  { sessions }: Pick<CausesHistory, "sessions">,
  wanted: Iterable<string>,
  logOf: (sessionId: string) => string | undefined,
  mostBytes = MOST_BYTES,
  filesOf = (path: string): readonly string[] => [path],
): ReadonlyMap<string, string> {
  const newestFirst = [...wanted].sort((a, b) => (sessions.get(b)?.lastMs ?? 0) - (sessions.get(a)?.lastMs ?? 0));
  const logs = new Map<string, string>();
  let bytes = 0;
  for (const id of newestFirst) {
    const path = logOf(id);
    if (path === undefined) continue;
    for (const file of filesOf(path)) bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes > mostBytes && logs.size > 0) break;
    logs.set(id, path);
  }
  return logs;
}

/** Models that subagents commonly use where the main conversation has a larger one. */
const CHEAPER_MODELS = ["claude-sonnet-5-5", "claude-haiku-5-5"] as const;

/** Subagents' requests priced at a cheaper model; null = there were none, or they used the cheapest. */
function cheaperSubagents(
  { table, book }: CausesHistory,
  selected: Uint8Array,
): (WhatIf & { readonly model: string }) | null {
  const { columns } = table;
  const rows: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    if (selected[i] === 1 && ((columns.flags[i] as number) & Flag.sidechain) !== 0) rows.push(i);
  }
  if (rows.length === 0) return null;
  const [model] = CHEAPER_MODELS;
  const dearer = rows.filter((row) => !CHEAPER_MODELS.some((cheap) => book.matches(modelOf(table, row), cheap)));
  const whatIf = priceAtModel(table, book, dearer, model);
  return whatIf.whatIfPico < whatIf.costPico ? { ...whatIf, model } : null;
}

const modelOf = ({ columns, models }: CausesHistory["table"], row: number): string =>
  models[columns.model[row] as number] ?? "";

/** Approximate characters per token of prose. */
const BYTES_PER_TOKEN = 4;

function claudeMdTokens({ roots }: CausesHistory, report: CauseReport): ReadonlyMap<string, number> {
  const root = roots.find((r) => r.found)?.path ?? null;
  return new Map(
    report.starts.map(({ project }) => [project, Math.round(claudeMdBytes(project, root) / BYTES_PER_TOKEN)]),
  );
}
