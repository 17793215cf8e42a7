/** `team pilot` in a terminal and as Markdown. */

import { dayKey } from "../../core/calendar/period.ts";
import { cleanText } from "../../core/clean-text.ts";
import { daysOf } from "../../core/team/pilot/factors.ts";
import type { Pilot } from "../../core/team/pilot/pilot.ts";
import type { Team } from "../../core/team/team-file.ts";
import { type PageTable, pageTableMarkdown } from "../report/page-table.ts";
import { type TableFrame, titleLine } from "../tables/frame.ts";
import { counted, money } from "../text/format.ts";
import { codeSpan } from "../text/markdown.ts";
import { textWidth } from "../text/spans.ts";
import { type Column, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { pilotTables } from "./pilot-tables.ts";

export type ShownPilot = { readonly team: Team; readonly pilot: Pilot; readonly demo: boolean };

/** What was spent, by whom, on which days. */
export function pilotSubtitle({ pilot: { window, factors } }: ShownPilot): string {
  const days = `${dayKey(window.from)} to ${dayKey(window.to)} (${counted(daysOf(window), "day")}, UTC)`;
  return `${money(factors.totalPico)} in ${days}, of which ${money(factors.backgroundPico)} background, at API rates`;
}

const NAME = (team: Team): string => cleanText(team.name) || "without a name";

export function pilotTitle({ team }: ShownPilot): string {
  return `Pilot ${NAME(team)}`;
}

export function pilotLines(shown: ShownPilot, frame: TableFrame): string[] {
  const { style, width } = frame;
  return [
    titleLine(pilotTitle(shown), frame),
    ...wrapWords(pilotSubtitle(shown), width, 2),
    ...pilotTables(shown.pilot)
      .filter(({ rows }) => rows.length > 0)
      .flatMap((table) => ["", style.bold(table.title), ...tableLines(table, frame)]),
    "",
    style.bold("What may be off"),
    ...shown.pilot.biases.flatMap(({ text }) => wrapWords(`- ${text}`, width, 2)),
  ];
}

/**
 * What does not fit beside the other columns is shown below the table: sentences, and in a narrow terminal the last
 * text columns. Where numbers do not fit either, each row becomes a line.
 */
function tableLines({ columns, rows, notes = [] }: PageTable, { style, width }: TableFrame): string[] {
  const texts = rows.map((row) => row.map(String));
  const noteLines = notes.flatMap((note) => wrapWords(note, width, 2)).map((line) => style.paint("muted", line));
  if (columns.every(({ title }) => title === "")) {
    return [...texts.flatMap(([name, ...cells]) => wrapWords(`${name}: ${cells.join(", ")}`, width, 2)), ...noteLines];
  }
  const columnWidth = (i: number): number =>
    Math.max(textWidth(columns[i]?.title ?? ""), ...texts.map((row) => textWidth(row[i] ?? "")));
  const fits = (shown: readonly number[]): boolean =>
    shown.reduce((sum, i) => sum + columnWidth(i) + GAP, -GAP) <= width;
  const all = columns.map((_, i) => i);
  const shown = all.filter((i) => !columns[i]?.wide || columns[i]?.kind !== "text");
  for (let i = all.length - 1; i > 0 && !fits(shown); i--) {
    if (columns[i]?.kind === "text" && shown.includes(i)) shown.splice(shown.indexOf(i), 1);
  }
  const below = all.filter((i) => !shown.includes(i));
  if (!fits(shown)) return [...texts.flatMap((row) => rowLines(row, columns, below, width)), ...noteLines];
  const sized = shown.map((i): Column => {
    const isNumber = columns[i]?.kind === "number";
    return { header: columns[i]?.title ?? "", priority: 1, rule: "hard", ...(isNumber ? { align: "right" } : {}) };
  });
  const body = renderTable(
    sized,
    texts.map((row) => shown.map((i) => row[i] ?? "")),
    width,
    style,
  );
  const explained = texts.flatMap((row) =>
    below.flatMap((i) => wrapWords(`${nameBelow(row, columns[i])}: ${row[i]}`, width, 2)),
  );
  return [...body, ...explained.map((line) => style.paint("muted", line)), ...noteLines];
}

/** A sentence needs no title; a value that has found no room beside the others does. */
function nameBelow([name = ""]: readonly string[], column: PageTable["columns"][number] | undefined): string {
  return column === undefined || column.wide ? name : `${name}, ${column.title.toLowerCase()}`;
}

/** Between two columns. */
const GAP = 2;

/** A row with the titles of its columns; text from below the table comes last, without a title. */
function rowLines(
  row: readonly string[],
  columns: PageTable["columns"],
  below: readonly number[],
  width: number,
): readonly string[] {
  const named = columns.flatMap(({ title }, i) => (i === 0 || below.includes(i) ? [] : [`${title} ${row[i]}`]));
  return wrapWords(`${row[0]}: ${[...named, ...below.map((i) => row[i])].join("; ")}`, width, 2);
}

export function pilotMarkdown(shown: ShownPilot): string {
  const { team, pilot, demo } = shown;
  return [
    `# ${demo ? "DEMO: " : ""}Pilot ${codeSpan(NAME(team))}`,
    "",
    pilotSubtitle(shown),
    "",
    ...pilotTables(pilot)
      .filter(({ rows }) => rows.length > 0)
      .flatMap(pageTableMarkdown),
    "## What may be off",
    "",
    ...pilot.biases.map(({ text }) => `- ${text}`),
    "",
  ].join("\n");
}
