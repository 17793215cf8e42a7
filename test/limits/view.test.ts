import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runAlertCommand } from "../../src/app/limits/notify.ts";
import { budgetLimit } from "../../src/core/limits/budget.ts";
import { DEFAULT_THRESHOLDS, type Limit } from "../../src/core/limits/limit.ts";
import { EVERYTHING } from "../../src/core/limits/spending.ts";
import { windowLimit } from "../../src/core/limits/windows.ts";
import { limitLines } from "../../src/view/tables/limit-lines.ts";
import { lineWidth, plainLine } from "../../src/view/text/spans.ts";
import { moneyText, percentText } from "../../src/view/words/limit-phrases.ts";
import { notificationSequence } from "../../src/view/words/notification.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { at, DAY, HOUR, UTC, usd } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00Z");

const window = (id: string, usedPercent: number, resetsInMs: number): Limit =>
  windowLimit(
    {
      id,
      usedPercent,
      resetsAtMs: NOW + resetsInMs,
      usedPico: null,
      limitPico: null,
      period: null,
      atMs: NOW - 3 * 60_000,
      source: "statusline",
    },
    { nowMs: NOW, thresholds: DEFAULT_THRESHOLDS, habit: null },
  );

const budget = (used: string, limit: string): Limit =>
  budgetLimit(
    { id: "month", pico: usd(limit), per: "month", scope: EVERYTHING, hard: true },
    {
      budgetId: "month",
      per: "month",
      scope: EVERYTHING,
      spent: { pico: usd(used), unpriced: 0 },
      period: { fromMs: at("2026-11-01T00:00Z"), toMs: at("2026-12-01T00:00Z") },
      burn: null,
    },
    { zone: null, nowMs: NOW, thresholds: DEFAULT_THRESHOLDS },
  );

const LIMITS = [window("five_hour", 96, 2 * HOUR), window("seven_day", 41, 4 * DAY), budget("1234.5", "900")];

const draw = (width: number, unicode = true): string[] =>
  limitLines(LIMITS, { width, unicode, nowMs: NOW, zone: UTC }).map((line) => plainLine(line).trimEnd());

describe("the table of limits", () => {
  test("wide: everything, each with its source and age", () => {
    const text = draw(140).join("\n");
    expect(text).toContain("status line, 3m 0s ago");
    expect(text).toMatch(/96% +!! /);
    expect(text).toMatch(/137% +over +\$1,234\.50 of \$900\.00/);
  });

  test("no line is ever wider than it may be, and no number is cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 200 }), fc.boolean(), (width, unicode) => {
        const lines = limitLines(LIMITS, { width, unicode, nowMs: NOW, zone: UTC });
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
        const text = lines.map(plainLine).join("\n");
        for (const percent of ["96%", "41%", "137%"]) expect(text).toContain(percent);
        expect(text).toContain("over");
      }),
    );
  });

  test("in ASCII there is nothing beyond ASCII", () => {
    expect(draw(120, false).join("\n")).toMatch(/^[\x20-\x7e\n]+$/);
  });
});

test.each([
  [null, "–"],
  [0, "0%"],
  [0.4, "<1%"],
  [99.99, "99%"],
  [100, "100%"],
  [137.4, "137%"],
])("%s percent reads %s", (percent, text) => {
  expect(percentText(percent)).toBe(text);
});

describe("money says against what", () => {
  const month = budget("15", "100");
  const credits: Limit = { ...month, id: "usage-credits", kind: "usage-credits" };
  const balance = (left: string | null) => ({
    leftPico: left === null ? null : usd(left),
    wholePico: usd("20"),
    readAtMs: NOW,
    isExpired: false,
  });

  test.each<[string, Partial<Limit>, string]>([
    ["a budget", month, "$15.00 of $100.00"],
    ["no limit", { ...month, limitPico: null, leftPico: null }, "$15.00 so far"],
    ["a window", window("five_hour", 5, HOUR), ""],
    ["a balance alone", { limitPico: null, balance: balance("5") }, "$5.00 left"],
    ["a balance and a monthly limit", { balance: balance("5") }, "$5.00 left, $15.00 of $100.00"],
    ["others' too", { limitPico: null, balance: balance("30"), shared: true }, "at most $30.00 left"],
    ["an organisation's limit", { shared: true }, "own $15.00 of $100.00"],
    [
      "... of which the others' use is known",
      { shared: true, othersKnown: true, usedPico: usd("80"), ownPico: usd("15") },
      "$80.00 of $100.00 (own $15.00)",
    ],
    ["more drawn than bought", { limitPico: null, balance: balance(null) }, "balance not known"],
    ["another currency", { foreign: { currency: "EUR", used: "3.05", limit: "5.00" } }, "3.05 of 5.00 EUR"],
    ["... without a limit", { foreign: { currency: "EUR", used: "3.05", limit: null } }, "3.05 EUR so far"],
  ])("%s", (_name, rest, text) => {
    expect(moneyText({ ...credits, ...rest })).toBe(text);
  });

  test("API credits have no month", () => {
    expect(moneyText({ ...credits, kind: "api-credits", balance: balance("8") })).toBe("$8.00 left");
  });
});

describe("notifications", () => {
  test.each([
    ["off", ""],
    ["bell", "\u0007"],
    ["osc9", "\u001b]9;Claude Code: 95% used\u0007"],
    ["osc777", "\u001b]777;notify;Claude Code;95% used\u0007"],
  ] as const)("%s", (channel, sequence) => {
    expect(notificationSequence(channel, "Claude Code", "95% used")).toBe(sequence);
  });

  test("nothing in a message can end the sequence or start another", () => {
    const evil = "a\u0007b\u001b]0;title\u0007c\u009cd\ne";
    const sequence = notificationSequence("osc777", "x;y", evil);
    expect(sequence.slice(2, -1)).toMatch(/^[\x20-\x7e]*$/);
    expect(sequence.startsWith("\u001b]777;notify;x,y;")).toBe(true);
  });

  test("the user's command is run with the words as arguments, without a shell", async () => {
    const out = join(tempDir(), "out");
    const script = "require('node:fs').writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))";
    const message = '$(touch /nope); `id` & "quoted"';
    const alert = { message, severity: "warn", limit: "five_hour" };
    const errors: string[] = [];
    runAlertCommand([process.execPath, "-e", script, out, "{severity}: {message}", "{limit}{other}"], alert, (e) =>
      errors.push(e),
    );
    await expect.poll(() => existsSync(out) && readFileSync(out, "utf8"), { timeout: 15_000 }).toBeTruthy();
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual([`warn: ${message}`, "five_hour{other}"]);
    expect(errors).toEqual([]);
  });

  test("a command that is not there is said, and harms nothing", async () => {
    const errors: string[] = [];
    runAlertCommand([join(tempDir(), "not-there")], { message: "m", severity: "warn", limit: "l" }, (e) =>
      errors.push(e),
    );
    await expect.poll(() => errors.join()).toContain("could not be started");
    runAlertCommand([], { message: "m", severity: "warn", limit: "l" }, (e) => errors.push(e));
    expect(errors).toHaveLength(1);
  });
});
