/** Whose a request is leaves this machine in an export only where `--tags` says so. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";

type Row = Readonly<Record<string, string>>;
const home = sharedTempDir();
const A = "a1111111-0000-4000-8000-000000000000";

beforeAll(async () => {
  const row = (timestamp: string, cwd: string, sessionId = A) =>
    assistantRow({ sessionId, timestamp, cwd, row: { gitBranch: "SHOP-311-refunds" } });
  makeTree(join(home, ".claude"), {
    [`projects/x/${A}.jsonl`]: [
      row("2026-11-20T10:00:00.000Z", "/home/dev/api"),
      {
        type: "pr-link",
        sessionId: A,
        prNumber: 12,
        prRepository: "acme/secret",
        timestamp: "2026-11-20T10:05:00.000Z",
      },
    ],
    "projects/y/b.jsonl": [row("2026-11-20T11:00:00.000Z", "/home/dev/web", "b")],
  });
  await runHere(["tag", "api", "CC-1"], { home });
});

const rowsOf = async (...args: readonly string[]): Promise<readonly Row[]> =>
  JSON.parse((await runHere(["export", "--json", ...args], { home })).stdout).rows;

describe("without --tags", () => {
  test("no pull request, ticket or tag is in any byte of JSON and CSV", async () => {
    for (const form of ["--json", "--csv"]) {
      const { stdout } = await runHere(["export", form], { home });
      expect(stdout).toContain("SHOP-311-refunds");
      for (const secret of ["acme/secret", "CC-1", "pullRequest", '"ticket"', '"tag"'])
        expect(stdout).not.toContain(secret);
    }
  });

  test("nor in Parquet that is read back", async () => {
    const cwd = tempDir();
    await runHere(["export", "--parquet", "out"], { home, cwd });
    const other = tempDir();
    expect(await runHere(["import", join(cwd, "out")], { home: other })).toMatchObject({ code: 0 });
    const { groups } = await jsonHere<{ groups: { key: string }[] }>(["by", "pr"], { home: other });
    expect(groups.map(({ key }) => key)).toEqual([""]);
  });
});

describe("with --tags", () => {
  test("each request has them", async () => {
    const rows = await rowsOf("--tags");
    const requests = rows.filter(({ kind }) => kind === "response");
    expect(requests.map(({ pullRequest, ticket, tag }) => [pullRequest, ticket, tag])).toEqual([
      ["acme/secret#12", "SHOP-311", "CC-1"],
      ["", "SHOP-311", ""],
    ]);
  });

  test("as CSV, in columns of their own at the end", async () => {
    const { stdout } = await runHere(["export", "--csv", "--tags"], { home });
    const [header, first] = stdout.split("\r\n");
    expect(header?.endsWith(",pullRequest,ticket,tag")).toBe(true);
    expect(first?.endsWith(",acme/secret#12,SHOP-311,CC-1")).toBe(true);
  });

  test("as Parquet, which an import takes with its pull requests", async () => {
    const cwd = tempDir();
    await runHere(["export", "--parquet", "out", "--tags"], { home, cwd });
    const files = readdirSync(join(cwd, "out"), { recursive: true, encoding: "utf8" }).filter((f) =>
      f.endsWith(".parquet"),
    );
    const bytes = readFileSync(join(cwd, "out", files[0] as string)).toString("latin1");
    for (const column of ["pull_request", "ticket", "tag"]) expect(bytes).toContain(column);
    const other = tempDir();
    expect(await runHere(["import", join(cwd, "out")], { home: other })).toMatchObject({ code: 0 });
    const { groups } = await jsonHere<{ groups: { key: string; requests: number }[] }>(["by", "pr"], { home: other });
    expect(groups.map(({ key, requests }) => [key, requests]).sort()).toEqual([
      ["", 1],
      ["acme/secret#12", 1],
    ]);
  });

  test("rows of the demo sum to `by tag` and `by pr`, background and all", async () => {
    const at = { home: tempDir(), nowMs: Date.now() };
    const { stdout } = await runHere(["export", "--json", "--demo", "--tags"], at);
    const rows = (JSON.parse(stdout) as { rows: readonly Row[] }).rows.filter(({ kind }) => kind === "response");
    for (const [dimension, field] of [
      ["tag", "tag"],
      ["pr", "pullRequest"],
      ["ticket", "ticket"],
    ] as const) {
      const by = JSON.parse((await runHere(["by", dimension, "--demo", "--json"], at)).stdout);
      const groups = by.groups.filter(({ kind }: Row) => kind === "group") as { key: string; costUsd: string }[];
      for (const { key, costUsd } of groups) {
        const cost = rows.filter((row) => row[field] === key).reduce((n, row) => n + Number(row["costUsd"] ?? 0), 0);
        expect(cost, `${dimension} ${key}`).toBeCloseTo(Number(costUsd), 6);
      }
    }
  });
});
