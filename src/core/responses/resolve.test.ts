import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Flag, tokensAt } from "./columns.ts";
import { FileScanBuilder } from "./file-scan-builder.ts";
import type { UsageRow } from "./log-row.ts";
import { resolve } from "./resolve.ts";
import type { FileScan } from "./scan.ts";

const T0 = Date.UTC(2026, 10, 21, 12);

function usageRow(part: Partial<UsageRow> & { output?: number }): UsageRow {
  const { output = 10, ...rest } = part;
  return {
    id: "msg_1",
    requestId: "",
    sessionId: "s1",
    requestedBy: "",
    timeMs: T0,
    model: "claude-opus-5-5",
    tokens: { input: 5, output, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 100 },
    webSearches: 0,
    flags: Flag.stopped,
    iterations: [],
    parts: [],
    badParts: 0,
    project: "/home/dev/app",
    branch: "main",
    agent: "",
    skill: "",
    plugin: "",
    mcp: "",
    version: "2.1.330",
    entrypoint: "cli",
    ...rest,
  };
}

function scanOf(fileSession: string, rows: readonly UsageRow[]): FileScan {
  const builder = new FileScanBuilder({ sessionId: fileSession, agentType: () => "subagent", fallbackMs: T0 });
  for (const row of rows) builder.usage(row);
  return builder.finish(0);
}

/** What is billed, by identity, independent of the order of rows. */
function bill(scans: readonly FileScan[]): string[] {
  const { table } = resolve(scans);
  const c = table.columns;
  return Array.from({ length: c.length }, (_, i) =>
    JSON.stringify([
      c.idLo[i],
      c.timeMs[i],
      c.spanMs[i],
      table.origins[c.origin[i] as number]?.sessionId,
      tokensAt(c, i),
      c.flags[i],
      table.models[c.model[i] as number],
    ]),
  ).sort();
}

const outputs = (scans: readonly FileScan[]): (number | undefined)[] => {
  const { columns } = resolve(scans).table;
  return [...columns.output.subarray(0, columns.length)];
};

describe("one response, once", () => {
  it("takes the finished row, not the first of the stream", () => {
    const rows = [
      usageRow({ flags: 0, output: 3 }),
      usageRow({ timeMs: T0 + 5, output: 156 }),
      usageRow({ timeMs: T0 + 9, flags: 0, output: 900 }),
    ];
    expect(outputs([scanOf("s1", rows)])).toEqual([156]);
  });

  it("takes the largest output, finished or not: a later row can be cut short or zeroed", () => {
    const rowsOf = (flags: number): UsageRow[] => [50, 20].map((output) => usageRow({ flags, output }));
    expect(outputs([scanOf("s1", rowsOf(0))])).toEqual([50]);
    expect(outputs([scanOf("s1", rowsOf(Flag.stopped))])).toEqual([50]);
  });

  it("takes the last of equal rows in the order of the file, though the clock stepped back", () => {
    const tokensOf = (cacheRead: number) => ({ ...usageRow({}).tokens, cacheRead });
    const rows = [usageRow({ tokens: tokensOf(900) }), usageRow({ tokens: tokensOf(100), timeMs: T0 - 60_000 })];
    const { columns } = resolve([scanOf("s1", rows)]).table;
    expect([columns.length, columns.cacheRead[0], columns.timeMs[0], columns.spanMs[0]]).toEqual([1, 100, T0, 0]);
  });

  it("prefers a main row to its side copy where they are of one size", () => {
    const side = scanOf("s1", [usageRow({ flags: Flag.stopped | Flag.sidechain, requestId: "side" })]);
    const main = scanOf("s2", [usageRow({ sessionId: "s2" })]);
    for (const scans of [
      [side, main],
      [main, side],
    ]) {
      const { columns } = resolve(scans).table;
      expect([columns.length, columns.flags[0]]).toEqual([1, Flag.stopped]);
    }
  });

  it("takes the larger copy wherever it stands: a fork of a compacted session zeroes what it copies", () => {
    const parent = scanOf("s1", [usageRow({ output: 120 })]);
    const zeroed = { input: 0, output: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 };
    const fork = scanOf("s2", [usageRow({ sessionId: "s2", timeMs: T0 + 5000, tokens: zeroed })]);
    expect(outputs([parent, fork])).toEqual([120]);
    expect(outputs([fork, parent])).toEqual([120]);
  });

  it("bills a fork's copies to the session that made the request, and shows them as held", () => {
    const parent = scanOf("parent", [usageRow({ sessionId: "parent" })]);
    const own = usageRow({ id: "msg_2", sessionId: "fork", timeMs: T0 + 60_000 });
    const fork = scanOf("fork", [usageRow({ sessionId: "fork", requestedBy: "parent" }), own]);
    const { table, copies } = resolve([fork, parent]);
    const sessions = [...table.columns.origin.subarray(0, 2)].map((o) => table.origins[o]?.sessionId);
    expect(sessions.sort()).toEqual(["fork", "parent"]);
    expect(copies.get("fork")).toHaveLength(1);
  });

  it("bills an older fork's copies, which say nothing, to the session that ended first", () => {
    const copied = usageRow({ id: "msg_0" });
    const parent = scanOf("zz-parent", [{ ...copied, sessionId: "zz-parent" }]);
    const fork = scanOf("aa-fork", [
      { ...copied, sessionId: "aa-fork" },
      usageRow({ id: "msg_9", sessionId: "aa-fork", timeMs: T0 + 1000 }),
    ]);
    const { table } = resolve([fork, parent]);
    const payers = [...table.columns.origin.subarray(0, 2)].map((o) => table.origins[o]?.sessionId);
    expect(payers.sort()).toEqual(["aa-fork", "zz-parent"]);
  });

  it("bills advisors and proven web searches as rows of their own, not as requests", () => {
    const builder = new FileScanBuilder({ sessionId: "s1", agentType: () => "", fallbackMs: T0 });
    const advisor = {
      kind: "advisor" as const,
      model: "claude-opus-5",
      tokens: { input: 7, output: 8, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 },
    };
    builder.usage(usageRow({ parts: [advisor] }));
    builder.fact({ kind: "search", id: "u1", searches: 3, sessionId: "s1", timeMs: T0 + 1 });
    const { columns, models } = resolve([builder.finish(0)]).table;
    expect(columns.length).toBe(3);
    expect(models[columns.model[1] as number]).toBe("claude-opus-5");
    expect([columns.flags[1], columns.flags[2]].map((f) => (f as number) & (Flag.part | Flag.search))).toEqual([
      Flag.part,
      Flag.search,
    ]);
    expect(columns.webSearches[2]).toBe(3);
  });
});

/** Rows of few responses with few different values, so that ties are common, and a clock that steps back. */
const arbitraryRows = fc
  .array(
    fc.record({
      id: fc.integer({ min: 0, max: 8 }),
      stopped: fc.boolean(),
      side: fc.boolean(),
      output: fc.integer({ min: 0, max: 3 }),
      cacheRead: fc.integer({ min: 0, max: 3 }),
      model: fc.constantFrom("claude-opus-5-5", "claude-sonnet-5-5"),
      fast: fc.boolean(),
      backMs: fc.constantFrom(0, 0, 35),
      file: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map((r, k) => ({
      file: r.file,
      row: usageRow({
        id: `msg_${r.id}`,
        sessionId: `s${r.file}`,
        timeMs: T0 + k * 10 - r.backMs,
        model: r.model,
        tokens: { input: 5, output: r.output, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: r.cacheRead },
        flags: (r.stopped ? Flag.stopped : 0) | (r.side ? Flag.sidechain : 0) | (r.fast ? Flag.fast : 0),
      }),
    })),
  );

const filesOf = (rows: readonly { file: number; row: UsageRow }[]): FileScan[] =>
  [0, 1, 2, 3].map((f) =>
    scanOf(
      `s${f}`,
      rows.filter((r) => r.file === f).map((r) => r.row),
    ),
  );

describe("whatever way the files come", () => {
  it("lasts as long as the latest of equal copies, in any order of files", () => {
    const first = scanOf("s1", [usageRow({}), usageRow({ timeMs: T0 + 10 })]);
    const later = scanOf("s2", [usageRow({ timeMs: T0 + 30 })]);
    const spans = (scans: readonly FileScan[]): number[] => [...resolve(scans).table.columns.spanMs.subarray(0, 1)];
    expect(spans([first, later])).toEqual([30]);
    expect(spans([later, first])).toEqual([30]);
  });

  it("gives the same bill in any order of files", () => {
    fc.assert(
      fc.property(arbitraryRows, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (rows, order) => {
        const files = filesOf(rows);
        expect(bill(order.map((i) => files[i] as FileScan))).toEqual(bill(files));
      }),
    );
  });

  it("gives the same tokens when rows stand in several files", () => {
    fc.assert(
      fc.property(arbitraryRows, fc.array(fc.nat({ max: 39 }), { maxLength: 20 }), (rows, picks) => {
        const copies = picks.flatMap((k) => (rows[k] ? [rows[k]] : []));
        const copy = scanOf(
          "copy",
          copies.sort((a, b) => a.row.timeMs - b.row.timeMs).map((r) => r.row),
        );
        const sum = (scans: readonly FileScan[]): number => outputs(scans).reduce<number>((a, b) => a + (b ?? 0), 0);
        expect(sum([...filesOf(rows), copy])).toBe(sum(filesOf(rows)));
      }),
    );
  });
});

describe("a web search that only a tool result proves", () => {
  const search = { kind: "search", id: "u1", searches: 3, sessionId: "s1", timeMs: T0 + 1 } as const;

  it("keeps the model and the place of the response that asked for it, wherever its copies stand", () => {
    const whole = new FileScanBuilder({ sessionId: "s1", agentType: () => "", fallbackMs: T0 });
    whole.usage(usageRow({}));
    whole.fact(search);
    const alone = new FileScanBuilder({ sessionId: "a-copy", agentType: () => "", fallbackMs: T0 });
    alone.fact(search);
    for (const scans of [
      [whole.finish(0), alone.finish(0)],
      [alone.finish(0), whole.finish(0)],
    ]) {
      const { columns, models, origins } = resolve(scans).table;
      const row = [...columns.flags.subarray(0, columns.length)].findIndex((f) => (f & Flag.search) !== 0);
      expect(columns.length).toBe(2);
      expect(models[columns.model[row] as number]).toBe("claude-opus-5-5");
      expect(origins[columns.origin[row] as number]?.project).toBe("/home/dev/app");
    }
  });
});
