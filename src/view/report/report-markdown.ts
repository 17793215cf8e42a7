/** A report as Markdown, for a chat or a wiki. */

import { codeSpan } from "../text/markdown.ts";
import { type PageTable, pageTableMarkdown } from "./page-table.ts";
import {
  backgroundTable,
  causeTable,
  limitTable,
  modelTable,
  periodTable,
  projectTable,
  type ShownReport,
  sessionTable,
} from "./report-tables.ts";
import { reportFigures, reportFooter, reportSubtitle, reportTitle, reportWarnings } from "./report-text.ts";

export function reportMarkdown(shown: ShownReport): string {
  const { limits } = shown;
  const tables: readonly PageTable[] = [
    periodTable(shown),
    modelTable(shown),
    causeTable(shown),
    projectTable(shown),
    backgroundTable(shown),
    ...(limits === null ? [] : [limitTable(shown, limits)]),
    sessionTable(shown),
  ];
  const figures = reportFigures(shown).map(
    ({ label, value, note }) => `- **${label}: ${value}**${note === "" ? "" : ` – ${note}`}`,
  );
  return [
    `# ${shown.demo ? "DEMO: " : ""}${reportTitle(shown)}`,
    "",
    reportSubtitle(shown),
    "",
    ...figures,
    ...reportWarnings(shown, codeSpan).map((warning) => `- **!** ${warning}`),
    "",
    ...tables.filter(({ rows }) => rows.length > 0).flatMap(pageTableMarkdown),
    reportFooter(shown),
    "",
  ].join("\n");
}
