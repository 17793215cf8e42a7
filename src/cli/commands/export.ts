import { resolve } from "node:path";
import { exportParquet, exportRows } from "../../app/archive/export.ts";
import { escapeUnsafe } from "../../core/clean-text.ts";
import { UserError } from "../../core/user-error.ts";
import { ARCHIVE_COLUMNS, type ArchiveRow, jsonNameOf } from "../../store/archive/archive-row.ts";
import { writeFileAtomic } from "../../store/files/atomic-file.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { csv } from "../../view/text/csv.ts";
import type { Io } from "../io.ts";
import type { Register } from "../program.ts";
import { openReport } from "../report.ts";
import { say } from "../say.ts";

const EXAMPLES = `
Examples:
  claude-cost export --parquet costs        a folder that DuckDB and pandas open
  claude-cost export --csv --since month > november.csv
  claude-cost export --json costs.json --project api
The columns are described in docs/archive.md. It holds projects, branches and titles: it is for your own machines and
tools. For a team's lead there is \`claude-cost team share\`, which sends none of them.`;

export const registerExport: Register = (program, io) => {
  program
    .command("export")
    .argument(
      "[target]",
      "a folder for --parquet (default: claude-cost-export), a file for --csv and --json (default: stdout)",
    )
    .option("--parquet", "Parquet files, one a month")
    .description("write every response and background request that a report would count, as Parquet, CSV or JSON")
    .addHelpText("after", EXAMPLES)
    .action(async (target: string | undefined, { parquet }: { parquet?: boolean }, command) => {
      const { options, query } = await openReport(command, io);
      if ([parquet, options.csv, options.json].filter(Boolean).length !== 1) {
        throw new UserError("say which form to export: --parquet, --csv or --json", { exitCode: 2 });
      }
      const rows = exportRows(query, dataPaths(options.dataDir, io.env).otelDir);
      if (parquet) {
        const folder = resolve(io.cwd, target ?? "claude-cost-export");
        const files = await exportParquet(rows, folder);
        say(io.stderr, `${rows.length} rows in ${files.length} files in ${folder}`);
        return;
      }
      writeText(io, target, options.csv ? csvOf(rows) : jsonOf(rows));
    });
};

function writeText(io: Io, target: string | undefined, text: string): void {
  if (target === undefined) io.stdout.write(text);
  else writeFileAtomic(resolve(io.cwd, target), text, { durable: true });
}

const objectOf = (row: ArchiveRow): Record<string, unknown> =>
  Object.fromEntries(
    ARCHIVE_COLUMNS.map(([, field]) => [
      jsonNameOf(field),
      field === "timeMs" ? new Date(row.timeMs).toISOString() : row[field],
    ]),
  );

function csvOf(rows: readonly ArchiveRow[]): string {
  const header = ARCHIVE_COLUMNS.map(([, field]) => jsonNameOf(field));
  const cells = rows.map((row) => Object.values(objectOf(row)).map((value) => String(value ?? "")));
  return csv(header, cells);
}

function jsonOf(rows: readonly ArchiveRow[]): string {
  return `${escapeUnsafe(JSON.stringify({ schemaVersion: 1, rows: rows.map(objectOf) }, null, 1))}\n`;
}
