import { describe, expect, test } from "vitest";
import { Zone } from "../../src/core/calendar/zone.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { NO_MARKS } from "../../src/core/pricing/price-marks.ts";
import { backgroundReport } from "../../src/core/reports/background-report.ts";
import { sumResolution } from "../../src/core/reports/roll-up.ts";
import { listSessions } from "../../src/core/reports/session-list.ts";
import { emptyFacts, type SessionFacts } from "../../src/core/responses/session-facts.ts";
import { backgroundReportJson } from "../../src/view/json/background-json.ts";
import { backgroundLines } from "../../src/view/tables/background-lines.ts";
import { terminalStyle } from "../../src/view/text/terminal-style.ts";
import { BOOK, type Case, event, OPUS, reconcileCase, SONNET, T0, tableOf } from "./case.ts";

const ASK = [8, 100, 1000, 20_000] as const;

const CASE: Case = {
  responses: [
    { s: "a", at: 5, counts: ASK, requestId: "req_a" },
    { s: "b", at: 86_405, counts: ASK },
    { s: "c", at: 90_000, counts: ASK },
  ],
  ledgers: [{ s: "b", at: 86_406, start: 86_400, wall: 7, models: { [OPUS]: ASK, [SONNET]: [7, 420, 903, 15_004] } }],
  events: [
    event("a", 5, "sdk", ASK, { requestId: "req_a" }),
    event("a", 4, "generate_session_title", [401, 13, 0, 0]),
    event("a", 3, "a_kind_of_2027", [1, 1, 0, 0]),
  ],
};

function reportOf(c: Case, more: Partial<Record<string, Partial<SessionFacts>>> = {}) {
  const background = reconcileCase(c);
  const table = sumResolution({ table: tableOf(c.responses ?? []), own: [] }, 0).usage;
  const sessions = new Map(
    [...background.keys()].map((s) => [s, { ...emptyFacts(s), firstMs: T0, lastMs: T0, ...more[s] }]),
  );
  const selected = new Uint8Array(table.columns.length).fill(1);
  const nameOf = (model: string) => BOOK.nameOf(model);
  const none = { open: new Set<string>(), inherited: new Map<string, number>() };
  const list = listSessions({ table, selected, sessions, background, nameOf, ...none });
  return backgroundReport(list, new Zone("UTC"));
}

const compaction = { atMs: T0 + 86_406_000, trigger: "manual", preTokens: 15_000, postTokens: 3000 } as const;

describe("background by kind, model, day and session", () => {
  test("each line says where it is known from, and every table sums to the same", () => {
    const report = reportOf(CASE);
    expect(report.byKind.map((l) => [l.key, l.source, usdString(l.costPico)])).toEqual([
      ["unattributed", "cost-state", "0.0094723"],
      ["generate_session_title", "otel", "0.001864"],
      ["a_kind_of_2027", "otel", "0.000024"],
    ]);
    expect(report.byDay.map((l) => [l.key, l.source])).toEqual([
      ["2026-11-21", "otel"],
      ["2026-11-22", "cost-state"],
    ]);
    for (const lines of [report.byKind, report.byModel, report.byDay]) {
      expect(lines.reduce((sum, l) => sum + l.costPico, 0n)).toBe(report.backgroundPico);
    }
    expect(report.coverage).toEqual({ exact: 1, "at-least": 1, partial: 0, unrecorded: 1 });
    // One session is not recorded: at most the documented $0.04, and not in the total.
    expect(usdString(report.expectedUnrecordedPico)).toBe("0.04");
    // 3 × (8 × $4 + 100 × $20 + 1,000 × $5 + 20,000 × $0.20) a million, and the background
    expect(usdString(report.totalPico)).toBe("0.0444563");
  });

  test("names the compactions of the log as the likely cause, each where it was made", () => {
    const report = reportOf(CASE, { b: { compactions: [compaction] } });
    expect(report.compactions).toBe(1);
    expect(report.sessions.map((s) => [s.session.facts.sessionId, s.compactions])).toEqual([
      ["b", 1],
      ["a", 0],
    ]);
  });

  test("background without a price is in what is unpriced, not in the dollars", () => {
    const c: Case = {
      responses: CASE.responses ?? [],
      ledgers: [
        { s: "b", at: 86_406, start: 86_400, wall: 7, models: { [OPUS]: ASK, "claude-someday-9": [5, 6, 0, 0] } },
      ],
    };
    const report = reportOf(c);
    expect([report.backgroundPico, report.unpricedModels]).toEqual([0n, ["claude-someday-9"]]);
    expect(report.sessions[0]?.session.totals.unpriced).toEqual({
      requests: 0,
      tokens: { input: 5, output: 6, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 },
      models: ["claude-someday-9"],
    });
  });

  test("as JSON: exact money, shares, and what would change each kind", () => {
    const json = backgroundReportJson(
      { timezone: "UTC", nowMs: T0, basis: "list", priceMarks: NO_MARKS, demo: false },
      reportOf(CASE),
    ) as Record<string, never>;
    expect(json["kinds"]?.[1]).toEqual({
      kind: "generate_session_title",
      source: "otel",
      sessions: 1,
      requests: 1,
      tokens: { input: 401, output: 13, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 },
      costUsd: "0.001864",
      share: 0.041928,
      purpose: expect.any(String),
      change: expect.stringContaining("CLAUDE_CODE_DISABLE_TERMINAL_TITLE"),
    });
    expect(json["kinds"]?.[2]).toMatchObject({ kind: "a_kind_of_2027", purpose: null, change: null });
    expect(json["totals"]).toMatchObject({ costUsd: "0.0113603", totalUsd: "0.0444563", loggedUsd: "0.033096" });
    expect(json["expectation"]).toMatchObject({ usdPerSession: "0.04", unrecordedSessions: 1 });
  });
});

describe("as lines", () => {
  const lines = (width: number, unicode = true) =>
    backgroundLines(reportOf(CASE, { b: { compactions: [compaction] } }), {
      width,
      style: terminalStyle({ colour: false, unicode }),
      demo: false,
      zone: new Zone("UTC"),
      nowMs: T0 + 100_000_000,
    });

  test("says how it is known, why it is not split, and what to change", () => {
    const text = lines(120).join("\n");
    expect(text).toContain("$0.01 of $0.04 (26%)");
    expect(text).toContain("not recorded in 1 session");
    expect(text).toMatch(/unattributed.*client's ledger/);
    expect(text).toContain("the logs show 1 compaction, the likely cause");
    expect(text).toContain("generate_session_title: CLAUDE_CODE_DISABLE_TERMINAL_TITLE=1");
  });

  test.each([40, 60, 80, 120])("never wider than %i columns", (width) => {
    for (const line of lines(width)) expect(line.length).toBeLessThanOrEqual(width);
  });

  test("ASCII where the terminal has no more", () => {
    expect(lines(100, false).join("\n")).not.toMatch(/[^\x20-\x7e\n]/);
  });

  test("of nothing says so", () => {
    const empty = backgroundLines(reportOf({}), {
      width: 80,
      style: terminalStyle({ colour: false, unicode: true }),
      demo: false,
      zone: new Zone("UTC"),
      nowMs: T0,
    });
    expect(empty.join("\n")).toContain("nothing in this range");
  });
});
