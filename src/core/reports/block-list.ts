/**
 * Activity in blocks of five hours: a block begins with the first use after the previous block has ended. A plan's
 * five-hour window begins at the same time if the account is used on this machine only; the actual windows are known to
 * the client alone.
 */

import { weakest } from "../background/status.ts";
import type { SessionBackground } from "../background/types.ts";
import { QUARTER_MS } from "../calendar/zone.ts";
import type { Pico } from "../pricing/money.ts";
import { type Spend, spendOf, statusByKey } from "./certainty.ts";
import { groupWithModels, type ModelTotals } from "./group.ts";
import { addTotals, type Totals, TotalsSum } from "./totals.ts";
import type { UsageTable } from "./usage-rollup.ts";

export const BLOCK_MS = 5 * 3_600_000;

export type Block = Spend & {
  /** The quarter of an hour of its first use; epoch milliseconds. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Most expensive first. */
  readonly models: readonly ModelTotals[];
};

export type BlockList = Spend & {
  /** Oldest first. */
  readonly blocks: readonly Block[];
};

export type BlockListInputs = {
  readonly table: UsageTable;
  /** 1 for the rows of `table` to include. */
  readonly selected: Uint8Array;
  /** Background of the sessions and the time to include. */
  readonly background: ReadonlyMap<string, SessionBackground>;
  readonly nameOf: (model: string) => string;
};

export function listBlocks({ table, selected, background, nameOf }: BlockListInputs): BlockList {
  const entries = [...background.values()].flatMap((session) => session.entries.filter((e) => e.costPico !== null));
  const { timeMs } = table.columns;
  const quarters = new Set(entries.map((entry) => quarterOf(entry.timeMs)));
  for (let i = 0; i < selected.length; i++) if (selected[i] === 1) quarters.add(quarterOf(timeMs[i] as number));
  const starts = startsByQuarter(quarters);
  const startOf = (ms: number): number => starts.get(quarterOf(ms)) as number;
  const keyOf = (i: number): string => String(startOf(timeMs[i] as number));
  const { groups, whole } = groupWithModels(table, selected, keyOf, nameOf);
  const statuses = statusByKey({ table, selected, background }, keyOf, (_, entry) => String(startOf(entry.timeMs)));
  const booked = new Map<number, Pico>();
  for (const entry of entries) {
    const start = startOf(entry.timeMs);
    booked.set(start, (booked.get(start) ?? 0n) + (entry.costPico ?? 0n));
  }
  const blocks = [...new Set(starts.values())].map((fromMs): Block => {
    const { totals, models } = groups.get(String(fromMs)) ?? { totals: NOTHING, models: [] };
    const spend = spendOf(totals, booked.get(fromMs) ?? 0n, statuses.byKey.get(String(fromMs)));
    return { fromMs, toMs: fromMs + BLOCK_MS, ...spend, models };
  });
  const backgroundPico = [...booked.values()].reduce((sum, pico) => sum + pico, 0n);
  return { blocks, ...spendOf(whole, backgroundPico, statuses.all) };
}

const NOTHING: Totals = new TotalsSum().finish();

/** Sums of the logs are by quarter of an hour. */
const quarterOf = (ms: number): number => Math.floor(ms / QUARTER_MS) * QUARTER_MS;

/** For each quarter of an hour with use, the start of its block; in order of time. */
function startsByQuarter(quarters: ReadonlySet<number>): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  let start = Number.NEGATIVE_INFINITY;
  for (const quarter of [...quarters].sort((a, b) => a - b)) {
    if (quarter >= start + BLOCK_MS) start = quarter;
    starts.set(quarter, start);
  }
  return starts;
}

/** The last `count` blocks, with their sum. */
export function lastBlocks({ blocks }: BlockList, count: number): BlockList {
  const last = blocks.slice(-count);
  const totals = last.reduce((sum, block) => addTotals(sum, block.totals), NOTHING);
  const backgroundPico = last.reduce((sum, block) => sum + block.backgroundPico, 0n);
  return { blocks: last, ...spendOf(totals, backgroundPico, weakest(last.map((block) => block.backgroundStatus))) };
}
