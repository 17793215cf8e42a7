import { resolve } from "node:path";
import { exportParquet, exportRows } from "../../app/archive/export.ts";
import { type AttributionColumn, attributionColumns } from "../../app/attribution/attribution-columns.ts";
import { escapeUnsafe } from "../../core/clean-text.ts";
import { UserError } from "../../core/user-error.ts";
import { ARCHIVE_COLUMNS, type ArchiveRow, jsonNameOf } from "../../store/archive/archive-row.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { csv } from "../../view/text/csv.ts";
import { counted } from "../../view/text/format.ts";
import { readAttributionRules } from "../attribution-rules.ts";
import type { Io } from "../io.ts";
import type { Register } from "../program.ts";
import { openReport } from "../report.ts";
import { printMessage } from "../terminal/messages.ts";
import { writeNamedFile } from "../terminal/page-output.ts";

const EXAMPLES = `
Examples:
  claude-cost export --parquet costs        a folder that DuckDB and pandas open
  claude-cost export --csv --since month > november.csv
  claude-cost export --json costs.json --project api
  claude-cost export --parquet costs --tags
The columns are described in docs/archive.md. It holds projects, branches and titles: it is for your own machines and
tools. For a team's lead there is \`claude-cost team share\`, which sends none of them.`;

type ExportOptions = { readonly parquet?: boolean; readonly tags?: boolean };

export const registerExport: Register = (program, io) => {
  program
    .command("export")
    .argument(
      "[target]",
      "a folder for --parquet (default: claude-cost-export), a file for --csv and --json (default: stdout)",
    )
    .option("--parquet", "Parquet files, one a month")
    .option("--tags", "with the pull request, ticket and tag of each request, which are left out otherwise")
    .description("write every response and background request that a report would count, as Parquet, CSV or JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (target: string | undefined, { parquet, tags = false }: ExportOptions, command) => {
      const report = await openReport(command, io);
      const { options, query } = report;
      if ([parquet, options.csv, options.json].filter(Boolean).length !== 1) {
        throw new UserError("choose a format to export: --parquet, --csv or --json", { exitCode: 2 });
      }
      const rows = exportRows(query, dataPaths(options.dataDir, io.env).otelDir, tags);
      const more = tags ? attributionColumns(query.history, readAttributionRules(report)) : [];
      if (parquet) {
        const folder = resolve(io.cwd, target ?? "claude-cost-export");
        const files = await exportParquet(rows, folder, more);
        printMessage(io.stderr, `${counted(rows.length, "row")} in ${counted(files.length, "file")} in ${folder}`);
        return;
      }
      writeText(io, target, options.csv ? csvOf(rows, more) : jsonOf(rows, more));
    });
};

function writeText(io: Io, target: string | undefined, text: string): void {
  if (target === undefined) io.stdout.write(text);
  else writeNamedFile(resolve(io.cwd, target), text);
}

function objectOf(row: ArchiveRow, more: readonly AttributionColumn[]): Record<string, unknown> {
  const own = ARCHIVE_COLUMNS.map(([, field]) => [
    jsonNameOf(field),
    field === "timeMs" ? new Date(row.timeMs).toISOString() : row[field],
  ]);
  return Object.fromEntries([...own, ...more.map(({ jsonName, textOf }) => [jsonName, textOf(row)])]);
}

function csvOf(rows: readonly ArchiveRow[], more: readonly AttributionColumn[]): string {
  const header = [...ARCHIVE_COLUMNS.map(([, field]) => jsonNameOf(field)), ...more.map(({ jsonName }) => jsonName)];
  const cells = rows.map((row) => Object.values(objectOf(row, more)).map((value) => String(value ?? "")));
  return csv(header, cells);
}

function jsonOf(rows: readonly ArchiveRow[], more: readonly AttributionColumn[]): string {
  const objects = rows.map((row) => objectOf(row, more));
  return `${escapeUnsafe(JSON.stringify({ schemaVersion: 1, rows: objects }, null, 1))}\n`;
}
