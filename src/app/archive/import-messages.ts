/** Makes rows of the archive from the messages of a headless run, such as the result file of the GitHub Action. */

import { logsOfMessages } from "../../claude-code/feeds/sdk-messages.ts";
import { decodeLine } from "../../claude-code/logs/decode-row.ts";
import { FileScanBuilder } from "../../core/responses/file-scan-builder.ts";
import { SKIP_REASONS } from "../../core/responses/scan.ts";
import type { ArchiveRow } from "../../store/archive/archive-row.ts";
import { combine } from "../load/scan-logs.ts";
import { type RowOwner, responseRow, sessionRow } from "./archive-rows.ts";

export type MessageRows = {
  readonly rows: readonly ArchiveRow[];
  /** Invalid messages that were left out, by reason. */
  readonly refused: ReadonlyMap<string, number>;
};

/**
 * @param source the text of the file
 * @param endMs when the run ended: the file's time; epoch milliseconds
 * @returns null where the file contains no messages
 */
export function rowsOfMessages(source: string, endMs: number, owner: RowOwner): MessageRows | null {
  const logs = logsOfMessages(source, endMs);
  if (logs === null) return null;
  const scans = [...logs].map(([sessionId, log]) => {
    const builder = new FileScanBuilder({ sessionId, agentType: () => "subagent", fallbackMs: endMs });
    for (const line of log.split("\n")) decodeLine(line, builder);
    return builder.finish(log.length);
  });
  const { resolution, sessions, report } = combine(scans);
  const { table } = resolution;
  const responses = Array.from({ length: table.columns.length }, (_, i) => responseRow(table, i, owner));
  const facts = [...sessions.values()].filter(({ lastMs }) => !Number.isNaN(lastMs));
  const skipped = SKIP_REASONS.filter((reason) => reason !== "not-billed" && report.skipped[reason] > 0);
  return {
    rows: [...responses, ...facts.map((session) => sessionRow(session, owner))],
    refused: new Map(skipped.map((reason) => [reason, report.skipped[reason]])),
  };
}
