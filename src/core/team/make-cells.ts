/** Makes a machine's cells of its history: every response once, background by kind, UTC dates. */

import type { BackgroundStatus, SessionBackground } from "../background/types.ts";
import type { DayNumber } from "../calendar/zone.ts";
import { modelProvider, normaliseModelId } from "../pricing/model-id.ts";
import { Flag, isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import type { ClientLedger, SessionFacts } from "../responses/session-facts.ts";
import { NO_TOKENS } from "../responses/tokens.ts";
import type { BILLING_MODES, CellDimensions, ENTRIES, GEOS, SPEEDS } from "./cell.ts";
import { addId, type CellDraft, CellDrafts } from "./cell-draft.ts";

const DAY_MS = 86_400_000;

export type CellSource = {
  /** Each billed response once, priced. */
  readonly table: ResponseTable;
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly background: ReadonlyMap<string, SessionBackground>;
};

/** What a member shares, and how things are named there. */
export type CellChoices = {
  /** First and last UTC date. */
  readonly fromDay: DayNumber;
  readonly untilDay: DayNumber;
  /** A model's id of the public price list; null = the list does not have it. */
  publicModel(raw: string): string | null;
  /** Whether nothing of a project is shared. */
  isLeftOut(project: string): boolean;
  /** "" = not shared. */
  projectAlias(project: string): string;
  /** Names of agents and skills that may be shared. */
  readonly agents: ReadonlySet<string>;
  readonly skills: ReadonlySet<string>;
  readonly lines: boolean;
  /** How the account that a session was of at a time is billed. */
  billingOf(sessionId: string, timeMs: number): (typeof BILLING_MODES)[number];
};

export type MadeCells = {
  readonly cells: readonly CellDraft[];
  /** Responses that were imported from another machine: that machine shares them itself. */
  readonly imported: number;
  /** Responses whose date cannot be, because a clock was off. */
  readonly misdated: number;
  /** Responses of projects that the member leaves out, of the dates that are shared; and those dates. */
  readonly leftOut: number;
  readonly leftOutDays: ReadonlySet<DayNumber>;
};

/** 2020-01-01: there was no Claude Code. */
const FIRST_DAY: DayNumber = 18_262;

/** @param today the UTC date of now */
export function makeCells(source: CellSource, choices: CellChoices, today: DayNumber): MadeCells {
  const drafts = new CellDrafts();
  const { logged, ...counts } = addResponses(drafts, source, choices, today);
  addBackground(drafts, source, choices, logged);
  if (choices.lines) addLines(drafts, source, choices, logged);
  return { cells: drafts.finish(), ...counts };
}

/** What the responses tell of their sessions. */
type Logged = {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Sessions all of whose responses were imported. */
  isImported(sessionId: string): boolean;
  /** Where each session's last response of its main conversation before a time is; null = nowhere. */
  lastMainBefore(sessionId: string, timeMs: number): number | null;
  dimensionsAt(row: number): CellDimensions;
};

type Entry = (typeof ENTRIES)[number];

function addResponses(
  drafts: CellDrafts,
  source: CellSource,
  choices: CellChoices,
  today: DayNumber,
): Omit<MadeCells, "cells"> & { readonly logged: Logged } {
  const { columns, origins } = source.table;
  const first = firstRows(source.table);
  const dimensionsOf = dimensionReader(source.table, choices);
  const entries = new Map<string, Entry>();
  const own = new Set<string>();
  const foreign = new Set<string>();
  const mainRows = new Map<string, number[]>();
  let imported = 0;
  let misdated = 0;
  let leftOut = 0;
  const leftOutDays = new Set<DayNumber>();
  for (let i = 0; i < columns.length; i++) {
    const origin = origins[columns.origin[i] as number] as Origin;
    const flags = columns.flags[i] as number;
    const { sessionId } = origin;
    if ((flags & Flag.imported) !== 0) {
      imported++;
      foreign.add(sessionId);
      continue;
    }
    own.add(sessionId);
    if (!entries.has(sessionId)) entries.set(sessionId, entryOf(origin.entrypoint));
    const day = Math.floor((columns.timeMs[i] as number) / DAY_MS);
    if (!(day >= FIRST_DAY && day <= today)) misdated++;
    if (!(day >= choices.fromDay && day <= choices.untilDay)) continue;
    if (choices.isLeftOut(origin.project)) {
      leftOut++;
      leftOutDays.add(day);
      continue;
    }
    if (choices.lines && (flags & Flag.sidechain) === 0) pushTo(mainRows, sessionId, i);
    const cost = columns.costPico[i] as number;
    const cell = drafts.add(day, dimensionsOf(i), {
      tokens: tokensAt(columns, i),
      responses: isRequest(flags) ? 1 : 0,
      webSearches: columns.webSearches[i] as number,
      costPico: Number.isNaN(cost) ? null : BigInt(cost),
      status: statusOf(source, sessionId),
      version: cleanVersion(origin.version),
    });
    addId(cell, columns.idLo[i] as number, columns.idHi[i] as number);
    if (first.get(sessionId) === i) cell.sessions++;
  }
  const logged: Logged = {
    entries,
    isImported: (sessionId) => foreign.has(sessionId) && !own.has(sessionId),
    lastMainBefore: (sessionId, timeMs) => lastBefore(source.table, mainRows.get(sessionId) ?? [], timeMs),
    dimensionsAt: dimensionsOf,
  };
  return { logged, imported, misdated, leftOut, leftOutDays };
}

function pushTo(rows: Map<string, number[]>, sessionId: string, row: number): void {
  const list = rows.get(sessionId);
  if (list) list.push(row);
  else rows.set(sessionId, [row]);
}

function lastBefore({ columns }: ResponseTable, rows: readonly number[], timeMs: number): number | null {
  let best: number | null = null;
  for (const row of rows) {
    const at = columns.timeMs[row] as number;
    if (at <= timeMs && (best === null || at >= (columns.timeMs[best] as number))) best = row;
  }
  return best;
}

/** Of each session the row of its first response; of equal times the one with the smaller id, so that files' order does not matter. */
function firstRows({ columns, origins }: ResponseTable): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  const { timeMs, idHi, idLo } = columns;
  for (let i = 0; i < columns.length; i++) {
    if (((columns.flags[i] as number) & Flag.imported) !== 0) continue;
    const { sessionId } = origins[columns.origin[i] as number] as Origin;
    const k = first.get(sessionId);
    const order =
      k === undefined
        ? -1
        : (timeMs[i] as number) - (timeMs[k] as number) ||
          (idHi[i] as number) - (idHi[k] as number) ||
          (idLo[i] as number) - (idLo[k] as number);
    if (order < 0) first.set(sessionId, i);
  }
  return first;
}

/** Reads a row's dimensions; what depends on its origin or its model alone is worked out once. */
function dimensionReader(table: ResponseTable, choices: CellChoices): (row: number) => CellDimensions {
  const { columns, models, origins } = table;
  const byModel = models.map((raw) => ({
    ...modelDimensions(raw, choices),
    isRegional: normaliseModelId(raw).regional,
  }));
  const byOrigin = origins.map((origin) => ({
    entry: entryOf(origin.entrypoint),
    project: choices.projectAlias(origin.project),
    agent: choices.agents.has(origin.agent) ? origin.agent : "",
    skill: choices.skills.has(origin.skill) ? origin.skill : "",
    sessionId: origin.sessionId,
  }));
  return (row) => {
    const flags = columns.flags[row] as number;
    const { model, provider, isRegional } = byModel[columns.model[row] as number] as (typeof byModel)[number];
    const { sessionId, entry, project, agent, skill } = byOrigin[
      columns.origin[row] as number
    ] as (typeof byOrigin)[number];
    return {
      model,
      provider,
      billing: billingAt(provider, choices.billingOf(sessionId, columns.timeMs[row] as number)),
      entry,
      speed: speedOf(flags),
      geo: geoOf(flags, isRegional),
      kind: (flags & Flag.sidechain) === 0 ? "main" : "subagent",
      project,
      agent,
      skill,
    };
  };
}

/** The name of models that the public price list does not have: an organisation's own names stay with it. */
const OTHER_MODEL = "other";

function modelDimensions(raw: string, choices: CellChoices): Pick<CellDimensions, "model" | "provider"> {
  return { model: choices.publicModel(raw) ?? OTHER_MODEL, provider: modelProvider(raw) };
}

function billingAt(
  provider: CellDimensions["provider"],
  billing: CellDimensions["billing"],
): CellDimensions["billing"] {
  return provider === "bedrock" || provider === "vertex" ? "cloud" : billing;
}

function speedOf(flags: number): (typeof SPEEDS)[number] {
  if ((flags & Flag.fast) !== 0) return "fast";
  if ((flags & Flag.batch) !== 0) return "batch";
  return (flags & Flag.priority) !== 0 ? "priority" : "standard";
}

function geoOf(flags: number, isRegional: boolean): (typeof GEOS)[number] {
  if ((flags & Flag.geoUs) !== 0) return "us";
  return isRegional ? "regional" : "global";
}

/** Programs that run the client without somebody at a terminal. */
function entryOf(entrypoint: string): Entry {
  if (entrypoint === "") return "unknown";
  return /^(?:sdk|mcp|claude-code-github-action|github|remote)/.test(entrypoint) ? "headless" : "interactive";
}

const cleanVersion = (version: string): string => (/^\d{1,4}(?:\.\d{1,5}){1,3}$/.test(version) ? version : "");

function statusOf({ background }: CellSource, sessionId: string): BackgroundStatus {
  return background.get(sessionId)?.status ?? "unrecorded";
}

function addBackground(drafts: CellDrafts, source: CellSource, choices: CellChoices, logged: Logged): void {
  for (const [sessionId, { entries, status }] of source.background) {
    const folder = source.sessions.get(sessionId)?.project ?? "";
    if (logged.isImported(sessionId) || choices.isLeftOut(folder)) continue;
    const session = {
      entry: logged.entries.get(sessionId) ?? "unknown",
      project: choices.projectAlias(folder),
    };
    for (const { timeMs, kind, model: raw, requests, tokens, costPico } of entries) {
      const day = Math.floor(timeMs / DAY_MS);
      if (!(day >= choices.fromDay && day <= choices.untilDay)) continue;
      const { model, provider } = modelDimensions(raw, choices);
      const dimensions: CellDimensions = {
        model,
        provider,
        billing: billingAt(provider, choices.billingOf(sessionId, timeMs)),
        entry: session.entry,
        speed: "standard",
        geo: "global",
        kind: backgroundKind(kind),
        project: session.project,
        agent: "",
        skill: "",
      };
      drafts.add(day, dimensions, {
        tokens: tokens ?? NO_TOKENS,
        responses: requests ?? 0,
        webSearches: 0,
        costPico,
        status,
        version: "",
      });
    }
  }
}

/** Kinds are names that the client gives its own requests; anything else would be outside text. */
function backgroundKind(kind: string): string {
  const name = kind.toLowerCase().split(":")[0] ?? "";
  return `background:${/^[a-z][a-z0-9_-]{0,59}$/.test(name) ? name : "other"}`;
}

/** Lines are in the client's ledger, which grows over a session: what a row adds goes to the response before it. */
function addLines(drafts: CellDrafts, source: CellSource, choices: CellChoices, logged: Logged): void {
  for (const [sessionId, { ledgers }] of source.sessions) {
    if (logged.isImported(sessionId)) continue;
    let before: ClientLedger | null = null;
    for (const ledger of ledgers) {
      const row = logged.lastMainBefore(sessionId, ledger.atMs);
      const day = Math.floor(ledger.atMs / DAY_MS);
      if (row !== null && day >= choices.fromDay && day <= choices.untilDay) {
        const rowDay = Math.floor((source.table.columns.timeMs[row] as number) / DAY_MS);
        const cell = drafts.cellOf(rowDay, logged.dimensionsAt(row));
        cell.linesAdded = (cell.linesAdded ?? 0) + grown(ledger.linesAdded, before?.linesAdded ?? 0);
        cell.linesRemoved = (cell.linesRemoved ?? 0) + grown(ledger.linesRemoved, before?.linesRemoved ?? 0);
      }
      before = ledger;
    }
  }
}

/** A ledger that is smaller than the one before it began anew. */
const grown = (now: number, before: number): number => (now >= before ? now - before : now);
