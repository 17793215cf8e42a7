/** What the archive contains and whether it is intact, as lines and as JSON. */

import type { ArchiveCheck, ArchivedMonth } from "../../core/archive-check.ts";
import { cleanText } from "../../core/clean-text.ts";
import { usdString } from "../../core/pricing/money.ts";
import { isoTime } from "../json/parts.ts";
import { bytes, counted, money, wholeNumber } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import type { TerminalStyle } from "../text/terminal-style.ts";
import { wrapWords } from "../text/wrap.ts";

const COLUMNS: readonly Column[] = [
  { header: "Month", priority: 1, rule: "shrink" },
  { header: "State", priority: 1, rule: "hard" },
  { header: "Responses", priority: 1, rule: "hard", align: "right" },
  { header: "Sessions", priority: 3, rule: "hard", align: "right" },
  { header: "Cost", priority: 2, rule: "hard", align: "right" },
  { header: "From", priority: 4, rule: "hard" },
  { header: "To", priority: 4, rule: "hard" },
  { header: "Size", priority: 5, rule: "hard", align: "right" },
];

const dayOf = (ms: number): string => isoTime(ms)?.slice(0, 10) ?? "";

function stateOf({ state, refusedRows }: ArchivedMonth): string {
  if (state === "damaged") return "damaged";
  if (refusedRows > 0) return "bad rows";
  return state === "unchecked" ? "no checksum" : "whole";
}

export function archiveLines(view: ArchiveCheck, width: number, style: TerminalStyle): string[] {
  if (view.months.length === 0) return wrapWords(`nothing is archived yet in ${cleanText(view.archiveDir)}`, width, 2);
  const row = (month: ArchivedMonth): Row => [
    cleanText(month.month),
    stateOf(month),
    wholeNumber(month.responses),
    wholeNumber(month.sessions),
    money(month.costPico),
    dayOf(month.firstMs),
    dayOf(month.lastMs),
    bytes(month.sizeBytes),
  ];
  return [
    ...renderTable(COLUMNS, view.months.map(row), width, style),
    "",
    ...view.folders.map(folderLine),
    ...[...view.months.flatMap(troublesOf), ...view.setAside.map(setAsideLine)].map((line) =>
      style.paint("warn", line),
    ),
  ];
}

function folderLine({ folder, responses, imported, adoptedBy }: ArchiveCheck["folders"][number]): string {
  const name = folder === "" ? "imported by an earlier version" : cleanText(folder);
  const some = imported > 0 && folder !== "" ? `, ${wholeNumber(imported)} of them imported` : "";
  return `${name}: ${counted(responses, "response")}${some}${adoptedBy ? `, counted with ${cleanText(adoptedBy)}` : ""}`;
}

function troublesOf(month: ArchivedMonth): readonly string[] {
  const path = cleanText(month.path);
  if (month.state === "damaged") {
    const way = month.isLastGoodCopy
      ? "its last good copy is counted instead; `claude-cost archive repair` puts that in its place"
      : "it is not counted; put a backup of it in its place, or import an export of that month";
    return [`! ${path} is damaged (${cleanText(month.reason)}): ${way}`];
  }
  if (month.refusedRows === 0) return [];
  return [
    `! ${path}: ${counted(month.refusedRows, "row")} not counted, for example because ${cleanText(month.reason)}`,
  ];
}

const setAsideLine = (path: string): string => `! ${cleanText(path)}: a damaged file that was replaced and set aside`;

/** The archive in a line of `doctor`. */
export function archiveSummary({ months, setAside }: ArchiveCheck): {
  readonly isWhole: boolean;
  readonly text: string;
} {
  if (months.length === 0) return { isWhole: true, text: "nothing is archived yet" };
  const bad = months.filter((month) => month.state === "damaged" || month.refusedRows > 0);
  const unchecked = months.filter((month) => stateOf(month) === "no checksum");
  const responses = months.reduce((sum, month) => sum + month.responses, 0);
  const parts = [
    `${counted(months.length, "month")} with ${counted(responses, "response")}`,
    ...(bad.length > 0
      ? [`${bad.map((m) => cleanText(m.month)).join(", ")} damaged: see \`claude-cost archive verify\``]
      : []),
    ...(unchecked.length > 0 ? [`${unchecked.length} of an earlier version, without a checksum`] : []),
    ...(setAside.length > 0 ? [`${setAside.length} damaged set aside`] : []),
  ];
  return { isWhole: bad.length === 0, text: `${parts.join("; ")}${bad.length === 0 ? "; whole" : ""}` };
}

export function archiveJson(view: ArchiveCheck): Record<string, unknown> {
  return {
    archive: cleanText(view.archiveDir),
    whole: view.isWhole,
    months: view.months.map((month) => ({
      month: cleanText(month.month),
      path: cleanText(month.path),
      state: stateOf(month),
      reason: month.reason === "" ? null : cleanText(month.reason),
      lastGoodCopy: month.isLastGoodCopy,
      refusedRows: month.refusedRows,
      responses: month.responses,
      sessions: month.sessions,
      costUsd: usdString(month.costPico),
      from: isoTime(month.firstMs),
      to: isoTime(month.lastMs),
      bytes: month.sizeBytes,
    })),
    folders: view.folders.map(({ folder, responses, imported, adoptedBy }) => ({
      folder: folder === "" ? null : cleanText(folder),
      responses,
      imported,
      adoptedBy: adoptedBy === "" ? null : cleanText(adoptedBy),
    })),
    setAside: view.setAside.map((path) => cleanText(path)),
  };
}
