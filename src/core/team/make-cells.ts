/** Makes a machine's cells from its history: every response once, background by kind, UTC dates. */

import type { BackgroundStatus } from "../background/types.ts";
import type { DayNumber } from "../calendar/zone.ts";
import { addToGroup } from "../groups.ts";
import { Flag, isRequest, type ResponseTable, tokensAt } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import { NO_TOKENS } from "../responses/tokens.ts";
import type { CellDimensions } from "./cell.ts";
import { backgroundKind, billingAt, dimensionReader, entryOf, modelDimensions } from "./cell-dimensions.ts";
import { addId, type CellDraft, CellDrafts } from "./cell-draft.ts";
import { addLines, addPullRequests } from "./cell-extras.ts";
import type { CellChoices, CellSource, Logged } from "./cell-source.ts";

const DAY_MS = 86_400_000;

export type MadeCells = {
  readonly cells: readonly CellDraft[];
  /** Responses that were imported from another machine, which shares them itself. */
  readonly imported: number;
  /** Responses with an impossible date, because a clock was wrong. */
  readonly misdated: number;
  /** Responses, within the shared dates, of projects that the member excludes; and those dates. */
  readonly leftOut: number;
  readonly leftOutDays: ReadonlySet<DayNumber>;
};

/** 2020-01-01: before Claude Code existed. */
const FIRST_DAY: DayNumber = 18_262;

/** @param today the UTC date of now */
export function makeCells(source: CellSource, choices: CellChoices, today: DayNumber): MadeCells {
  const drafts = new CellDrafts();
  const { logged, ...counts } = addResponses(drafts, source, choices, today);
  addBackground(drafts, source, choices, logged);
  if (choices.lines) addLines(drafts, source, choices, logged);
  if (choices.prs) addPullRequests(drafts, source, logged);
  return { cells: drafts.finish(), ...counts };
}

function addResponses(
  drafts: CellDrafts,
  source: CellSource,
  choices: CellChoices,
  today: DayNumber,
): Omit<MadeCells, "cells"> & { readonly logged: Logged } {
  const { columns, origins } = source.table;
  const first = firstRows(source.table);
  const dimensionsOf = dimensionReader(source.table, choices);
  const entries = new Map<string, CellDimensions["entry"]>();
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
    if ((choices.lines || choices.prs) && (flags & Flag.sidechain) === 0) addToGroup(mainRows, sessionId, i);
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

function lastBefore({ columns }: ResponseTable, rows: readonly number[], timeMs: number): number | null {
  let best: number | null = null;
  for (const row of rows) {
    const at = columns.timeMs[row] as number;
    if (at <= timeMs && (best === null || at >= (columns.timeMs[best] as number))) best = row;
  }
  return best;
}

/**
 * The row of each session's first response; of equal times the one with the smaller id, so that the order of files does
 * not matter.
 */
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
