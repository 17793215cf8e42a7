/** A table under construction, shared by the files of one scan, so that they need no arrays of their own. */

import { emptyColumns, type IterationsByRow, type ResponseColumns, type ResponseTable } from "./columns.ts";
import { IdentityMap } from "./identity-map.ts";
import { Interner } from "./interner.ts";
import { type Origin, originKey } from "./origin.ts";

export class TableDraft {
  readonly columns: ResponseColumns;
  readonly models = new Interner<string>((name) => name);
  readonly origins = new Interner<Origin>(originKey);
  readonly iterationsByRow: IterationsByRow = new Map();
  /** Rows of the file that is being read. */
  readonly rows: IdentityMap;
  readonly table: ResponseTable;

  constructor(capacity = 256) {
    this.columns = emptyColumns(capacity);
    this.rows = new IdentityMap(this.columns);
    this.table = {
      columns: this.columns,
      models: this.models.values,
      origins: this.origins.values,
      iterationsByRow: this.iterationsByRow,
    };
  }
}
