/** A partly fetched window of a report: an interrupted run continues at the page it reached. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { DayWindow } from "../../core/organization/fetch-plan.ts";
import type { OrgReport, OrgRow } from "../../core/organization/org-row.ts";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

export type PendingWindow = {
  /** The folder that the rows are stored in. */
  readonly folder: string;
  readonly report: OrgReport;
  readonly window: DayWindow;
  /** When its run began; epoch milliseconds. */
  readonly startedMs: number;
  readonly cursor: string;
  readonly rows: readonly OrgRow[];
  readonly refused: Readonly<Record<string, number>>;
};

export class PendingFile {
  readonly #path: string;

  constructor(stateDir: string, kind: string) {
    this.#path = join(stateDir, "fetch", `${kind}.json`);
  }

  /** @returns null where there is none for that run, report and window */
  read(of: Pick<PendingWindow, "folder" | "report" | "window" | "startedMs">): PendingWindow | null {
    const found = pendingOf(readTextOrNull(this.#path));
    if (found === null) return null;
    const isSame =
      found.folder === of.folder &&
      found.report === of.report &&
      found.startedMs === of.startedMs &&
      found.window.from === of.window.from &&
      found.window.to === of.window.to;
    return isSame ? found : null;
  }

  write(pending: PendingWindow): void {
    const asText = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value);
    writeFileAtomic(this.#path, JSON.stringify(pending, asText), { durable: false });
  }

  drop(): void {
    rmSync(this.#path, { force: true });
  }
}

function pendingOf(text: string | null): PendingWindow | null {
  try {
    const pending = JSON.parse(text ?? "null") as PendingWindow | null;
    return pending && { ...pending, rows: pending.rows.map(withAmounts) };
  } catch (error) {
    // Truncated, or not ours: the window is fetched from its first page.
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function withAmounts(row: OrgRow): OrgRow {
  const amount = (value: unknown): bigint | null => (value === null ? null : BigInt(value as string));
  return { ...row, costPico: amount(row.costPico), listPico: amount(row.listPico) };
}
