/** The first and last steps of every report: load, filter, and write in the requested format. */

import { existsSync } from "node:fs";
import type { Command } from "commander";
import { saveLoaded } from "../app/archive/save-loaded.ts";
import { recordAttribution } from "../app/attribution/record-attribution.ts";
import { summaryOwners } from "../app/limits/accounts.ts";
import { moneyMeaning } from "../app/limits/money-meaning.ts";
import { type ReadLimits, readLimits } from "../app/limits/read-limits.ts";
import { loadHistory } from "../app/load/load-history.ts";
import { type Query, query } from "../app/load/query.ts";
import { recordSummaries } from "../app/load/spend-snapshot.ts";
import { fullDayNotes } from "../app/telemetry/full-days.ts";
import { escapeUnsafe } from "../core/clean-text.ts";
import type { MoneyMeaning } from "../core/limits/plan.ts";
import type { CurrencyRate } from "../core/pricing/currency.ts";
import { namesAny } from "../core/reports/filter.ts";
import { mergeQuietFeeds } from "../store/feeds/quiet-feeds.ts";
import { dataPaths } from "../store/files/data-dir.ts";
import { jsonText } from "../view/json/json-text.ts";
import type { JsonHead } from "../view/json/parts.ts";
import type { TableFrame } from "../view/tables/frame.ts";
import { hasColour, hasUnicode, type TerminalStyle, terminalStyle } from "../view/text/terminal-style.ts";
import { filterText } from "../view/words/filter-text.ts";
import type { Io } from "./io.ts";
import { missingLogs } from "./missing-logs.ts";
import {
  type CommonOptions,
  readCommonOptions,
  readFilter,
  readWeekStart,
  readZone,
} from "./options/common-options.ts";
import { readCurrency } from "./options/currency-option.ts";
import { printMessage } from "./terminal/messages.ts";
import { createProgress } from "./terminal/progress.ts";
import { refuseUnknownNames } from "./unknown-names.ts";

export type Report = {
  readonly io: Io;
  readonly options: CommonOptions;
  readonly query: Query;
  /** Notes on the load for the user, one line each. */
  readonly notes: readonly string[];
  /** What the figures of this range do not include, one line each; `notes` contains them too. */
  readonly rangeNotes: readonly string[];
  readonly style: TerminalStyle;
  readonly width: number;
  /** What dollars mean on the user's plan; null = not known. */
  readonly money: MoneyMeaning | null;
  /** Shown beside dollars; null = none requested. */
  readonly currency: CurrencyRate | null;
  /** Computed at the first call. */
  limits(): ReadLimits;
};

/** Models to filter by, and the name of their option, without dashes. */
export type ModelFilter = { readonly option: string; readonly models: readonly string[] };

/**
 * @param needsLogs false for commands that can also run without logs
 * @param modelFilter replaces `--model` where that has another meaning
 * @throws UserError where there are no logs and the output is for a person; JSON and CSV are then empty
 */
export async function openReport(
  command: Command,
  io: Io,
  needsLogs = true,
  modelFilter: ModelFilter | null = null,
): Promise<Report> {
  const options = readCommonOptions(command);
  const zone = readZone(options);
  const nowMs = io.now();
  const paths = dataPaths(options.dataDir, io.env);
  // The rate is the user's own in the demo too, whose settings they cannot change.
  const own = options.demo === true ? dataPaths(options.ownDataDir, io.env) : paths;
  const currency = readCurrency(options.currency, own.settingsFile, options.csv === true);
  const filter = readFilter({ ...options, model: modelFilter?.models ?? options.model }, zone, nowMs);
  const load = {
    ...loadOptions(options),
    zone,
    archivable: "few" as const,
    progress: createProgress(io.stderr, io.now),
  };
  const loaded = await loadHistory(load, io);
  const { history } = loaded;
  const archiveLater = io.archiveLater && (() => io.archiveLater?.(load));
  const rangeNotes = fullDayNotes(paths.otelDir, filter, zone);
  const notes = [...history.notes, ...(await saveLoaded(loaded, { nowMs, archiveLater })), ...rangeNotes];
  // The status line and the hooks use these sums, which must cover all of the user's own logs and days.
  const keep = !history.demo && options.configDir.length === 0 && options.timezone === undefined;
  let limits: ReadLimits | null = null;
  const readOnce = (): ReadLimits => {
    limits ??= readLimits({ history, paths, homeDir: io.homeDir, zone, nowMs, keep });
    return limits;
  };
  if (keep) {
    recordSummaries(history, summaryOwners(history, paths, io.homeDir, nowMs), zone, nowMs);
    recordAttribution(history, paths.stateDir, io);
    mergeQuietFeeds(paths.statuslineDir, nowMs);
    if (existsSync(paths.settingsFile)) readOnce();
    const shareNote = io.shareLater?.(options.dataDir) ?? null;
    if (shareNote !== null) notes.push(shareNote);
  }
  for (const note of notes) printMessage(io.stderr, note);
  if (history.report.files === 0 && history.quarterHourRollup.columns.length === 0) {
    const missing = missingLogs(history);
    if (needsLogs && !options.json && !options.csv) throw missing;
    printMessage(io.stderr, missing.message);
  } else if (namesAny(filter)) {
    refuseUnknownNames(history, filter, modelFilter?.option);
  }
  return {
    io,
    options,
    query: query(history, filter, zone, nowMs, readWeekStart(options)),
    notes,
    rangeNotes,
    style: styleOf(options, io),
    width: widthOf(io),
    money: history.demo ? null : moneyMeaning(paths, history.roots.find((root) => root.found)?.path ?? null),
    currency,
    limits: readOnce,
  };
}

export function loadOptions(options: CommonOptions): {
  configDirs: readonly string[];
  dataDir: string | undefined;
  archive: boolean;
  index: boolean;
  demo: boolean;
} {
  const { configDir, dataDir, archive, index, demo = false } = options;
  return { configDirs: configDir, dataDir, archive, index, demo };
}

export function styleOf(options: CommonOptions, io: Io): TerminalStyle {
  const colour = !options.json && !options.csv && hasColour(options.color, io.env, io.stdout.isTTY);
  return terminalStyle({ colour, unicode: !options.ascii && hasUnicode(io.env, io.platform) });
}

/** The settings that every table of this report shares. */
export function frameOf({ width, style, query, money, currency }: Report): Required<TableFrame> {
  return { width, style, demo: query.history.demo, filter: filterText(query.filter), money, currency };
}

/** Tables are drawn with at least 40 columns; a pipe without COLUMNS gets 80. */
export function widthOf(io: Io): number {
  return Math.max(40, Math.min(io.stdout.columns, 300));
}

export function jsonHead({ query: { history, zone, nowMs, filter }, rangeNotes, currency }: Report): JsonHead {
  return {
    timezone: zone.name,
    nowMs,
    basis: history.basis,
    priceMarks: history.priceMarks,
    demo: history.demo,
    filter,
    notes: rangeNotes,
    currency,
  };
}

/** Unsafe characters in strings are escaped, not removed, so that a reader gets the original values. */
export function writeJson(io: Io, value: unknown): void {
  for (const text of jsonText(value)) io.stdout.write(escapeUnsafe(text));
}

/** The same on one line, for output that is read line by line. */
export function writeJsonLine(io: Io, value: unknown): void {
  io.stdout.write(`${escapeUnsafe(JSON.stringify(value))}\n`);
}

/** Text longer than the screen is shown page by page in a terminal. */
export function writeLines(io: Io, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const text = `${lines.join("\n")}\n`;
  if (!io.page?.(text, lines.length)) io.stdout.write(text);
}
