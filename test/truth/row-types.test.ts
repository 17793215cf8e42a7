import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COST_FIELDS } from "../../src/claude-code/logs/decode-row.ts";
import { FACT_TYPES, SYSTEM_SUBTYPES } from "../../src/claude-code/logs/fact-row.ts";
import { scanReference } from "../../src/claude-code/logs/reference-scanner.ts";
import type { FileScan } from "../../src/core/responses/scan.ts";
import { assistantRow, lines, SESSION, userRow } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { MTIME, readable, scannerOf, scanWith } from "./both-scanners.ts";

/** A row of each type that says something; a new type needs one here. */
const SAYS: Readonly<Record<string, object>> = {
  "last-prompt": { lastPrompt: "Typed last" },
  summary: { summary: "In short" },
  "ai-title": { aiTitle: "A title" },
  "agent-name": { agentName: "An agent" },
  "custom-title": { customTitle: "My title" },
  "pr-link": { prNumber: 12, prRepository: "acme/api", timestamp: "2026-11-20T10:00:00.000Z" },
  "cost-state": { startTime: 1_795_000_000_000, totalCostUSD: 0.5, modelUsage: {} },
  system: { subtype: "api_error" },
  user: { message: { content: "Typed" } },
};
const SYSTEM_SAYS: Readonly<Record<string, object>> = {
  api_error: {},
  turn_duration: { durationMs: 1200 },
  compact_boundary: { compactMetadata: { trigger: "auto", preTokens: 90_000 } },
  informational: { content: "Compacted while idle, before the cache expired", timestamp: "2026-11-29T09:00:00.000Z" },
  local_command: { content: "Error: Connection lost mid-response" },
};

/** Of a log with a response and then that row: the scan of each scanner. */
function scansOf(...rows: readonly object[]): readonly [fast: FileScan, reference: FileScan] {
  const path = join(tempDir(), `${SESSION}.jsonl`);
  writeFileSync(path, lines(assistantRow({ id: "msg_first" }), ...rows.map((row) => ({ sessionId: SESSION, ...row }))));
  return [scanWith(scannerOf(), path), scanReference(path, 0, MTIME)];
}

function expectHeard(row: object): void {
  const [fast, reference] = scansOf(row);
  const [without] = scansOf();
  expect(readable(fast), `the module passes over ${JSON.stringify(row)}`).toBe(readable(reference));
  expect(fast.sessions, `nothing is heard of ${JSON.stringify(row)}`).not.toEqual(without.sessions);
}

test("both scanners hear every type of row that says something of a session", () => {
  expect(Object.keys(SAYS).sort()).toEqual([...FACT_TYPES.keys()].sort());
  expect(Object.keys(SYSTEM_SAYS).sort()).toEqual([...SYSTEM_SUBTYPES.keys()].sort());
  for (const [type, says] of Object.entries(SAYS)) expectHeard({ type, ...says });
  for (const [subtype, says] of Object.entries(SYSTEM_SAYS)) expectHeard({ type: "system", subtype, ...says });
});

test("a response of a row type that is not known is counted like any other, once", () => {
  const row = assistantRow({ id: "msg_new", row: { type: "model-response" } });
  for (const scan of scansOf(
    row,
    row,
    { ...assistantRow({ id: "msg_first" }), type: "copy" },
    { ...row, type: null },
  )) {
    expect(scan.slices.map(({ from, to }) => to - from)).toEqual([2]);
  }
});

test("a row of an unknown type with a usage or a cost of its own is reported, and one without is not", () => {
  for (const field of COST_FIELDS) {
    for (const scan of scansOf({ type: "invoice", [field]: 0.5 }, { type: "invoice", [field]: null })) {
      expect([scan.report.rows, scan.report.skipped["unknown-type"]], field).toEqual([3, 1]);
    }
  }
  // What an older client nests is no row of its own, and a known row says what it costs in its own way.
  const nested = { type: "progress", data: { message: assistantRow(), usage: { input_tokens: 5 } } };
  for (const scan of scansOf(nested, userRow("x", { usage: {} }), { type: "attachment", size: 5 })) {
    expect(scan.report.skipped["unknown-type"]).toBe(0);
    expect(scan.report.usageRows).toBe(1);
  }
});
