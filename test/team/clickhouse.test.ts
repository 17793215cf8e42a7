/** The ClickHouse engine against ClickHouse itself (`clickhouse/clickhouse-server.ts`). Skipped where that is not installed. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { totalOf } from "../../src/core/team/sums.ts";
import { checkedUrl } from "../../src/engines/clickhouse/clickhouse-engine.ts";
import { clickHouseFiles } from "../../src/engines/sql/script.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { cleanEnv, runCli } from "../helpers/run-cli.ts";
import { CHDB, CLICKHOUSE_LOGIN, type ClickHouseServer, startClickHouse } from "./clickhouse/clickhouse-server.ts";
import { END_DAY, TODAY } from "./engines.ts";
import { hostileFolder, withoutTorn } from "./hostile-folder.ts";
import { sumsByHand } from "./sums-oracle.ts";

if (CHDB === null) console.warn("no chdb here (CLAUDE_COST_TEST_CHDB): ClickHouse's engine is not tried");

describe.skipIf(CHDB === null)("team report on ClickHouse's engine", () => {
  let server: ClickHouseServer;
  let url = "";
  let home = "";
  let people: Awaited<ReturnType<typeof writeDemoTeam>> = [];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
    const { teamDir } = dataPaths(undefined, cleanEnv(home));
    const shape = { seed: "report", developers: 12, machines: 3, days: 42, endDay: END_DAY, synced: 0.5 };
    people = await writeDemoTeam(join(home, "team"), teamDir, shape);
    server = await startClickHouse(CHDB as string);
    url = server.url;
  }, 60_000);
  afterAll(() => {
    server.stop();
    rmSync(home, { recursive: true });
  });

  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    // From the folder in which the client is installed.
    runCli(["team", ...args, "--until", "2026-11-25"], {
      home,
      cwd: CHDB as string,
      env: { ...CLICKHOUSE_LOGIN, ...env },
    });
  const withoutTime = (text: string) => ({ ...JSON.parse(text), generatedAt: null });

  test("every report is the embedded engine's to the last digit, and its total the truth", async () => {
    const truth = people.reduce((n, { truth: t }) => n + t.costPico + t.backgroundPico, 0n);
    for (const args of [
      ["report", "--by", "member"],
      ["report", "--by", "cost-center"],
      ["report", "--by", "week"],
      ["pilot", "--rollout", "90"],
      ["check", "--budget", "team=100"],
    ]) {
      const here = await run([...args, "--json"]);
      const there = await run([...args, "--json", "--engine", "clickhouse", "--url", url]);
      expect(there.stderr).toBe("");
      expect(withoutTime(there.stdout)).toEqual(withoutTime(here.stdout));
      if (args[0] === "report") expect(JSON.parse(there.stdout).totals.totalUsd).toBe(usdString(truth));
    }
  }, 120_000);

  test("a folder with files that lie about themselves is counted as by the embedded engine, and no file of it twice", async () => {
    const hostile = await hostileFolder(mkdtempSync(join(tmpdir(), "claude-cost-test-")));
    try {
      const [total] = sumsByHand(hostile.cells, { range: { from: 0, to: END_DAY }, by: [] });
      for (const by of ["member", "model", "day"]) {
        const args = ["report", hostile.dir, "--by", by, "--json"];
        const here = await run(args);
        const there = await run([...args, "--engine", "clickhouse", "--url", url]);
        expect(withoutTime(there.stdout)).toEqual(withoutTime(here.stdout));
        expect(JSON.parse(there.stdout).totals.totalUsd).toBe(usdString(total ? totalOf(total) : 0n));
        expect(there.stderr).toMatch(/and \d+ more files left out/);
      }
    } finally {
      rmSync(hostile.dir, { recursive: true });
    }
  }, 120_000);

  test("a table that knows no files is read, without rows that cannot be", async () => {
    const table = `(SELECT * FROM ${clickHouseFiles(join(home, "team"))} UNION ALL SELECT * REPLACE (-1 AS responses) FROM ${clickHouseFiles(join(home, "team"))})`;
    const here = await run(["report", "--by", "member", "--json"]);
    const there = await run([
      "report",
      "--by",
      "member",
      "--json",
      "--engine",
      "clickhouse",
      "--url",
      url,
      "--table",
      table,
    ]);
    expect(withoutTime(there.stdout)).toEqual(withoutTime(here.stdout));
  }, 60_000);

  test("a wrong password is named, and shown nowhere", async () => {
    const ran = await run(["report", "--engine", "clickhouse", "--url", url], { CLICKHOUSE_PASSWORD: "wrong-one" });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("ClickHouse: ");
    expect(ran.stderr).not.toContain("wrong-one");
  }, 30_000);

  test("the printed script runs as it is", async () => {
    const { default: chdb } = await import(join(CHDB as string, "node_modules", "chdb", "index.js"));
    const { teamScript } = await import("../../src/engines/sql/script.ts");
    const range = { from: END_DAY - 80, to: END_DAY };
    const session = new chdb.Session();
    try {
      for (const { sql, title } of teamScript("clickhouse", { folder: join(home, "team"), range, today: TODAY })) {
        const answer = session.query(sql, "JSONEachRow");
        if (title !== "What the team spent") continue;
        const truth = people.reduce((n, { truth: t }) => n + t.costPico, 0n);
        expect(JSON.parse(String(answer).trim())).toMatchObject({ logged_pico: String(truth) });
      }
      const hostile = await hostileFolder(join(home, "hostile"));
      withoutTorn(hostile);
      const [total] = sumsByHand(hostile.cells, { range, by: [] });
      for (const { sql, title } of teamScript("clickhouse", { folder: hostile.dir, range, today: TODAY })) {
        const answer = String(session.query(sql, "JSONEachRow"));
        if (title === "What the team spent") {
          expect(JSON.parse(answer.trim())).toMatchObject({ logged_pico: String(total?.costPico) });
        }
        if (title === "Files that were left out") expect(answer).toContain("another member's or machine's");
      }
    } finally {
      session.cleanup();
    }
  }, 60_000);
});

test.each(["https://host:8443", "http://localhost:8123", "http://127.0.0.1:1", "http://[::1]:1"])(
  "%s is an address",
  (url) => expect(checkedUrl(url)).toBe(url),
);

test.each(["", "host", "http://host:8123", "ftp://localhost", "file:///etc"])("'%s' is no address of a server", (url) =>
  expect(() => checkedUrl(url)).toThrow("is no address"),
);

test("a bucket is read by s3, a folder by file, quoted", () => {
  expect(clickHouseFiles("s3://company/a'b")).toContain("s3('https://company.s3.amazonaws.com/a''b/{usage,compacted}");
  expect(clickHouseFiles("/mnt/team")).toContain("file('/mnt/team/{usage,compacted}/**/usage.parquet'");
});

test("without the client it says how to get it", async () => {
  const ran = await runCli(["team", "report", "--demo", "--engine", "clickhouse", "--url", "http://127.0.0.1:9"]);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain("npm install -g @clickhouse/client");
});
