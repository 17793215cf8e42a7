/** The result of a fetch, as a table and messages. */

import { cleanText } from "../../../core/clean-text.ts";
import type { Fetched, FetchedPart } from "../../../core/organization/fetched.ts";
import { counted, wholeNumber } from "../../text/format.ts";
import { span } from "../../text/spans.ts";
import { type Column, type Row, renderTable } from "../../text/table.ts";
import { type TableFrame, titleLine } from "../frame.ts";

const COLUMNS: readonly Column[] = [
  { header: "Report", priority: 1, rule: "shrink", minWidth: 12 },
  { header: "Days", priority: 2, rule: "hard", align: "right" },
  { header: "Rows", priority: 1, rule: "hard", align: "right" },
  { header: "", priority: 1, rule: "hard" },
];

export function fetchLines(
  { kind, since, until, resumed, parts }: Fetched,
  folder: string,
  frame: TableFrame,
): string[] {
  const title = titleLine(`Fetched from ${kind}, ${since} to ${until}`, frame);
  return [
    resumed ? `${title}  ${frame.style.paint("muted", "(went on with an interrupted run)")}` : title,
    "",
    ...renderTable(COLUMNS, parts.map(partRow), frame.width, frame.style),
    "",
    `Stored in ${cleanText(folder)}`,
  ];
}

function partRow(part: FetchedPart): Row {
  const isDaily = part.kind === "report";
  return [
    part.id,
    isDaily ? wholeNumber(part.days) : "",
    wholeNumber(part.rows),
    part.refusal === null ? "" : span(part.optional ? "not to be had" : "refused", part.optional ? "muted" : "warn"),
  ];
}

/** What could not be fetched and why, for stderr. One message can have several lines. */
export function fetchNotes({ parts }: Fetched): readonly string[] {
  return parts.flatMap((part): string[] => [
    ...(part.refusal === null ? [] : [[part.refusal.message, ...linesOf(part.refusal.access)].join("\n")]),
    ...(part.limitedTo === null ? [] : [`${part.id} goes back to ${part.limitedTo} and no further`]),
    ...[...part.refusedRows].map(
      ([reason, n]) =>
        `${part.id}: ${counted(n, "row")} could not be read and ${n === 1 ? "is" : "are"} left out: ${reason}`,
    ),
  ]);
}

const linesOf = ({ needs, instead }: { needs: string; instead: string }): readonly string[] =>
  [needs, instead].filter((line) => line !== "");
