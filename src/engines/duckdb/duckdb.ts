import type { TextRow } from "../sql/sql-engine.ts";

/** A running DuckDB. */
export type DuckDb = {
  /** @throws UserError with DuckDB's message */
  rows(sql: string): Promise<readonly TextRow[]>;
  run(sql: string): Promise<void>;
  close(): Promise<void>;
};
