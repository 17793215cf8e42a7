/**
 * The engine that a team's report is summed by, and what it has left out of the folder. The engines are loaded with this
 * file, so load it only when it is needed.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import { type EngineName, type MachineShare, type TeamEngine, uniteMachines } from "../../core/team/sums.ts";
import { UserError } from "../../core/user-error.ts";
import { readCoverage } from "../../store/team/coverage-file.ts";
import { type ForeignFile, listTeamFiles, type TeamFiles } from "../../store/team/team-folder.ts";

export type EngineChoice = {
  readonly engine: EngineName;
  /** Of ClickHouse. */
  readonly url: string | null;
  readonly table: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type OpenedEngine = {
  readonly engine: TeamEngine;
  readonly machines: readonly MachineShare[];
  readonly foreign: readonly ForeignFile[];
};

/**
 * @param today the UTC date of now
 * @throws UserError where the engine is not installed or cannot read the folder
 */
export async function openEngine(dir: string, choice: EngineChoice, today: DayNumber): Promise<OpenedEngine> {
  const files = listTeamFiles(dir);
  const { coverage, foreign: foreignCoverage } = readCoverage(files, today);
  const shared = coverage.map(({ member, machine, fromDay, untilDay }) => ({
    member,
    machine,
    firstDay: fromDay,
    lastDay: untilDay,
  }));
  const { engine, foreign } = await engineOf(dir, files, choice, today);
  return {
    engine,
    machines: uniteMachines([...shared, ...(await engine.machines())]),
    foreign: [...files.foreign, ...foreignCoverage, ...foreign],
  };
}

async function engineOf(
  dir: string,
  files: TeamFiles,
  { engine, url, table, env }: EngineChoice,
  today: DayNumber,
): Promise<{ readonly engine: TeamEngine; readonly foreign: readonly ForeignFile[] }> {
  if (engine !== "clickhouse" && (url !== null || table !== null)) {
    throw new UserError("--url and --table go with --engine clickhouse", { exitCode: 2 });
  }
  if (engine === "embedded") {
    const { EmbeddedEngine } = await import("../../engines/embedded/embedded-engine.ts");
    const { readTeamTable } = await import("../../store/team/read-table.ts");
    const read = await readTeamTable(files, today);
    return { engine: new EmbeddedEngine(read.table), foreign: read.foreign };
  }
  if (engine === "duckdb") {
    const { openDuckDb } = await import("../../engines/duckdb/duckdb-engine.ts");
    const paths = [...files.usage, ...files.compacted].map(({ path }) => path);
    const { whole, torn } = await import("../../store/team/whole-files.ts").then((m) => m.wholeParquetFiles(paths));
    return { engine: await openDuckDb({ files: whole, today, env }), foreign: torn };
  }
  const { checkedUrl, openClickHouse } = await import("../../engines/clickhouse/clickhouse-engine.ts");
  if (url === null) {
    throw new UserError("--engine clickhouse needs the server's address", {
      hint: "Add --url https://HOST:8443; user and password come from CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.",
      exitCode: 2,
    });
  }
  return { engine: await openClickHouse({ url: checkedUrl(url), table, folder: dir, today, env }), foreign: [] };
}
