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
import { type Column, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { pilotTables } from "./pilot-tables.ts";

export type ShownPilot = { readonly team: Team; readonly pilot: Pilot; readonly demo: boolean };

/** What was spent, by whom, in which days. */
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

/** Long texts have a line of their own below the table: a column of sentences fits no terminal. */
function tableLines({ columns, rows, notes = [] }: PageTable, { style, width }: TableFrame): string[] {
  if (columns.every(({ title }) => title === "")) {
    return rows.flatMap(([name, ...cells]) => wrapWords(`${name}: ${cells.join(", ")}`, width, 2));
  }
  const shown = columns.map(({ wide = false, kind }) => !wide || kind !== "text");
  const sized = columns.map(({ title, kind }, i): Column => {
    const isLast = i === columns.length - 1;
    return kind === "number"
      ? { header: title, priority: 1, rule: "hard", align: "right" }
      : {
          header: title,
          priority: isLast && i > 0 ? 2 : 1,
          rule: "shrink",
          minWidth: isLast && i > 0 ? 16 : 10,
          cut: "end",
        };
  });
  const only = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => shown[i]);
  const body = renderTable(
    only(sized),
    rows.map((row) => only(row.map(String))),
    width,
    style,
  );
  const explained = rows.flatMap((row) =>
    row.flatMap((cell, i) => (shown[i] ? [] : wrapWords(`${row[0]}: ${cell}`, width, 2))),
  );
  const lines = [...explained, ...notes.flatMap((note) => wrapWords(note, width, 2))];
  return [...body, ...lines.map((line) => style.paint("muted", line))];
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
