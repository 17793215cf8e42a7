/** Reads the answers of an API: unknown fields are ignored, invalid values are counted with the reason. */

import * as v from "valibot";
import { dayKey } from "../core/calendar/period.ts";
import type { DayNumber } from "../core/calendar/zone.ts";
import type { OrgRow } from "../core/organization/org-row.ts";
import { UnexpectedAnswer } from "./client/refusal.ts";
import type { ReportPage } from "./port.ts";

const DAY_MS = 86_400_000;

/** A count of tokens, requests and the like. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Text; a missing value is "". */
export const text = v.optional(
  v.pipe(
    v.nullable(v.string()),
    v.transform((value) => value ?? ""),
  ),
  "",
);

export const instant = v.pipe(
  v.string(),
  v.transform((value) => Date.parse(value)),
  v.check((ms) => !Number.isNaN(ms), "a time"),
);

/** @throws UnexpectedAnswer with what was expected and what was received */
export function readAnswer<S extends v.GenericSchema>(schema: S, answer: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  throw new UnexpectedAnswer(`${what} answers otherwise than expected: ${describe(result.issues[0])}`);
}

function describe(issue: v.BaseIssue<unknown>): string {
  const place = (issue.path ?? []).map((part) => String(part.key)).join(".");
  return `${place === "" ? "it" : place} should be ${issue.expected ?? issue.message}, and is ${issue.received}`;
}

/** How a page of a list refers to the next one. */
export const paging = { has_more: v.optional(v.boolean(), false), next_page: text };

/** Reads rows one by one, so that an invalid row does not affect the others. */
export class RowReader<S extends v.GenericSchema> {
  readonly #schema: S;
  readonly refused = new Map<string, number>();

  constructor(schema: S) {
    this.#schema = schema;
  }

  /** @returns null where the row is invalid; it is counted */
  read(row: unknown): v.InferOutput<S> | null {
    const result = v.safeParse(this.#schema, row);
    if (result.success) return result.output;
    this.refuse(describe(result.issues[0]));
    return null;
  }

  /** Makes a report's rows of all valid ones. */
  readAll(rows: readonly unknown[], make: (row: v.InferOutput<S>) => readonly OrgRow[]): readonly OrgRow[] {
    return rows.flatMap((entry) => {
      const row = this.read(entry);
      return row === null ? [] : make(row);
    });
  }

  /** @param page the answer that the rows are from */
  page(
    page: { has_more: boolean; next_page: string },
    rows: readonly OrgRow[],
    completeUntilMs?: number | null,
  ): ReportPage {
    const next = page.has_more ? page.next_page || null : null;
    return { rows, refused: this.refused, next, completeUntilMs: completeUntilMs ?? null };
  }

  refuse(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }
}

/** The UTC day of a time: `2026-11-01`. */
export const dateOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

/** Midnight UTC: `2026-11-01T00:00:00Z`. */
export const startOf = (day: DayNumber): string => `${dayKey(day)}T00:00:00Z`;

export const utcDay = (timeMs: number): DayNumber => Math.floor(timeMs / DAY_MS);
