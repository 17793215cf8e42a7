/** A team's folder in a bucket, read by ClickHouse's engine from a server of buckets on loopback. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { bucketEndpoint, bucketOf } from "../../src/engines/sql/bucket.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { cleanEnv, runCli } from "../helpers/run-cli.ts";
import { type S3Server, startS3 } from "../helpers/s3-server.ts";
import { CHDB, CLICKHOUSE_LOGIN, type ClickHouseServer, startClickHouse } from "./clickhouse/clickhouse-server.ts";
import { END_DAY } from "./engines.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "reader-key", AWS_SECRET_ACCESS_KEY: "not-for-anybodys-eyes" };
const NO_METADATA = { AWS_EC2_METADATA_DISABLED: "true" };

describe.skipIf(CHDB === null)("team report of a bucket, on ClickHouse's engine", () => {
  let home = "";
  let bucket: S3Server;
  let server: ClickHouseServer;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
    const shape = { seed: "bucket", developers: 10, machines: 2, days: 20, endDay: END_DAY };
    const { teamDir } = dataPaths(undefined, cleanEnv(home));
    await writeDemoTeam(join(home, "shared", "team"), teamDir, shape);
    mkdirSync(join(home, "empty"));
    bucket = await startS3({
      buckets: { company: join(home, "shared"), empty: join(home, "empty") },
      accessKeyId: KEYS.AWS_ACCESS_KEY_ID,
      pageSize: 5,
    });
    server = await startClickHouse(CHDB as string, { ...KEYS, ...NO_METADATA });
  }, 60_000);
  afterAll(() => {
    server.stop();
    bucket.stop();
    rmSync(home, { recursive: true });
  });

  const run = (args: readonly string[], url = server.url) =>
    runCli(["team", "report", join(home, "shared", "team"), "--until", "2026-11-25", ...args, "--url", url], {
      home,
      cwd: CHDB as string,
      env: { ...CLICKHOUSE_LOGIN, AWS_ENDPOINT_URL_S3: bucket.url },
    });
  const onClickHouse = ["--engine", "clickhouse"];
  const withoutTime = (text: string) => ({ ...JSON.parse(text), generatedAt: null });

  test("gives what the folder gives, of a listing in several pages", async () => {
    for (const by of ["member", "model"]) {
      const args = ["--by", by, "--json", ...onClickHouse];
      const here = await run(args);
      const there = await run([...args, "--at", "s3://company/team"]);
      expect(there.stderr).toBe("");
      expect(withoutTime(there.stdout)).toEqual(withoutTime(here.stdout));
      expect(JSON.parse(there.stdout).totals.members).toBeGreaterThan(5);
    }
    expect(bucket.requests.filter((line) => line === "GET /company").length).toBeGreaterThan(2);
  }, 60_000);

  test.each([
    ["s3://nobodys/team", /bucket 'nobodys'.*NoSuchBucket/],
    ["s3://empty", /there are no shared files at s3:\/\/empty/],
    ["s3://company/another", /there are no shared files at s3:\/\/company\/another/],
  ])("says what is wrong with %s", async (at, message) => {
    const ran = await run([...onClickHouse, "--at", at]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).toContain("Is ");
    expect(ran.stdout).toBe("");
  });

  test("says that a key is wrong, and shows none of it", async () => {
    const other = await startClickHouse(CHDB as string, { ...KEYS, ...NO_METADATA, AWS_ACCESS_KEY_ID: "wrong-key" });
    try {
      const ran = await run([...onClickHouse, "--at", "s3://company/team"], other.url);
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain("InvalidAccessKeyId");
      const secret = "another-secret-of-the-lead";
      // Without the first comma: the server names the place by the text that follows it.
      const table = `s3('${bucket.url}/company/team/*' 'wrong-key', '${secret}', 'Parquet')`;
      const named = await run([...onClickHouse, "--table", table]);
      expect(named.code).toBe(1);
      expect(named.stderr).toContain("ClickHouse: ");
      for (const { stderr } of [ran, named]) {
        expect(stderr).not.toContain(secret);
        expect(stderr).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
      }
    } finally {
      other.stop();
    }
  }, 60_000);
});

test("an address of a bucket is its name and the path in it", () => {
  expect(bucketOf("s3://company")).toEqual({ name: "company", path: "" });
  expect(bucketOf("s3://company/a/b/")).toEqual({ name: "company", path: "a/b" });
  expect(bucketOf("/mnt/s3")).toBe(null);
});

test("keys go to a server of buckets over https alone, or on this machine", () => {
  expect(bucketEndpoint({})).toBe(null);
  expect(bucketEndpoint({ AWS_ENDPOINT_URL: "https://a", AWS_ENDPOINT_URL_S3: "https://b" })?.host).toBe("b");
  expect(bucketEndpoint({ AWS_ENDPOINT_URL: "http://localhost:9000" })?.host).toBe("localhost:9000");
  for (const address of ["http://store.example", "store.example", "ftp://localhost"]) {
    expect(() => bucketEndpoint({ AWS_ENDPOINT_URL: address })).toThrow(/AWS_ENDPOINT_URL: .* is no address/);
  }
});
