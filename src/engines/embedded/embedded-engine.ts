/** Sums a team's cells in this process, from a table of columns. */

import type { CellTable } from "../../core/team/cell-table.ts";
import { countedRows } from "../../core/team/counted-cells.ts";
import type {
  DayRange,
  MachineShare,
  PeopleRow,
  SpendRow,
  SumQuery,
  SumRow,
  TeamEngine,
  WeekOfUse,
} from "../../core/team/sums.ts";
import { sumCells } from "./sum-cells.ts";
import { machinesOf, sumWeeksOfUse } from "./sum-members.ts";

export class EmbeddedEngine implements TeamEngine {
  readonly name = "embedded";
  readonly #table: CellTable;
  readonly #counted: Uint8Array;

  constructor(table: CellTable) {
    this.#table = table;
    this.#counted = countedRows(table);
  }

  async sums(query: SumQuery): Promise<readonly SumRow[]> {
    return sumCells(this.#table, this.#counted, query);
  }

  people(query: SumQuery): Promise<readonly PeopleRow[]> {
    return this.sums(query);
  }

  members(range: DayRange): Promise<readonly SpendRow[]> {
    return this.sums({ range, by: ["member"] });
  }

  async weeksOfUse(range: DayRange): Promise<readonly WeekOfUse[]> {
    return sumWeeksOfUse(this.#table, this.#counted, range);
  }

  async machines(): Promise<readonly MachineShare[]> {
    return machinesOf(this.#table);
  }

  async close(): Promise<void> {}
}
