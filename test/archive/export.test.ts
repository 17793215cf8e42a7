import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Totals = { readonly totals: { readonly requests: number; readonly costUsd: string; readonly tokens: object } };
const options = { seed: 21, endMs: Date.parse("2026-11-10T12:00:00Z"), days: 9, bytesPerToken: 0.005 };

describe("export and import", () => {
  test("name their fields as every report does", async () => {
    const home = tempDir();
    writeDemoTree(join(home, ".claude"), { ...options, days: 2 });
    const { rows } = await jsonHere<{ rows: readonly object[] }>(["export"], { home });
    const { stdout } = await runHere(["export", "--csv"], { home });
    const names = Object.keys(rows[0] ?? {});
    expect(stdout.split("\n")[0]?.trim()).toBe(names.join(","));
    expect(names).toEqual(expect.arrayContaining(["sessionId", "input", "cacheWrite5m", "webSearches", "costUsd"]));
    expect(names.filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  });

  test("carry every response to another machine, once", async () => {
    const [home, other] = [tempDir(), tempDir()];
    writeDemoTree(join(home, ".claude"), options);
    const here = await jsonHere<Totals>(["daily", "--no-archive"], { home });
    expect(here.totals.requests).toBeGreaterThan(50);
    expect((await runHere(["export", "--parquet", "out"], { home })).code).toBe(0);
    expect(readdirSync(join(home, "out"))).toEqual(["year=2026"]);
    expect((await runHere(["export", "--json", "out.json"], { home })).code).toBe(0);
    for (const source of ["out", "out", "out.json"]) {
      const ran = await runHere(["import", join(home, source)], { home: other });
      expect([ran.code, ran.stderr]).toEqual([0, ""]);
      const there = await jsonHere<Totals>(["daily"], { home: other });
      expect(there.totals).toEqual(here.totals);
    }
    const again = await runHere(["import", join(home, "out.json")], { home: other });
    expect(again.stdout).toBe("0 new responses and 0 sessions imported\n");
  });

  test("carry background that only telemetry knows, once beside what the feed has", async () => {
    const [home, other] = [tempDir(), tempDir()];
    type Background = {
      kinds: { kind: string; requests: number | null; costUsd: string }[];
      totals: { totalUsd: string };
    };
    const demo = ["--demo", "--timezone", "UTC"];
    const here = await jsonHere<Background>(["background", ...demo], { home });
    expect((await runHere(["export", "--parquet", "out", ...demo], { home })).code).toBe(0);
    expect((await runHere(["export", "--json", "out.json", ...demo], { home })).code).toBe(0);
    const { rows } = JSON.parse(readFileSync(join(home, "out.json"), "utf8")) as { rows: Record<string, unknown>[] };
    const background = rows.filter((row) => row["kind"] === "background");
    const named = here.kinds.reduce((sum, kind) => sum + (kind.requests ?? 0), 0);
    expect([background.length, named > 50]).toEqual([named, true]);
    for (const source of ["out", "out", "out.json"]) {
      expect((await runHere(["import", join(home, source)], { home: other })).code).toBe(0);
      const there = await jsonHere<Background>(["background", "--timezone", "UTC"], { home: other });
      expect(there.kinds).toEqual(here.kinds);
      expect(there.totals.totalUsd).toBe(here.totals.totalUsd);
    }
    const again = await runHere(["import", join(home, "out.json")], { home: other });
    expect(again.stdout).toBe("0 new responses, 0 background requests and 0 sessions imported\n");
    // One that is exported again on the other machine is the same one.
    const back = await jsonHere<{ rows: Record<string, unknown>[] }>(["export"], { home: other });
    expect(back.rows.filter((row) => row["kind"] === "background")).toEqual(background);
    const since = String(background.at(-1)?.["time"]).slice(0, 10);
    const part = await runHere(["export", "--csv", "--since", since, ...demo], { home });
    const ids = part.stdout.split("\r\n").filter((line) => line.startsWith("background,"));
    expect(ids.length).toBe(background.filter((row) => String(row["time"]) >= since).length);
  }, 60_000);

  test("refuse a background row whose line of telemetry says something else", async () => {
    const home = tempDir();
    const { rows } = await jsonHere<{ rows: Record<string, unknown>[] }>(["export", "--demo"], { home });
    const row = rows.find(({ kind }) => kind === "background") as Record<string, unknown>;
    const bad = [
      { ...row, input: Number(row["input"]) + 1 },
      { ...row, sessionId: "other" },
      { ...row, detail: "" },
      { ...row, detail: '{"v":1,"type":"compaction"}' },
      { ...row, detail: "[".repeat(1000) },
    ];
    writeFileSync(join(home, "bad.json"), JSON.stringify({ rows: [row, ...bad] }));
    const ran = await runHere(["import", "bad.json"], { home });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toBe("0 new responses, 1 background request and 0 sessions imported\n");
    expect(ran.stderr).toContain("5 rows");
    expect(ran.stderr).toContain("detail is no request of telemetry, or another one");
  });

  test("respect the filter, and CSV is on stdout", async () => {
    const home = tempDir();
    writeDemoTree(join(home, ".claude"), options);
    const ran = await runHere(["export", "--csv", "--since", "2026-11-09"], { home });
    const [header, ...lines] = ran.stdout.trimEnd().split("\r\n");
    expect(header).toMatch(/^kind,source,id,time,/);
    const responses = lines.filter((l) => l.startsWith("response,"));
    expect(responses.length).toBeGreaterThan(0);
    expect(responses.every((l) => (l.split(",")[3] as string) >= "2026-11-09")).toBe(true);
  });

  test("say what is wrong and how to mend it", async () => {
    const home = tempDir();
    mkdirSync(join(home, "empty"));
    const bare = await runHere(["import", "empty"], { home });
    expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining("export --parquet")]);
    const form = await runHere(["export"], { home });
    expect([form.code, form.stderr]).toEqual([expect.any(Number), expect.stringMatching(/claude-cost: /)]);
    expect(form.code).not.toBe(0);
  });
});
