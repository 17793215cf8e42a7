/**
 * Opens the engine for a team's report, and returns what it has left out of the folder. The engines are loaded with
 * this file, so load it only when it is needed.
 */

import type { DayNumber } from "../../core/calendar/zone.ts";
import type { SourceCheck } from "../../core/team/report/report.ts";
import { type EngineName, type MachineShare, mergeMachines, type TeamEngine } from "../../core/team/sums.ts";
import { UserError } from "../../core/user-error.ts";
import { withSources } from "../../engines/with-sources.ts";
import { readCoverage } from "../../store/team/coverage-file.ts";
import { type ForeignFile, listTeamFiles, type TeamFiles } from "../../store/team/team-folder.ts";
import { readVerified, rememberVerified, type WholeFile } from "../../store/team/verified-files.ts";
import type { OpenTeam } from "./open-team.ts";
import { readTeamSources, type SourcesAsked } from "./team-sources.ts";

export type EngineChoice = {
  readonly engine: EngineName;
  /** For ClickHouse. */
  readonly url: string | null;
  readonly table: string | null;
  /** Where DuckDB or the ClickHouse server finds the folder; null = at the local path. */
  readonly at: string | null;
  /** Our own folder, which records the files that were already checked. */
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type OpenedEngine = {
  readonly engine: TeamEngine;
  readonly machines: readonly MachineShare[];
  readonly foreign: readonly ForeignFile[];
  /** Figures of other sources for the same days. */
  readonly checks: readonly SourceCheck[];
};

/**
 * @throws UserError where the engine is not installed or cannot read the folder
 */
export async function openEngine(open: OpenTeam, choice: EngineChoice, asked: SourcesAsked): Promise<OpenedEngine> {
  const { dir, today } = open;
  const files = listTeamFiles(dir);
  const { coverage, foreign: foreignCoverage } = readCoverage(files, today);
  const shared = coverage.map(({ member, machine, fromDay, untilDay }) => ({
    member,
    machine,
    firstDay: fromDay,
    lastDay: untilDay,
  }));
  const { engine, foreign } = await engineOf(dir, files, choice, today);
  const { cells, checks, foreign: damaged } = await readTeamSources(open, engine, asked);
  return {
    engine: await withSources(engine, cells),
    machines: mergeMachines([...shared, ...(await engine.machines())]),
    checks,
    foreign: [...files.foreign, ...foreignCoverage, ...foreign, ...damaged],
  };
}

async function engineOf(
  dir: string,
  files: TeamFiles,
  { engine, url, table, at, env, stateDir }: EngineChoice,
  today: DayNumber,
): Promise<{ readonly engine: TeamEngine; readonly foreign: readonly ForeignFile[] }> {
  if (engine !== "clickhouse" && (url !== null || table !== null)) {
    throw new UserError("--url and --table go with --engine clickhouse", { exitCode: 2 });
  }
  if (engine === "embedded" && at !== null) {
    throw new UserError("--at goes with --engine duckdb or clickhouse", { exitCode: 2 });
  }
  if (engine === "embedded") {
    const { EmbeddedEngine } = await import("../../engines/embedded/embedded-engine.ts");
    const { readTeamTable } = await import("../../store/team/read-table.ts");
    const read = await readTeamTable(files, today);
    return { engine: new EmbeddedEngine(read.table), foreign: read.foreign };
  }
  if (engine === "duckdb") {
    const { openDuckDb } = await import("../../engines/duckdb/duckdb-engine.ts");
    if (at !== null) {
      const { engine: opened, leftOut } = await openDuckDb({ files: { address: at }, verified: new Map(), today, env });
      return { engine: opened, foreign: leftOut };
    }
    const { whole, foreign } = await checkedFiles(files, stateDir);
    const verified = new Map(
      whole.flatMap(({ path, countsWhole }) => (countsWhole === null ? [] : [[path, countsWhole]])),
    );
    const opened = await openDuckDb({ files: whole.map(({ path }) => path), verified, today, env });
    const stamps = new Map(whole.map(({ path, stamp }) => [path, stamp]));
    rememberVerified(
      stateDir,
      opened.verified.map((month) => ({ ...month, stamp: stamps.get(month.path) ?? "" })),
    );
    return { engine: opened.engine, foreign: [...foreign, ...opened.leftOut] };
  }
  const { checkedUrl, openClickHouse } = await import("../../engines/clickhouse/clickhouse-engine.ts");
  if (url === null) {
    throw new UserError("--engine clickhouse needs the server's address", {
      hint: "Add --url https://HOST:8443; user and password come from CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.",
      exitCode: 2,
    });
  }
  const foreign = table === null && at === null ? (await checkedFiles(files, stateDir)).foreign : [];
  const opened = await openClickHouse({
    url: checkedUrl(url),
    table,
    folder: at ?? dir,
    isNamed: at !== null,
    foreign: at === null ? [...files.foreign, ...foreign].map(({ path }) => path) : [],
    today,
    env,
  });
  return { engine: opened.engine, foreign: [...foreign, ...opened.leftOut] };
}

type CheckedFile = WholeFile & {
  /** For a compacted month that was checked before; null = it was not, or has changed. */
  readonly countsWhole: boolean | null;
};

/** The files that are intact, for engines that do not check that themselves. */
async function checkedFiles(
  { usage, compacted }: TeamFiles,
  stateDir: string,
): Promise<{ readonly whole: readonly CheckedFile[]; readonly foreign: readonly ForeignFile[] }> {
  const { wholeFiles } = await import("../../store/team/check-files.ts");
  const verified = readVerified(stateDir);
  const isKnown = ({ path, stamp }: WholeFile): boolean => verified.get(path)?.stamp === stamp;
  const { whole, foreign } = await wholeFiles(
    [...usage, ...compacted].map(({ path }) => path),
    isKnown,
  );
  return {
    whole: whole.map((file) => ({
      ...file,
      countsWhole: isKnown(file) ? (verified.get(file.path)?.countsWhole ?? null) : null,
    })),
    foreign,
  };
}
