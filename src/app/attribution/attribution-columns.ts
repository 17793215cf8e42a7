/** Who the rows of an export are charged to: additional columns, where requested. */

import { pullRequestAt } from "../../core/attribution/pull-requests.ts";
import { ticketOf } from "../../core/attribution/tickets.ts";
import type { TextColumn } from "../../store/archive/parquet.ts";
import type { History } from "../load/history.ts";
import { backgroundTags, tagBook, ticketKeys } from "./own-keys.ts";
import type { AttributionRules } from "./rules.ts";

export type AttributionColumn = TextColumn & {
  /** The name in JSON and CSV. */
  readonly jsonName: string;
};

/** For rows with a session's facts, all of them are "". */
export function attributionColumns(
  { sessions, quarterHourRollup: table }: Pick<History, "sessions" | "quarterHourRollup">,
  { tags, pattern, attribution }: AttributionRules,
): readonly AttributionColumn[] {
  const book = tagBook({ sessions }, tags, attribution);
  const tagOfBackground = backgroundTags({ table, sessions }, book);
  const { ofBackground: ticketOfBackground } = ticketKeys({ table }, pattern);
  const column = (name: string, jsonName: string, textOf: TextColumn["textOf"]): AttributionColumn => ({
    name,
    jsonName,
    textOf: (row) => (row.kind === "session" ? "" : textOf(row)),
  });
  return [
    column("pull_request", "pullRequest", ({ sessionId, timeMs }) =>
      pullRequestAt(sessions.get(sessionId)?.pullRequests ?? [], timeMs),
    ),
    column("ticket", "ticket", (row) =>
      row.kind === "background" ? (ticketOfBackground(row.sessionId, row.timeMs) ?? "") : ticketOf(row.branch, pattern),
    ),
    column("tag", "tag", (row) =>
      row.kind === "background" ? (tagOfBackground(row.sessionId) ?? "") : book.codeOf(row),
    ),
  ];
}
