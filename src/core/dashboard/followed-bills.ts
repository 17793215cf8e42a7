/**
 * The bills of a few sessions, kept up to date as the table grows; the table is searched for a session's rows only
 * once.
 */

import type { ResponseTable } from "../responses/columns.ts";
import type { Origin } from "../responses/origin.ts";
import type { RowSink } from "./growing-table.ts";
import { type BilledRow, billedRow, rowsOfSessions } from "./session-bill.ts";

/** More sessions than usually run at once. The session that is followed is the one active last. */
const MOST_BILLS = 24;

type Bill = {
  readonly rows: Set<number>;
  /** null = the rows have changed since it was computed. */
  billed: readonly BilledRow[] | null;
};

export class FollowedBills implements RowSink {
  readonly #table: ResponseTable;
  /** Ordered by last use, most recent last. */
  readonly #bills = new Map<string, Bill>();

  constructor(table: ResponseTable) {
    this.#table = table;
  }

  /** In the table's order; returns the same array as long as no row of the session changed. */
  of(sessionId: string): readonly BilledRow[] {
    const bill = this.#bills.get(sessionId) ?? this.#find(sessionId);
    this.#bills.delete(sessionId);
    this.#bills.set(sessionId, bill);
    const [oldest] = this.#bills.keys();
    if (this.#bills.size > MOST_BILLS && oldest !== undefined) this.#bills.delete(oldest);
    bill.billed ??= [...bill.rows].sort((a, b) => a - b).map((row) => billedRow(this.#table, row));
    return bill.billed;
  }

  add(row: number): void {
    const bill = this.#billOf(row);
    bill?.rows.add(row);
    if (bill) bill.billed = null;
  }

  remove(row: number): void {
    const bill = this.#billOf(row);
    bill?.rows.delete(row);
    if (bill) bill.billed = null;
  }

  #find(sessionId: string): Bill {
    const rows = rowsOfSessions(this.#table, new Set([sessionId])).get(sessionId);
    return { rows: new Set(rows), billed: null };
  }

  #billOf(row: number): Bill | undefined {
    const { columns, origins } = this.#table;
    return this.#bills.get((origins[columns.origin[row] as number] as Origin).sessionId);
  }
}
