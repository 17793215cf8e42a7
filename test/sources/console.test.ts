/** The Console's history from fetched figures, compared with the true figures of the invented organisation. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { schemaErrors } from "../helpers/json-schema.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";
import { minus, toNumber, toText } from "../oracle/decimal.ts";
import { anthropicServer } from "./anthropic-server.ts";
import { claudeCodeCents } from "./anthropic-usage.ts";
import {
  chargedUsd,
  DAY_MS,
  groupBy,
  type MadeRequest,
  makeOrganisation,
  truthUsd,
  utcDate,
} from "./made-organisation.ts";

const NOW_MS = Date.parse("2026-11-26T15:00:00Z");
const KEY = "sk-ant-admin01-loopback-only";
const ORGANISATION = makeOrganisation("console", Math.floor(NOW_MS / DAY_MS), 40);
const NOVEMBER = ORGANISATION.requests.filter((r) => utcDate(r.timeMs).startsWith("2026-11"));

type Sums = { costUsd: string; chargedUsd: string | null; estimatedUsd: string | null };
type Answer = { groups: (Sums & { key: string; name: string })[]; totals: Sums; missingDays: string[] };

const home = sharedTempDir();
let isFetched = false;
beforeEach(async () => {
  if (isFetched) return;
  isFetched = true;
  const server = await anthropicServer({ organisation: ORGANISATION, key: KEY, nowMs: NOW_MS, plan: "console" });
  await runHere(["fetch", "anthropic", "--url", server.url], {
    home,
    nowMs: NOW_MS,
    env: { ANTHROPIC_ADMIN_KEY: KEY },
  });
});

async function consoleBy(...args: string[]): Promise<Answer> {
  const ran = await runHere(["console", "--json", ...args], { home, nowMs: NOW_MS });
  expect(ran.code).toBe(0);
  const json = JSON.parse(ran.stdout);
  expect(schemaErrors("console", json)).toEqual([]);
  return json;
}

const emailOf = (r: MadeRequest): string =>
  ORGANISATION.users.find(({ id }) => id === r.userId)?.email.toLowerCase() ?? "";
const estimatedUsd = (some: readonly MadeRequest[]): number =>
  [...groupBy(some, (r) => [utcDate(r.timeMs), r.userId, r.apiKeyId, r.terminal, r.model]).values()].reduce(
    (n, g) => n + claudeCodeCents(g),
    0,
  ) / 100;

describe("the Console's history", () => {
  test.each([
    ["day", (r: MadeRequest) => utcDate(r.timeMs)],
    ["month", (r: MadeRequest) => utcDate(r.timeMs).slice(0, 7)],
    ["user", emailOf],
    ["model", (r: MadeRequest) => r.model],
    ["workspace", (r: MadeRequest) => r.workspaceId ?? ""],
    ["key", (r: MadeRequest) => ORGANISATION.apiKeys.find(({ id }) => id === r.apiKeyId)?.name ?? ""],
  ] as const)("by %s is what the requests came to", async (by, keyOf) => {
    const { groups, totals } = await consoleBy("--by", by);
    const truth = groupBy(NOVEMBER, keyOf);
    expect(new Set(groups.map((g) => JSON.stringify(g.key)))).toEqual(new Set(truth.keys()));
    for (const group of groups) {
      const some = truth.get(JSON.stringify(group.key)) ?? [];
      expect([group.key, group.costUsd]).toEqual([group.key, toText(truthUsd(some))]);
      if (by === "user" || by === "key") expect(group.chargedUsd).toBeNull();
      else expect(group.chargedUsd).toBe(toText(chargedUsd(some)));
      if (by === "workspace") expect(group.estimatedUsd).toBeNull();
      // A key's own estimate goes by its name, a member's by the address.
      else expect(Number(group.estimatedUsd)).toBeCloseTo(estimatedUsd(some), 9);
    }
    expect(totals.costUsd).toBe(toText(truthUsd(NOVEMBER)));
    expect(totals.chargedUsd).toBe(toText(chargedUsd(NOVEMBER)));
  });

  test("of any range, with the days named that were not fetched", async () => {
    const { groups, missingDays } = await consoleBy("--since", "2026-10-20", "--until", "2026-10-28");
    expect(missingDays).toEqual([
      "2026-10-20",
      "2026-10-21",
      "2026-10-22",
      "2026-10-23",
      "2026-10-24",
      "2026-10-25",
      "2026-10-26",
    ]);
    expect(groups.map((g) => g.key)).toEqual(["2026-10-27", "2026-10-28"]);
  });

  test("of Claude Code's own workspace alone", async () => {
    const { totals } = await consoleBy("--claude-code");
    const own = NOVEMBER.filter((r) => r.workspaceId === ORGANISATION.workspaces[0]?.id);
    expect(totals.costUsd).toBe(toText(truthUsd(own)));
  });

  test("says how much less was charged, and fits every width", async () => {
    for (const columns of [40, 60, 80, 120, 160]) {
      for (const by of ["day", "user", "model", "workspace", "key", "month"]) {
        const ran = await runHere(["console", "--by", by], { home, nowMs: NOW_MS, columns });
        expect([columns, by, ran.code]).toEqual([columns, by, 0]);
        for (const line of ran.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
      }
    }
    const { stdout } = await runHere(["console", "--by", "user"], { home, nowMs: NOW_MS, columns: 120 });
    expect(stdout).toContain("7% less was charged than at list");
    expect(stdout).toContain("ada.lovelace@acme.example");
    // The difference is what the made-up contract takes off.
    const off = minus(truthUsd(NOVEMBER), chargedUsd(NOVEMBER));
    expect(toNumber(off) / toNumber(truthUsd(NOVEMBER))).toBeCloseTo(0.07, 9);
  });

  test("a day that the API told is not taken from an export as well", async () => {
    const other = tempDir();
    const header = "usage_date_utc,model_version,api_key,workspace,usage_input_tokens_no_cache,usage_output_tokens";
    writeFileSync(
      join(other, "usage.csv"),
      `${header}\n2026-11-02,claude-opus-5-5,k,w,1000000,0\n2026-10-02,claude-opus-5-5,k,w,1000000,0\n`,
    );
    await runHere(["import", "usage.csv"], { home: other });
    const alone = await jsonHere<Answer>(["console", "--since", "2026-10-01", "--until", "2026-11-26"], {
      home: other,
    });
    // A million fresh tokens of Opus 5.5 on each of two days.
    expect(alone.totals.costUsd).toBe("8");
    const server = await anthropicServer({
      organisation: { ...ORGANISATION, requests: [] },
      key: KEY,
      nowMs: NOW_MS,
      plan: "console",
    });
    await runHere(["fetch", "anthropic", "--url", server.url], {
      home: other,
      nowMs: NOW_MS,
      env: { ANTHROPIC_ADMIN_KEY: KEY },
    });
    const both = await jsonHere<Answer>(["console", "--since", "2026-10-01", "--until", "2026-11-26"], { home: other });
    expect(both.totals.costUsd).toBe("4");
  });

  test("with nothing fetched says what to do, and asks nobody", async () => {
    const ran = await runHere(["console"]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("claude-cost fetch anthropic");
  });

  test("model prices that are not known are named", async () => {
    const other = tempDir();
    writeFileSync(
      join(other, "u.csv"),
      "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n2026-11-02,nobody-knows,5,1\n",
    );
    await runHere(["import", "u.csv"], { home: other });
    const ran = await runHere(["console", "--since", "2026-11-01"], { home: other, nowMs: NOW_MS });
    expect(ran.stdout).toContain("6 tokens have no price: nobody-knows.");
  });
});
