/** A receipt for a session or a pull request: what was billed for it, line by line. */

import { pullRequestAt } from "../../core/attribution/pull-requests.ts";
import type { TagBook } from "../../core/attribution/tags.ts";
import { ticketOf } from "../../core/attribution/tickets.ts";
import { sumWithIdle } from "../../core/background/idle.ts";
import { restrict } from "../../core/background/sum.ts";
import type { SessionBackground } from "../../core/background/types.ts";
import { receiptLines } from "../../core/drivers/receipt-lines.ts";
import { totalOf } from "../../core/reports/group.ts";
import type { Receipt, ReceiptSubject } from "../../core/reports/receipt.ts";
import { listSessions } from "../../core/reports/session-list.ts";
import type { Origin } from "../../core/responses/origin.ts";
import { type Query, selectResponses } from "../load/query.ts";

export type ReceiptRules = { readonly tags: TagBook; readonly pattern: RegExp };

export function makeReceipt(query: Query, subject: ReceiptSubject, { tags, pattern }: ReceiptRules): Receipt {
  const { history } = query;
  const { table, book, sessions, quarterHourRollup: rollup } = history;
  const isIts = isOf(query, subject);
  const rows = selectResponses(query).map((on, i) => {
    if (on !== 1) return 0;
    const { sessionId } = table.origins[table.columns.origin[i] as number] as Origin;
    return isIts(sessionId, table.columns.timeMs[i] as number) ? 1 : 0;
  });
  const selected = query.selected.map((on, i) => {
    const sessionId = rollup.origins.part(rollup.columns.origin[i] as number, "sessionId");
    return on === 1 && isIts(sessionId, rollup.columns.timeMs[i] as number) ? 1 : 0;
  });
  const background = new Map<string, SessionBackground>();
  for (const [id, whole] of query.background) {
    const part = restrict(whole, ({ timeMs }) => isIts(id, timeMs));
    if (part.entries.length > 0 || (subject.kind === "session" && id === subject.sessionId)) background.set(id, part);
  }
  const list = listSessions({
    table: rollup,
    selected,
    sessions,
    background,
    open: history.open,
    inherited: history.inherited,
    nameOf: (model) => book.nameOf(model),
  });
  const origins = originsOf(query, rows);
  return {
    subject,
    sessions: list.sessions,
    lines: receiptLines(table, book, rows),
    totals: { ...totalOf(rollup, selected), unpriced: list.totals.unpriced },
    background: sumWithIdle(
      list.sessions.map((session) => session.background),
      sessions,
    ),
    totalPico: list.totalPico,
    exactPico: list.exactPico,
    ...spanOf(query, rows),
    projects: distinct(origins.map(({ project }) => project)),
    tickets: distinct(origins.map(({ branch }) => ticketOf(branch, pattern))),
    tags: distinct(origins.map((origin) => tags.codeOf(origin))),
  };
}

/** Whether what a session did at a time is the subject's. */
function isOf(
  { history: { sessions } }: Query,
  subject: ReceiptSubject,
): (sessionId: string, timeMs: number) => boolean {
  if (subject.kind === "session") return (sessionId) => sessionId === subject.sessionId;
  return (sessionId, timeMs) => {
    const links = sessions.get(sessionId)?.pullRequests ?? [];
    return links.length > 0 && pullRequestAt(links, timeMs) === subject.key;
  };
}

function originsOf({ history: { table } }: Query, rows: Uint8Array): readonly Origin[] {
  const codes = new Set<number>();
  for (let i = 0; i < rows.length; i++) if (rows[i] === 1) codes.add(table.columns.origin[i] as number);
  return [...codes].map((code) => table.origins[code] as Origin);
}

/** From the first request to the last; epoch milliseconds, NaN = there is none with a time. */
function spanOf({ history: { table } }: Query, rows: Uint8Array): Pick<Receipt, "firstMs" | "lastMs"> {
  let [firstMs, lastMs] = [Number.NaN, Number.NaN];
  for (let i = 0; i < rows.length; i++) {
    const timeMs = table.columns.timeMs[i] as number;
    if (rows[i] !== 1 || Number.isNaN(timeMs)) continue;
    if (!(firstMs <= timeMs)) firstMs = timeMs;
    if (!(lastMs >= timeMs)) lastMs = timeMs;
  }
  return { firstMs, lastMs };
}

const distinct = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].filter((name) => name !== "").sort();
