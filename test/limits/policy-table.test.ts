/** What each plan says near its end, from commands, logs and the client's files to the answer. Each row has inputs of its own. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Program, program } from "./program.ts";

const NOW = "2026-11-26T12:00:00.000Z";

type LimitAnswer = Record<string, string | number | boolean | null | readonly string[] | object> & { id: string };
type Answer = {
  readonly month: { readonly creditsUsd: string; readonly unknownUsd: string } | null;
  readonly limits: readonly LimitAnswer[];
  readonly alerts: readonly { kind: string; severity: string; message: string }[];
};

let p: Program;
beforeEach(() => {
  p = program(tempDir(), NOW);
});

let files = 0;

/** Fast requests, which draw on credits whatever the windows, of $40 a million output tokens: $1 is 25,000 tokens. */
function drawn(dollars: number, at = "2026-11-26T11:00:00.000Z", speed = "fast"): void {
  const tokens = Math.round(dollars * (speed === "fast" ? 25_000 : 50_000));
  const parts = Array.from({ length: Math.ceil(tokens / 1_000_000) }, (_, i) =>
    Math.min(1_000_000, tokens - i * 1_000_000),
  );
  const id = `s${files++}`;
  const rows = parts.map((output) =>
    assistantRow({ sessionId: id, timestamp: at, usage: { input_tokens: 0, output_tokens: output, speed } }),
  );
  makeTree(p.root, { [`${id}.jsonl`]: rows });
}

async function look(id: string) {
  const { limits, alerts, month } = await p.json<Answer>("limits");
  const limit = limits.find((l) => l.id === id);
  const check = (await p.run("limits", "--check")).code;
  return { limit, month, check, alerts: alerts.map((a) => `${a.kind} ${a.severity}: ${a.message}`) };
}

async function run(...lines: readonly string[]): Promise<void> {
  for (const line of lines) expect(await p.run(...line.split(" ")), line).toMatchObject({ code: 0 });
}

describe("Team, $60 bought ahead, auto-reload at $15 up to $75", () => {
  const ON = "plan credits on --balance 60 --at 2026-11-26T08:00:00Z --reload-below 15 --reload-to 75";

  test.each([
    [44.99, "15.01", []],
    [45, "15", ["news ok: Usage credits (extra usage): $15.00 left: auto-reload buys $60.00, up to $75.00"]],
    [45.01, "14.99", ["news ok: Usage credits (extra usage): $14.99 left: auto-reload buys $60.01, up to $75.00"]],
    [52, "8", ["news ok: Usage credits (extra usage): $8.00 left: auto-reload buys $67.00, up to $75.00"]],
  ])("with $%s drawn $%s are left: at most news, never an alarm", async (dollars, left, alerts) => {
    await run("plan set team", ON);
    drawn(dollars);
    const found = await look("usage-credits");
    expect(found.limit).toMatchObject({
      leftUsd: left,
      balanceUsd: left,
      shared: true,
      resetsAt: null,
      severity: "ok",
    });
    expect([found.alerts, found.check]).toEqual([alerts, 0]);
  });

  test("the balance is everybody's: at most so much is left, by one's own use alone", async () => {
    await run("plan set team", "plan credits on --balance 60 --at 2026-11-26T08:00:00Z");
    drawn(12);
    expect((await p.run("limits")).stdout).toMatch(/at most \$48\.00 left[\s\S]*your own use alone is counted/);
  });
});

test("an organisation's limit: the own share, and everybody's where it was told", async () => {
  await run("plan set team", "plan limit organization 400");
  drawn(90);
  expect((await look("usage-credits")).limit).toMatchObject({ usedPercent: 22.5, usedUsd: "90", shared: true });
  expect((await p.run("limits")).stdout).toContain("own $90.00 of $400.00");
  await run("plan limit organization 400 --used 310");
  const { limit, check } = await look("usage-credits");
  expect(limit).toMatchObject({ usedUsd: "310", ownUsd: "90", leftUsd: "90", severity: "warn" });
  expect(check).toBe(3);
});

test("a seat tier's limit without the seat asks for it", async () => {
  await run("plan set enterprise");
  expect((await p.run("plan", "limit", "premium", "150")).stderr).toContain("which seat is it?");
  drawn(120);
  expect((await look("usage-credits")).limit?.["notes"]).toContain(
    "which seat is it? The premium seat's limit ($150) needs it: claude-cost plan set enterprise --seat premium",
  );
  await run("plan set enterprise --seat premium");
  expect((await look("usage-credits")).limit).toMatchObject({ limitUsd: "150", usedPercent: 80, severity: "warn" });
  await run("plan set enterprise --seat standard");
  expect((await look("usage-credits")).limit).toMatchObject({ limitUsd: null, severity: "ok" });
  expect((await p.run("plan")).stdout).toContain("Set, but not in force here: premium");
});

describe("Console credits", () => {
  test.each([
    ["2025-11-27", "30", "ok", 0],
    ["2025-11-26", "0", "over", 3],
    ["2025-11-25", "0", "over", 3],
  ])("bought on %s have $%s left on 2026-11-26: %s", async (on, left, severity, code) => {
    await run("plan set console", `credits add 30 --on ${on}`);
    const { limit, alerts, check } = await look("api-credits");
    expect([limit?.["leftUsd"], limit?.["severity"], check]).toEqual([left, severity, code]);
    const over =
      "threshold over: API credits: expired; the API stops until more is bought (an admin of the Console can)";
    if (code === 3) expect(alerts).toEqual([over]);
  });

  test("a lot can have a day of its own on which it expires", async () => {
    await run(
      "plan set console",
      "credits add 20 --on 2026-11-01 --expires 2026-11-26",
      "credits add 5 --on 2026-11-02",
    );
    expect((await look("api-credits")).limit).toMatchObject({ leftUsd: "5" });
    expect((await p.run("credits", "add", "5", "--on", "2026-11-20", "--expires", "2026-11-20")).code).toBe(2);
  });

  test("more drawn than bought, with auto-reload: the purchase is proposed, not booked", async () => {
    await run("plan set console", "credits add 60 --on 2026-11-20", "credits reload --below 15 --to 75");
    drawn(70, "2026-11-25T10:00:00.000Z", "standard");
    const { limit, alerts, check } = await look("api-credits");
    expect(limit).toMatchObject({ leftUsd: null, balanceUsd: null, usedPercent: null, severity: "unknown" });
    expect(limit?.["reload"]).toEqual({ state: "missed", buysUsd: "60", balanceUsd: "50" });
    expect([alerts[0], check]).toEqual([expect.stringContaining("claude-cost credits add 60 --on 2026-11-26"), 0]);
    await run("credits add 60 --on 2026-11-24");
    expect((await look("api-credits")).limit).toMatchObject({ leftUsd: "50", severity: "ok" });
    expect((await p.run("credits")).stdout).toContain("Auto-reload fills the balance up to $75 when it reaches $15.");
  });

  test.each([
    ["--to 19.99", 2],
    ["--to 20", 2],
    ["--to 20.01", 0],
    ["--add 0", 2],
    ["--add 5", 0],
    ["--to 50 --add 5", 2],
  ])("auto-reload at $20 with %s", async (what, code) => {
    expect((await p.run("credits", "reload", "--below", "20", ...what.split(" "))).code).toBe(code);
  });
});

test("Max: the balance and the monthly limit stand beside each other, and the smaller decides", async () => {
  await run("plan set max", "plan limit member 80", "plan credits on --balance 24 --at 2026-11-26T08:00:00Z");
  drawn(18);
  const { limit } = await look("usage-credits");
  expect(limit).toMatchObject({ usedUsd: "18", limitUsd: "80", leftUsd: "6", balanceUsd: "6", usedPercent: 75 });
  expect((await p.run("limits")).stdout).toContain("$6.00 left, $18.00 of $80.00");
  p.nowMs = Date.parse("2026-12-01T08:00:00Z");
  expect((await look("usage-credits")).limit).toMatchObject({
    usedUsd: "0",
    leftUsd: "6",
    usedPercent: 75,
    severity: "warn",
  });
});

test.each([
  [1499.99, null],
  [1500, "warn"],
  [1899.99, "warn"],
  [1900, "critical"],
  [2000, "over"],
])("Max: $%s of the $2,000 a day", async (dollars, severity) => {
  await run("plan set max", "plan credits on");
  drawn(dollars);
  expect((await look("usage-credits-day")).limit?.["severity"] ?? null).toBe(severity);
});

test("a forecast goes across the end of the month: $96 at $12 a day", async () => {
  await run("plan set team");
  for (let day = 14; day <= 25; day++) drawn(12, `2026-11-${day}T12:00:00.000Z`);
  await run("plan credits on --balance 96");
  // Eight days of $12, all drawn at noon of each day but for a tenth that is spread over it.
  expect((await look("usage-credits")).limit?.["runsOutAt"]).toMatch(/^2026-12-0[34]T/);
});

test.each([
  ["enterprise", "plan credits on --balance 40", "no balance"],
  ["enterprise", "plan credits on --bought 40", "no balance"],
  ["enterprise", "plan credits on --reload-below 5 --reload-to 9", "no auto-reload"],
  ["enterprise-usage", "plan credits off", "cannot be off"],
  ["console", "plan credits on", "no usage credits"],
  ["console", "plan limit member 5", "no member limit"],
  ["bedrock", "credits add 5", "no API credits"],
  ["bedrock", "credits reconcile 5", "no API credits"],
  ["max", "plan limit organization 5", "no organization limit"],
  ["max", "plan limit workspace 5", "no workspace limit"],
  ["max", "plan set max --seat premium", "no seats"],
  ["team", "plan set team --billing arrears", "bought ahead"],
  ["team", "plan limit member 5 --used 4", "whole organisation"],
])("on %s `%s` is refused", async (plan, line, why) => {
  await run(`plan set ${plan}`);
  const before = readFileSync(join(p.dataDir, "settings.json"), "utf8");
  const ran = await p.run(...line.split(" "));
  expect([ran.code, ran.stdout]).toEqual([2, ""]);
  expect(ran.stderr).toContain(why);
  expect(readFileSync(join(p.dataDir, "settings.json"), "utf8")).toBe(before);
});

test("usage-based Enterprise is billed either way", async () => {
  await run("plan set enterprise-usage --billing prepaid", "plan credits on --balance 30");
  expect((await look("usage-credits")).limit).toMatchObject({ balanceUsd: "30" });
  await run("plan set enterprise-usage --billing arrears");
  expect((await look("usage-credits")).limit?.["balanceUsd"]).toBeUndefined();
  expect((await p.run("plan", "credits", "on", "--balance", "30")).code).toBe(2);
});

test("why credits are off is said in words", async () => {
  drawn(1);
  await run("plan set max");
  const extra_usage = {
    is_enabled: false,
    disabled_reason: "org_level_disabled",
    monthly_limit: 5000,
    used_credits: 10,
  };
  p.clientState({ cachedUsageUtilization: { fetchedAtMs: p.nowMs, utilization: { extra_usage } } });
  expect((await look("usage-credits")).limit?.["notes"]).toContain("off: the organisation has switched them off");
});

test.each([
  ["max", "value at API rates"],
  ["team", "value at API rates"],
  ["console", "spend"],
  ["bedrock", "spend"],
])("on %s dollars are %s in every report", async (plan, words) => {
  drawn(2, "2026-11-26T11:00:00.000Z", "standard");
  await run(`plan set ${plan}`);
  for (const command of ["daily", "sessions", "by model", "why", "background"]) {
    expect((await p.run(...command.split(" "))).stdout.split("\n").slice(0, 2).join(" "), command).toContain(words);
  }
  expect((await p.run()).stdout.split("\n")[0]).toContain(words === "spend" ? "spend at API rates" : words);
});

test("a settings file by hand is heeded like the commands", async () => {
  await run("plan set team", "plan limit member 50");
  const file = join(p.dataDir, "settings.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"member": "50"', '"member": "20"'));
  drawn(15);
  expect((await look("usage-credits")).limit).toMatchObject({ limitUsd: "20", usedPercent: 75, severity: "warn" });
});
