/**
 * Each response once, over all files. Forks and resumes copy rows, background hand-offs rewrite their session:
 * the copy with the final usage gives the tokens, the earliest gives the time and the session that is billed.
 * The result does not depend on the order of the files.
 */

import {
  emptyColumns,
  Flag,
  type Origin,
  pushRow,
  type ResponseRow,
  type ResponseTable,
  rowAt,
  setRow,
} from "./columns.ts";
import { Interner } from "./interner.ts";
import type { FileScan } from "./scan.ts";
import type { Tokens } from "./tokens.ts";
import { supersedes } from "./winner.ts";

export type Resolved = {
  readonly table: ResponseTable;
  /** By session: rows of `table` of which the session's log holds a copy, billed to another session. */
  readonly copies: ReadonlyMap<string, readonly number[]>;
};

/** Who had a response first; kept per row while files are folded. */
type Claim = {
  readonly timeMs: number;
  readonly foreign: boolean;
  readonly fileLastMs: number;
  readonly sessionId: string;
};

function isBetterClaim(a: Claim, b: Claim): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs;
  if (a.foreign !== b.foreign) return !a.foreign;
  if (a.fileLastMs !== b.fileLastMs) return a.fileLastMs < b.fileLastMs;
  return a.sessionId < b.sessionId;
}

export function resolve(scans: readonly FileScan[]): Resolved {
  const fold = new Fold();
  for (const scan of scans) fold.file(scan);
  return fold.finish();
}

class Fold {
  readonly #columns = emptyColumns(1024);
  readonly #models = new Interner<string>((m) => m);
  readonly #origins = new Interner<Origin>((o) => Object.values(o).join("\u0000"));
  readonly #extras = new Map<number, readonly Tokens[]>();
  readonly #rows = new Map<number, number>();
  readonly #claims: Claim[] = [];
  readonly #holders = new Map<string, Set<number>>();

  file(scan: FileScan): void {
    const { columns, models, origins, extras } = scan.table;
    const modelCodes = models.map((m) => this.#models.code(m));
    const originCodes = origins.map((o) => this.#origins.code(billed(o)));
    let fileLastMs = 0;
    for (let i = 0; i < columns.length; i++) fileLastMs = Math.max(fileLastMs, columns.timeMs[i] as number);
    for (let i = 0; i < columns.length; i++) {
      const local = rowAt(columns, i);
      const origin = origins[local.origin] as Origin;
      const row = { ...local, model: modelCodes[local.model] as number, origin: originCodes[local.origin] as number };
      const foreign = origin.sessionId !== scan.fileSession;
      const claim = { timeMs: row.timeMs, foreign, fileLastMs, sessionId: origin.sessionId };
      const at = this.#fold(row, claim, extras.get(i));
      this.#hold(origin.heldBy, at);
    }
  }

  finish(): Resolved {
    const table = {
      columns: this.#columns,
      models: this.#models.values,
      origins: this.#origins.values,
      extras: this.#extras,
    };
    const copies = new Map<string, number[]>();
    for (const [session, rows] of this.#holders) {
      const foreign = [...rows].filter((i) => table.origins[table.columns.origin[i] as number]?.sessionId !== session);
      if (foreign.length > 0) copies.set(session, foreign);
    }
    return { table, copies };
  }

  #fold(row: ResponseRow, claim: Claim, iterations: readonly Tokens[] | undefined): number {
    const at = this.#find(row);
    if (at < 0) {
      const i = pushRow(this.#columns, row);
      this.#rows.set(-at - 1, i);
      this.#claims.push(claim);
      if (iterations) this.#extras.set(i, iterations);
      return i;
    }
    const old = rowAt(this.#columns, at);
    const usage = supersedes(old, row, "other-file") ? row : old;
    const mine = isBetterClaim(claim, this.#claims[at] as Claim);
    const first = mine ? row : old;
    const span = Math.max(0, usage.timeMs + usage.spanMs - first.timeMs);
    const flags = (usage.flags & ~Flag.undated) | (first.flags & Flag.undated);
    setRow(this.#columns, at, { ...usage, timeMs: first.timeMs, spanMs: span, origin: first.origin, flags });
    if (mine) this.#claims[at] = claim;
    if (usage === row) {
      if (iterations) this.#extras.set(at, iterations);
      else this.#extras.delete(at);
    }
    return at;
  }

  /** Row of the same response, or `-key - 1` with the free key where it is to be entered. */
  #find(row: ResponseRow): number {
    let key = (row.idHi & 0xfffff) * 0x100000000 + row.idLo;
    for (;;) {
      const i = this.#rows.get(key);
      if (i === undefined) return -key - 1;
      if (this.#columns.idHi[i] === row.idHi && this.#columns.idLo[i] === row.idLo) return i;
      key += 0x10000000000000;
    }
  }

  #hold(session: string, row: number): void {
    const held = this.#holders.get(session);
    if (held) held.add(row);
    else this.#holders.set(session, new Set([row]));
  }
}

/** In a resolved table every origin is held by the session that pays. */
function billed(origin: Origin): Origin {
  return { ...origin, heldBy: origin.sessionId };
}
