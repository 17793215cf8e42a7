/** A member's share: computes the rows of this machine, and writes the months that have changed. */

import { createHash } from "node:crypto";
import type { DayNumber } from "../../core/calendar/zone.ts";
import { CELL_COLUMNS, CELL_SCHEMA, type Cell, cellsByMonth } from "../../core/team/cell.ts";
import { nextGeneration } from "../../core/team/generation.ts";
import { type MadeCells, makeCells } from "../../core/team/make-cells.ts";
import { type SharedDays, sharedDays } from "../../core/team/shared-days.ts";
import { ruleFields } from "../../core/team/team-file.ts";
import { RATE_CARDS_AS_OF } from "../../data/rate-cards.ts";
import { statIfAny } from "../../runtime/regular-file.ts";
import { readCoverage, writeCoverage } from "../../store/team/coverage-file.ts";
import type { Membership } from "../../store/team/membership-file.ts";
import { coverageFile, usageFile } from "../../store/team/team-folder.ts";
import { inFileOrder, setToMidnight, writeCellFile } from "../../store/team/write-cells.ts";
import type { History } from "../load/history.ts";
import { choicesOf, namesAllowed, type ShareInputs } from "./share-choices.ts";
import { emptyCells, sharedBefore } from "./shared-before.ts";

const DAY_MS = 86_400_000;

/** What a share would write. */
export type Share = {
  readonly days: SharedDays;
  /** All rows of this machine, in the order of the files. */
  readonly cells: readonly Cell[];
  /** Months whose rows differ from those in the folder. */
  readonly changed: readonly SharedMonth[];
  readonly made: Omit<MadeCells, "cells">;
  /** Dates whose logs are gone from this machine; their shared cells are kept. */
  readonly retained: number;
  /** Days by which this machine's clock is behind its last share; 0 = none. */
  readonly clockBehindDays: number;
  readonly generatedAtMs: number;
  /** The first date that the machine has complete data of. */
  readonly knownFrom: DayNumber;
};

type SharedMonth = { readonly month: string; readonly cells: readonly Cell[] };

export async function planShare(inputs: ShareInputs): Promise<Share> {
  const { history, team, membership, nowMs } = inputs;
  const today = Math.floor(nowMs / DAY_MS);
  const days = sharedDays(team, today);
  const { cells: drafts, ...made } = makeCells(history, choicesOf(inputs, days), today);
  const generatedAtMs = nextGeneration(nowMs, membership.lastGenerationMs);
  const fresh = drafts.map(
    (draft): Cell => ({
      ...draft,
      member: membership.member,
      machine: membership.machine,
      priceCard: history.basis === "overlay" ? "overlay" : `list ${RATE_CARDS_AS_OF}`,
      generatedAtMs,
      schema: CELL_SCHEMA,
    }),
  );
  const months = new Set([...membership.months, ...cellsByMonth(fresh).keys()]);
  const before = await sharedBefore(membership, months, today);
  const freshDays = new Set(fresh.map(({ day }) => day));
  const isGone = ({ day }: Cell): boolean => day >= days.fromDay && day <= days.untilDay && !freshDays.has(day);
  const gone = [...before.values()].flat().filter(isGone);
  const retained = gone.filter(({ day }) => !made.leftOutDays.has(day)).map(namesAllowed(inputs));
  const emptied = emptyCells(gone.filter(({ day }) => made.leftOutDays.has(day)));
  const cells = inFileOrder([...fresh, ...[...retained, ...emptied].map((cell) => ({ ...cell, generatedAtMs }))]);
  const byMonth = cellsByMonth(cells);
  const changed = [...byMonth]
    .filter(([month, some]) => digestOf(some) !== digestOf(before.get(month) ?? []))
    .map(([month, some]): SharedMonth => ({ month, cells: some }));
  return {
    days,
    cells,
    changed,
    made,
    retained: new Set(retained.map(({ day }) => day)).size,
    clockBehindDays: Math.max(0, Math.floor(membership.lastGenerationMs / DAY_MS) - today),
    generatedAtMs,
    knownFrom: firstKnownDay(history, today),
  };
}

function firstKnownDay({ sessions }: History, today: DayNumber): DayNumber {
  let first = today - 1;
  for (const { firstMs } of sessions.values()) {
    if (!Number.isNaN(firstMs)) first = Math.min(first, Math.floor(firstMs / DAY_MS));
  }
  return first;
}

/** A digest of everything in the rows except when they were shared. */
function digestOf(cells: readonly Cell[]): string {
  const fields = CELL_COLUMNS.map(({ field }) => field).filter((field) => field !== "generatedAtMs");
  const hash = createHash("sha256");
  for (const cell of inFileOrder(cells)) hash.update(`${fields.map((field) => String(cell[field])).join("\0")}\n`);
  return hash.digest("hex").slice(0, 32);
}

/**
 * Writes the months that have changed, and the dates that the machine has shared.
 * @returns the membership after that
 */
export async function writeShare(share: Share, { membership, team }: ShareInputs): Promise<Membership> {
  const { dir } = membership;
  for (const { month, cells } of share.changed) await writeCellFile(usageFile(dir, membership, month), cells);
  recordCoverage(share, membership);
  return {
    ...membership,
    rules: ruleFields(team),
    months: [...new Set([...membership.months, ...share.changed.map(({ month }) => month)])].sort(),
    lastGenerationMs: share.changed.length > 0 ? share.generatedAtMs : membership.lastGenerationMs,
  };
}

function recordCoverage({ days: { fromDay, untilDay }, knownFrom }: Share, membership: Membership): void {
  if (untilDay < fromDay) return;
  const path = coverageFile(membership.dir, membership);
  const files = { coverage: statIfAny(path) ? [{ path, ...nameOf(membership) }] : [] };
  const [before] = readCoverage(files, untilDay).coverage;
  const known = Math.min(Math.max(fromDay, knownFrom), untilDay);
  const from = before ? Math.max(fromDay, Math.min(before.fromDay, known)) : known;
  writeCoverage(membership.dir, membership, { ...nameOf(membership), fromDay: from, untilDay });
  setToMidnight(path);
}

const nameOf = ({ member, machine }: Membership) => ({ member, machine });
