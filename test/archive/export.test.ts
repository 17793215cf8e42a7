import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { runCli, runJson } from "../helpers/run-cli.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Totals = { readonly totals: { readonly requests: number; readonly costUsd: string; readonly tokens: object } };
const options = { seed: 21, endMs: Date.parse("2026-11-10T12:00:00Z"), days: 9, bytesPerToken: 0.005 };

describe("export and import", () => {
  test("name their fields as every report does", async () => {
    const home = tempDir();
    writeDemoTree(join(home, ".claude"), { ...options, days: 2 });
    const { rows } = await runJson<{ rows: readonly object[] }>(["export"], { home });
    const { stdout } = await runCli(["export", "--csv"], { home });
    const names = Object.keys(rows[0] ?? {});
    expect(stdout.split("\n")[0]?.trim()).toBe(names.join(","));
    expect(names).toEqual(expect.arrayContaining(["sessionId", "input", "cacheWrite5m", "webSearches", "costUsd"]));
    expect(names.filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  });

  test("carry every response to another machine, once", async () => {
    const [home, other] = [tempDir(), tempDir()];
    writeDemoTree(join(home, ".claude"), options);
    const here = await runJson<Totals>(["daily", "--no-archive"], { home });
    expect(here.totals.requests).toBeGreaterThan(50);
    expect((await runCli(["export", "--parquet", "out"], { home })).code).toBe(0);
    expect(readdirSync(join(home, "out"))).toEqual(["year=2026"]);
    expect((await runCli(["export", "--json", "out.json"], { home })).code).toBe(0);
    for (const source of ["out", "out", "out.json"]) {
      const ran = await runCli(["import", join(home, source)], { home: other });
      expect([ran.code, ran.stderr]).toEqual([0, ""]);
      const there = await runJson<Totals>(["daily"], { home: other });
      expect(there.totals).toEqual(here.totals);
    }
    const again = await runCli(["import", join(home, "out.json")], { home: other });
    expect(again.stdout).toBe("0 new responses and 0 sessions imported\n");
  });

  test("respect the filter, and CSV is on stdout", async () => {
    const home = tempDir();
    writeDemoTree(join(home, ".claude"), options);
    const ran = await runCli(["export", "--csv", "--since", "2026-11-09"], { home });
    const [header, ...lines] = ran.stdout.trimEnd().split("\r\n");
    expect(header).toMatch(/^kind,source,id,time,/);
    const responses = lines.filter((l) => l.startsWith("response,"));
    expect(responses.length).toBeGreaterThan(0);
    expect(responses.every((l) => (l.split(",")[3] as string) >= "2026-11-09")).toBe(true);
  });

  test("say what is wrong and how to mend it", async () => {
    const home = tempDir();
    mkdirSync(join(home, "empty"));
    const bare = await runCli(["import", "empty"], { home });
    expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining("export --parquet")]);
    const form = await runCli(["export"], { home });
    expect([form.code, form.stderr]).toEqual([expect.any(Number), expect.stringMatching(/claude-cost: /)]);
    expect(form.code).not.toBe(0);
  });
});
