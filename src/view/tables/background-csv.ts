/** Background as rows for a spreadsheet: one per entry. */

import { usdString } from "../../core/pricing/money.ts";
import type { BackgroundReport } from "../../core/reports/background-report.ts";
import { isoTime } from "../json/parts.ts";

export const BACKGROUND_CSV_HEADER = [
  "sessionId",
  "project",
  "time",
  "kind",
  "model",
  "source",
  "status",
  "requests",
  "input",
  "output",
  "cacheWrite5m",
  "cacheWrite1h",
  "cacheRead",
  "costUsd",
];

export function backgroundCsvRows(report: BackgroundReport): (string | number)[][] {
  return report.sessions.flatMap(({ session: { facts, background } }) =>
    background.entries.map((entry) => [
      facts.sessionId,
      facts.project,
      isoTime(entry.timeMs) ?? "",
      entry.kind,
      entry.model,
      entry.source,
      background.status,
      entry.requests ?? "",
      entry.tokens?.input ?? "",
      entry.tokens?.output ?? "",
      entry.tokens?.cacheWrite5m ?? "",
      entry.tokens?.cacheWrite1h ?? "",
      entry.tokens?.cacheRead ?? "",
      entry.costPico === null ? "" : usdString(entry.costPico),
    ]),
  );
}
