/** `report`: the same figures as the other commands have, as a page, as Markdown and as JSON. */

import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseUsd } from "../../src/core/pricing/money.ts";
import { EVIL, faultIn } from "../gate/hostile.ts";
import { assistantRow, makeTree, usage, userRow } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";

type Spend = { readonly totalUsd: string };
type ReportJson = {
  readonly title: string;
  readonly since: string;
  readonly until: string;
  readonly activeDays: number;
  readonly totals: Spend & { readonly sessions: number; readonly requests: number };
  readonly bars: { readonly period: string; readonly list: readonly (Spend & { readonly period: string })[] };
  readonly periods: { readonly period: string; readonly list: readonly Spend[] };
  readonly models: readonly Spend[];
  readonly projects: readonly (Spend & { readonly key: string })[];
  readonly causes: readonly { readonly costUsd: string }[];
  readonly limits: readonly unknown[] | null;
  readonly mostExpensiveSessions: readonly { readonly name: string; readonly project: string }[];
};

const sum = (amounts: readonly string[]): bigint => amounts.reduce((n, usd) => n + (parseUsd(usd) ?? 0n), 0n);
const totals = (list: readonly Spend[]): bigint => sum(list.map(({ totalUsd }) => totalUsd));

describe("every part of a report", () => {
  test("sums to the total, and the total is that of the other commands", async () => {
    const report = await jsonHere<ReportJson>(["report", "--demo", "--since", "2026-01-01"]);
    const range = ["--demo", "--since", report.since, "--until", report.until];
    const total = parseUsd(report.totals.totalUsd) as bigint;
    expect(total).toBeGreaterThan(0n);
    expect(totals(report.bars.list)).toBe(total);
    expect(totals(report.periods.list)).toBe(total);
    expect(totals(report.models)).toBe(total);
    expect(totals(report.projects)).toBe(total);
    expect(sum(report.causes.map(({ costUsd }) => costUsd))).toBe(total);
    for (const command of [["monthly"], ["sessions"], ["by", "project"], ["why"]]) {
      const other = await jsonHere<{ readonly totals: Spend }>([...command, ...range]);
      expect(other.totals.totalUsd, command.join(" ")).toBe(report.totals.totalUsd);
    }
  });
});

const home = sharedTempDir();
/** $0.00204 a request of Opus 5.5: 10 input at $4 and 100 output at $20 a million. */
const row = (sessionId: string, cwd: string, timestamp: string) =>
  assistantRow({
    sessionId,
    cwd,
    timestamp,
    model: "claude-opus-5-5",
    usage: usage({ input_tokens: 10, output_tokens: 100 }),
  });
const NOW = Date.UTC(2026, 10, 26, 12);

beforeAll(() => {
  const [A, B] = ["a1111111-0000-4000-8000-000000000000", "b2222222-0000-4000-8000-000000000000"];
  makeTree(join(home, ".claude"), {
    [`projects/-home-dev-api/${A}.jsonl`]: [
      userRow("begin", { sessionId: A, cwd: "/home/dev/api", timestamp: "2026-10-31T09:59:00.000Z" }),
      row(A, "/home/dev/api", "2026-10-31T10:00:00.000Z"),
      row(A, "/home/dev/api", "2026-11-02T10:00:00.000Z"),
      { type: "ai-title", sessionId: A, aiTitle: "A secret title" },
    ],
    [`projects/-srv-api/${B}.jsonl`]: [row(B, "/srv/api", "2026-11-05T10:00:00.000Z")],
  });
});

const report = (...args: string[]): Promise<ReportJson> =>
  runHere(["report", "--json", ...args], { home, nowMs: NOW }).then((ran) => JSON.parse(ran.stdout) as ReportJson);

describe("the range", () => {
  test("is the present month up to today, and every day of it has a bar", async () => {
    const { title, since, until, bars, totals: all, activeDays, limits } = await report();
    expect({ title, since, until }).toEqual({
      title: "Claude Code, November 2026",
      since: "2026-11-01",
      until: "2026-11-26",
    });
    expect(bars.list).toHaveLength(26);
    expect(bars.list[1]).toMatchObject({ period: "2026-11-02", totalUsd: "0.00204" });
    expect(bars.list[2]).toMatchObject({ period: "2026-11-03", totalUsd: "0" });
    expect(all).toMatchObject({ totalUsd: "0.00408", requests: 2, sessions: 2 });
    expect(activeDays).toBe(2);
    expect(limits).not.toBeNull();
  });

  test("narrowed to a project has no limits, which are of everything", async () => {
    const { totals: all, limits } = await report("--project", "srv");
    expect([all.totalUsd, limits]).toEqual(["0.00204", null]);
  });

  test("--month is a whole month, whose limits nobody knows any more", async () => {
    const { since, until, bars, totals: all, limits } = await report("--month", "2026-10");
    expect([since, until, bars.list.length, all.totalUsd, limits]).toEqual([
      "2026-10-01",
      "2026-10-31",
      31,
      "0.00204",
      null,
    ]);
  });

  test.each([
    ["62 days", "2026-09-26", "day", 62],
    ["63 days", "2026-09-25", "week", 10],
    ["62 weeks", "2025-09-19", "week", 63],
    ["a day more", "2025-09-18", "month", 15],
  ])("of %s has bars that fit", async (_, since, period, count) => {
    const { bars } = await report("--since", since);
    expect([bars.period, bars.list.length]).toEqual([period, count]);
  });

  test.each([
    [["--month", "2026-13"], "--month: '2026-13' is no month"],
    [["--month", "2026-11", "--since", "7d"], "--month cannot be combined with --since and --until"],
    [["--html", "--md"], "--html, --md and --json cannot be combined"],
    [["--csv"], "`report` does not take --csv"],
  ])("%j is refused", async (args, message) => {
    const folder = tempDir();
    const ran = await runHere(["report", ...args], { home, cwd: folder, nowMs: NOW });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(message);
    expect(existsSync(join(folder, "claude-cost-2026-11.html"))).toBe(false);
  });
});

describe("titles and paths", () => {
  const forms = [["--md"], ["--html", "-"], ["--json"]];

  test.each(forms)("are in no byte of a report without --titles: %s %s", async (...form) => {
    const { stdout } = await runHere(["report", ...form], { home, nowMs: NOW });
    for (const secret of ["A secret title", "/home/dev", "/srv"]) expect(stdout).not.toContain(secret);
    // Two projects whose last folders have one name stay two.
    expect(stdout).toContain("api (2)");
    expect(stdout).toContain("a1111111");
  });

  test.each(forms)("are in it with --titles: %s %s", async (...form) => {
    const { stdout } = await runHere(["report", "--titles", ...form], { home, nowMs: NOW });
    for (const name of ["A secret title", "/home/dev/api", "/srv/api"]) expect(stdout).toContain(name);
  });
});

describe("a page", () => {
  test("is on stdout, and in no file, where stdout is redirected and no file is named", async () => {
    const folder = tempDir();
    const ran = await runHere(["report", "--html"], { home, cwd: folder, nowMs: NOW });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^<!doctype html>/i);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is written where it is asked for, and by the month's name otherwise", async () => {
    const folder = tempDir();
    const ran = await runHere(["report", "--html"], { home, cwd: folder, nowMs: NOW, isTTY: true });
    expect(ran).toMatchObject({ code: 0, stdout: "" });
    expect(ran.stderr).toContain(`wrote ${join(folder, "claude-cost-2026-11.html")}`);
    const refused = await runHere(["report", "--html", "sub/october.html"], { home, cwd: folder, nowMs: NOW });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`sub/october.html cannot be written: there is no folder ${join(folder, "sub")}`);
    expect(existsSync(join(folder, "sub"))).toBe(false);
    mkdirSync(join(folder, "sub"));
    await runHere(["report", "--html", "sub/october.html", "--month", "2026-10"], { home, cwd: folder, nowMs: NOW });
    expect(readFileSync(join(folder, "sub", "october.html"), "utf8")).toContain("Claude Code, October 2026");
    await runHere(["report", "--html", "--since", "2026-11-02", "--until", "2026-11-05"], {
      home,
      cwd: folder,
      nowMs: NOW,
      isTTY: true,
    });
    expect(existsSync(join(folder, "claude-cost-2026-11-02-to-2026-11-05.html"))).toBe(true);
  });

  test("of nothing says so", async () => {
    const { stdout } = await runHere(["report", "--html", "-", "--month", "2026-09"], { home, nowMs: NOW });
    expect(stdout).toContain("nothing in this range");
    expect(stdout).not.toContain("NaN");
  });
});

test("names from outside are harmless in a page and in Markdown", async () => {
  const hostile = tempDir();
  const name = `${EVIL} \`code\` | <script>alert(1)</script> @everyone`;
  makeTree(join(hostile, ".claude"), {
    "projects/x/s.jsonl": [
      row("s", `/x/${name}`, "2026-11-05T10:00:00.000Z"),
      { type: "custom-title", sessionId: "s", customTitle: name },
      assistantRow({ sessionId: "s", model: name, timestamp: "2026-11-05T11:00:00.000Z" }),
    ],
  });
  for (const form of [["--md"], ["--html", "-"]]) {
    const { stdout } = await runHere(["report", "--titles", ...form], { home: hostile, nowMs: NOW });
    expect(faultIn(stdout)).toBe("");
    // In Markdown it is only in code, where it is not markup.
    const shown = form[0] === "--md" ? stdout.replace(/``[^\n]*?``/g, "") : stdout;
    expect(shown).not.toMatch(form[0] === "--md" ? /@everyone|<script|FORGED/ : /<script/);
  }
});
