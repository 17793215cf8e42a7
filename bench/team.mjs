/**
 * Measures `team report` on made-up teams: `npm run bench -- --team [--runs 3] [--dir DIR] [--only 1000x90,10000x365]`.
 * Writes the section "Teams" of bench/RESULTS.md. The largest team is made of a smaller one by DuckDB, and read by it
 * and by ClickHouse's engine (chdb in the folder that CLAUDE_COST_TEST_CHDB names), where they are here.
 */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { median, quote, runOnce } from "./once.mjs";

const { values } = parseArgs({
  options: {
    team: { type: "boolean" },
    runs: { type: "string", default: "3" },
    dir: { type: "string" },
    only: { type: "string", default: "12x42,1000x90,1000x90-files,10000x365" },
  },
});
const here = fileURLToPath(new URL(".", import.meta.url));
const launcher = join(here, "..", "bin", "claude-cost.js");
const work = values.dir ?? mkdtempSync(join(tmpdir(), "claude-cost-bench-team-"));
const END_DAY = Date.UTC(2026, 10, 25) / 86_400_000;
const CHDB = process.env["CLAUDE_COST_TEST_CHDB"];

/** Imports TypeScript as it stands. */
async function bundled(url) {
  const outfile = join(work, "bundled.mjs");
  const banner = { js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url);' };
  await build({ entryPoints: [url.pathname], bundle: true, platform: "node", format: "esm", outfile, banner });
  return import(outfile);
}

const TEAMS = {
  "12x42": { developers: 12, days: 42, isCompacted: false },
  "1000x90": { developers: 1000, days: 90, isCompacted: true },
  "1000x90-files": { developers: 1000, days: 90, isCompacted: false },
};

async function folderOf(name) {
  const dir = join(work, name);
  const truthFile = join(work, `${name}.json`);
  if (!existsSync(truthFile)) {
    const { writeTeamFolder } = await bundled(new URL("./team-folder.ts", import.meta.url));
    const made =
      name === "10000x365"
        ? await multiplied(await folderOf("1000x90"), dir)
        : writeTeamFolder(dir, { ...TEAMS[name], endDay: END_DAY });
    writeFileSync(truthFile, JSON.stringify(made));
  }
  return { dir, ...JSON.parse(readFileSync(truthFile, "utf8")) };
}

/**
 * Ten times the members, four times the days, four projects each: some 20 million cells in one file a month. Folds are made
 * by MD5, because DuckDB's own hash of several values is an exclusive or of theirs, and so is a day's fold.
 */
async function multiplied({ dir: from }, dir) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  await connection.run(
    `CREATE VIEW base AS SELECT * FROM read_parquet('${from}/compacted/*/*/usage.parquet', hive_partitioning = false)`,
  );
  const copies = `SELECT base.* REPLACE (
      'dev-' || substr(md5(member || m), 1, 10) AS member, 'm-' || substr(md5(machine || m), 1, 10) AS machine,
      date - (d * 91)::INTEGER AS date, 'project-' || p AS project,
      CASE WHEN ids_count = 0 THEN 0 ELSE (md5_number_lower(concat_ws('/', ids_fold, m, d, p)) >> 1)::BIGINT END AS ids_fold)
    FROM base, range(10) AS a(m), range(4) AS b(d), range(4) AS c(p)`;
  const months = await rows(
    "SELECT DISTINCT strftime(date - (d * 91)::INTEGER, '%Y-%m') AS month FROM base, range(4) AS b(d)",
  );
  for (const { month } of months) {
    const folder = join(dir, "compacted", `year=${month.slice(0, 4)}`, `month=${month.slice(5)}`);
    mkdirSync(folder, { recursive: true });
    await connection.run(`COPY (SELECT * REPLACE (generated_at::TIMESTAMP_MS AS generated_at) FROM (${copies})
      WHERE strftime(date, '%Y-%m') = '${month}' ORDER BY member, machine, date)
      TO '${folder}/usage.parquet' (FORMAT parquet, KV_METADATA {'claude-cost.sha256': '${"0".repeat(64)}'})`);
    sign(join(folder, "usage.parquet"));
  }
  const team = JSON.parse(readFileSync(join(from, "team.json"), "utf8"));
  writeFileSync(join(dir, "team.json"), JSON.stringify({ ...team, from: null }));
  const [{ n, pico }] = await rows(
    `SELECT count(*) AS n, sum(cost_pico)::VARCHAR AS pico FROM read_parquet('${dir}/compacted/*/*/usage.parquet', hive_partitioning = false)`,
  );
  return { cells: Number(n), totalPico: pico };
}

/** The checksum that claude-cost writes into its files: of the file with zeros in the checksum's place. */
function sign(path) {
  const bytes = readFileSync(path);
  const key = "claude-cost.sha256";
  const digest = createHash("sha256").update(bytes).digest("hex");
  bytes.write(digest, bytes.lastIndexOf(key) + key.length + 2, "latin1");
  writeFileSync(path, bytes);
}

function measure({ dir, cells }, engine, name, cwd, url) {
  const home = join(work, "home");
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, ".claude"),
    CLAUDE_COST_DIR: join(home, "cost"),
    TZ: "UTC",
    CLICKHOUSE_USER: "reader",
    CLICKHOUSE_PASSWORD: "secret",
  };
  const args = `team report ${quote(dir)} --by week --json --engine ${engine}${url ? ` --url ${url}` : ""}`;
  const command = `cd ${quote(cwd)} && ${quote(process.execPath)} ${quote(launcher)} ${args}`;
  const runs = Array.from({ length: Number(values.runs) }, () => runOnce(command, env));
  const of = (field) => median(runs.map((run) => run[field]));
  const [members, days] = name.split("x");
  const where = name.endsWith("files") ? "a file a machine and month" : name === "12x42" ? "files" : "compacted";
  const row = [members, days.replace("-files", ""), cells.toLocaleString("en-US"), where, engine];
  const figures = [`${of("wallMs").toFixed(0)} ms`, `${of("cpuMs").toFixed(0)} ms`, `${of("peakMb").toFixed(0)} MB`];
  const line = `| ${[...row, ...figures].join(" | ")} |`;
  process.stderr.write(`${line}\n`);
  return line;
}

async function clickHouseFront() {
  const front = spawn(process.execPath, [join(here, "..", "test", "team", "clickhouse", "clickhouse-front.mjs"), CHDB]);
  const port = await new Promise((resolve) => front.stdout.once("data", (text) => resolve(String(text).trim())));
  return { url: `http://127.0.0.1:${port}`, stop: () => front.kill() };
}

const front = CHDB ? await clickHouseFront() : null;
const table = [];
for (const name of values.only.split(",")) {
  const folder = await folderOf(name);
  // Without checksums, which only claude-cost writes, the embedded engine takes no file.
  if (name !== "10000x365") table.push(measure(folder, "embedded", name, work));
  table.push(measure(folder, "duckdb", name, work));
  if (front && name !== "1000x90-files") table.push(measure(folder, "clickhouse", name, CHDB, front.url));
}
front?.stop();
const section = [
  "## Teams",
  "",
  `Made by \`npm run bench -- --team --runs ${values.runs}\` on ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, with a load of ${loadavg()[0].toFixed(1)} from other work. ` +
    "`team report --by week --json` of a made-up team, start included; medians. ClickHouse is chdb behind a small HTTP server: its processor time and memory are the server's, and not in the table.",
  "",
  "| members | days | cells | folder | engine | wall | CPU | peak |",
  `|${"---|".repeat(8)}`,
  ...table,
  "",
];
const results = join(here, "RESULTS.md");
const before = readFileSync(results, "utf8")
  .replace(/\n## Teams\n[\s\S]*?(?=\n## |$)/, "")
  .trimEnd();
writeFileSync(results, `${before}\n\n${section.join("\n")}`);
process.stdout.write(`${section.join("\n")}\n`);
if (values.dir === undefined) rmSync(work, { recursive: true, force: true });
else if (readdirSync(work).includes("bundled.mjs")) rmSync(join(work, "bundled.mjs"));
