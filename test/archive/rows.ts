/** Hand-made rows of the archive. */

import type { ArchiveRow } from "../../src/store/archive/archive-row.ts";

export const DAY_MS = Date.parse("2026-10-05T10:00:00Z");

export function archiveRow(n: number, fields: Partial<ArchiveRow> = {}): ArchiveRow {
  return {
    kind: "response",
    source: "/home/dev/.claude",
    account: "",
    id: n.toString(16).padStart(16, "0"),
    timeMs: DAY_MS + n * 60_000,
    spanMs: 0,
    requestHash: n,
    sessionId: "s1",
    project: "/proj/a",
    branch: "main",
    agent: "",
    skill: "",
    plugin: "",
    mcp: "",
    version: "2.1.330",
    entrypoint: "cli",
    model: "claude-opus-5-5",
    input: 10 + n,
    output: 100 + n,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    cacheRead: 0,
    webSearches: 0,
    flags: 2,
    costUsd: 0.002,
    detail: "",
    ...fields,
  };
}
