/** Adds up cells by day and dimensions. */

import { weakest } from "../background/status.ts";
import type { BackgroundStatus } from "../background/types.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { TOKEN_CLASSES, type Tokens, totalTokens } from "../responses/tokens.ts";
import { type CellDimensions, type CellSums, dimensionsKey, NO_SUMS } from "./cell.ts";
import { foldOf, joinFolds, NO_FOLD } from "./fold.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A cell before its member and machine are set. */
export type CellDraft = CellDimensions &
  CellSums & {
    readonly day: DayNumber;
    readonly backgroundStatus: BackgroundStatus;
    readonly idsCount: number;
    readonly idsFold: bigint;
    readonly clientVersionMax: string;
  };

/** Amounts that are added to a cell together. */
export type CellPart = {
  readonly tokens: Tokens;
  readonly responses: number;
  readonly webSearches: number;
  /** null = it has no price. */
  readonly costPico: Pico | null;
  readonly status: BackgroundStatus;
  /** "" = not known. */
  readonly version: string;
};

export class CellDrafts {
  readonly #cells = new Map<string, Mutable<CellDraft>>();

  add(day: DayNumber, dimensions: CellDimensions, part: CellPart): Mutable<CellDraft> {
    const cell = this.cellOf(day, dimensions);
    for (const name of TOKEN_CLASSES) cell[name] += part.tokens[name];
    cell.responses += part.responses;
    cell.webSearches += part.webSearches;
    if (part.costPico === null) cell.unpricedTokens += totalTokens(part.tokens);
    else cell.costPico = (cell.costPico ?? 0n) + part.costPico;
    cell.backgroundStatus = weakest([cell.backgroundStatus, part.status]);
    if (isNewer(part.version, cell.clientVersionMax)) cell.clientVersionMax = part.version;
    return cell;
  }

  /** Returns an empty cell where there is none yet. */
  cellOf(day: DayNumber, dimensions: CellDimensions): Mutable<CellDraft> {
    const key = `${day}\0${dimensionsKey(dimensions)}`;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = emptyDraft(day, dimensions);
      this.#cells.set(key, cell);
    }
    return cell;
  }

  finish(): readonly CellDraft[] {
    return [...this.#cells.values()];
  }
}

/** Adds a response's id to the ids that identify the cell's contents. */
export function addId(cell: Mutable<CellDraft>, lo: number, hi: number): void {
  cell.idsCount++;
  cell.idsFold = joinFolds(cell.idsFold, foldOf(lo, hi));
}

function emptyDraft(day: DayNumber, dimensions: CellDimensions): Mutable<CellDraft> {
  return {
    day,
    ...dimensions,
    ...NO_SUMS,
    backgroundStatus: "exact",
    idsCount: 0,
    idsFold: NO_FOLD,
    clientVersionMax: "",
  };
}

/** Compares the numbers of versions, such as 2.1.9 and 2.1.10. */
function isNewer(version: string, than: string): boolean {
  if (version === than || version === "") return false;
  const numbers = (text: string): readonly number[] => text.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(version), numbers(than)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
