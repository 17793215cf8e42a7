/** Finds which session was forked from which by the copied responses in the logs, to chain the sessions' ledgers. */

import type { ResponseTable } from "../responses/columns.ts";
import type { Kinship, LedgerRow } from "./ledger-chain.ts";
import type { SessionRows } from "./session-rows.ts";
import { hasNoDeficit, subtract, sumRows } from "./usage-sum.ts";

export type KinshipInput = {
  readonly table: ResponseTable;
  /** By session: the table's rows whose responses its log contains as copies. */
  readonly copies: ReadonlyMap<string, readonly number[]>;
  readonly rows: SessionRows;
  /** Model names, indexed by the table's model codes. */
  readonly names: readonly string[];
};

export type Family = Kinship & {
  /** The sessions whose responses this session's log contains as copies. */
  parentsOf(sessionId: string): readonly string[];
};

export function kinshipOf({ table, copies, rows, names }: KinshipInput): Family {
  const { timeMs, origin } = table.columns;
  const parents = new Map<string, ReadonlySet<string>>();
  const parentsOf = (child: string): ReadonlySet<string> => {
    const known = parents.get(child);
    if (known) return known;
    const held = copies.get(child) ?? [];
    const owners = new Set(held.map((i) => table.origins[origin[i] as number]?.sessionId ?? ""));
    parents.set(child, owners);
    return owners;
  };
  const none = new Uint32Array();
  const ownRows = (sessionId: string): Uint32Array => rows.get(sessionId) ?? none;
  const covers = (row: LedgerRow, base: LedgerRow | null): boolean => {
    const within = ownRows(row.sessionId).filter((i) => {
      const at = timeMs[i] as number;
      return at >= row.startMs && at <= row.atMs;
    });
    const logged = sumRows(table, names, within);
    return hasNoDeficit(subtract(base ? subtract(row.usage, base.usage) : row.usage, logged));
  };
  return {
    parentsOf: (sessionId) => [...parentsOf(sessionId)],
    lastCopiedFrom: (child) => {
      const held = copies.get(child) ?? [];
      const last = held.reduce((a, b) => ((timeMs[b] as number) > (timeMs[a] as number) ? b : a), held[0] ?? -1);
      return last < 0 ? null : (table.origins[origin[last] as number]?.sessionId ?? null);
    },
    holdsCopiesOf: (child, parent) => parentsOf(child).has(parent),
    firstOwnMs: (sessionId, fromMs) => {
      const first = ownRows(sessionId).find((i) => (timeMs[i] as number) >= fromMs);
      return first === undefined ? Number.NaN : (timeMs[first] as number);
    },
    holdsLastOf: (child, row) => {
      const last = ownRows(row.sessionId).findLast((i) => {
        const at = timeMs[i] as number;
        return at >= row.startMs && at <= row.atMs;
      });
      return last === undefined ? null : (copies.get(child) ?? []).includes(last);
    },
    covers,
  };
}
