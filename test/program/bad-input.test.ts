import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assistantRow, lines, makeTree, SESSION, usage, userRow } from "../helpers/make-tree.ts";
import { jsonHere, type RunOptions, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Content = Parameters<typeof makeTree>[1];
type Totals = { requests: number; tokens: Record<string, number>; costUsd: string; unpriced: { models: string[] } };
type Doctor = { sections: { findings: { name: string; text: string }[] }[] };

/** One good row: $0.00204. */
const GOOD = "0.00204";

function treeOf(files: Content): RunOptions {
  const home = tempDir();
  makeTree(join(home, ".claude"), files);
  return { home };
}

async function totalsOf(files: Content): Promise<Totals> {
  return (await jsonHere<{ totals: Totals }>(["sessions"], treeOf(files))).totals;
}

async function skipsOf(files: Content): Promise<Record<string, number>> {
  const { sections } = await jsonHere<Doctor>(["doctor"], treeOf(files));
  const skips = sections.flatMap((s) => s.findings).filter((f) => f.name.startsWith("skipped: "));
  return Object.fromEntries(skips.map((f) => [f.name.slice("skipped: ".length), Number.parseInt(f.text, 10)]));
}

describe("odd files", () => {
  test("empty ones, folders with a log's name, blank lines, a byte order mark, CRLF and NULs cost nothing and hide nothing", async () => {
    const home = tempDir();
    const root = join(home, ".claude");
    mkdirSync(join(root, "projects", "-home-dev-app", "folder.jsonl"), { recursive: true });
    makeTree(root, {
      "empty.jsonl": "",
      "newlines.jsonl": "\n\n\r\n  \n",
      "bom.jsonl": `\uFEFF${lines(assistantRow())}`,
      "crlf.jsonl": lines(assistantRow(), assistantRow()).replaceAll("\n", "\r\n"),
      "nuls.jsonl": Buffer.concat([
        Buffer.from(lines(assistantRow())),
        Buffer.alloc(4096),
        Buffer.from(`\n${lines(assistantRow())}`),
      ]),
      "no-newline.jsonl": JSON.stringify(assistantRow()),
    });
    const { totals } = await jsonHere<{ totals: Totals }>(["sessions"], { home });
    expect(totals).toMatchObject({ requests: 6, costUsd: "0.01224" });
  });

  test("a row that is still being written is counted once it is whole", async () => {
    const whole = JSON.stringify(assistantRow());
    expect(await totalsOf({ "a.jsonl": `${lines(assistantRow())}${whole.slice(0, -30)}` })).toMatchObject({
      costUsd: GOOD,
    });
    expect(await skipsOf({ "a.jsonl": `${lines(assistantRow())}${whole.slice(0, -30)}` })).toMatchObject({
      "torn-tail": 1,
    });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "an unreadable file is named, the rest is counted",
    async () => {
      const options = treeOf({ "a.jsonl": [assistantRow()], "b.jsonl": [assistantRow()] });
      chmodSync(join(options.home as string, ".claude/projects/-home-dev-app/b.jsonl"), 0o000);
      const ran = await runHere(["sessions", "--json"], options);
      expect(JSON.parse(ran.stdout).totals).toMatchObject({ costUsd: GOOD });
      expect(ran.stderr).toContain("b.jsonl");
    },
  );

  test.skipIf(process.platform === "win32")(
    "links in a circle and links to what is there already count nothing twice",
    async () => {
      const options = treeOf({ "a.jsonl": [assistantRow()] });
      const projects = join(options.home as string, ".claude", "projects");
      symlinkSync(projects, join(projects, "-home-dev-app", "round"));
      symlinkSync(join(projects, "-home-dev-app"), join(projects, "again"));
      symlinkSync(join(projects, "-home-dev-app", "a.jsonl"), join(projects, "-home-dev-app", "b.jsonl"));
      symlinkSync(join(projects, "nowhere"), join(projects, "dangling.jsonl"));
      symlinkSync(join(projects, "self.jsonl"), join(projects, "self.jsonl"));
      const { totals } = await jsonHere<{ totals: Totals }>(["sessions"], options);
      expect(totals).toMatchObject({ requests: 1, costUsd: GOOD });
    },
  );

  test("a row of many megabytes is read, and one beside it too", async () => {
    const fat = assistantRow({ row: { toolUseResult: { stdout: "x".repeat(20_000_000) } } });
    expect(await totalsOf({ "a.jsonl": [fat, assistantRow()] })).toMatchObject({ requests: 2, costUsd: "0.00408" });
  });
});

describe("odd rows", () => {
  test("of other tools, of other types, not objects, not JSON, nested without end", async () => {
    const deep = `{"type":"assistant","message":${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    const rows = [
      '{"role":"assistant","content":"of another tool","usage":{"input_tokens":5}}',
      '{"model":"gpt-5","usage":{"prompt_tokens":5,"completion_tokens":7}}',
      "null",
      "42",
      '"assistant"',
      '["assistant","usage"]',
      "assistant usage message",
      '{"type":"assistant"',
      deep,
      JSON.stringify(assistantRow()),
    ];
    const files = { "a.jsonl": lines(...rows) };
    expect(await totalsOf(files)).toMatchObject({ requests: 1, costUsd: GOOD });
    expect(await skipsOf(files)).toMatchObject({ "not-json": 2 });
  });

  test("a nested or quoted message is no response of its own", async () => {
    const inner = assistantRow();
    const files = {
      "a.jsonl": [
        assistantRow(),
        { type: "progress", data: { message: inner }, sessionId: SESSION, timestamp: "2026-11-20T10:00:00Z" },
        userRow(JSON.stringify(inner)),
        userRow("ok", { toolUseResult: { stdout: lines(inner), message: inner } }),
      ],
    };
    expect(await totalsOf(files)).toMatchObject({ requests: 1, costUsd: GOOD });
  });

  test.each([
    ["negative", { input_tokens: -1 }],
    ["fractional", { output_tokens: 1.5 }],
    ["huge", { cache_read_input_tokens: 1e15 }],
    ["text", { output_tokens: "100" }],
    ["a list", { input_tokens: [1] }],
    ["a broken split", { cache_creation_input_tokens: 10, cache_creation: { ephemeral_1h_input_tokens: -4 } }],
  ])("a count that is %s is a skipped row, with its reason", async (_name, tokens) => {
    const files = { "a.jsonl": [assistantRow({ usage: usage(tokens) }), assistantRow()] };
    expect(await totalsOf(files)).toMatchObject({ requests: 1, costUsd: GOOD });
    expect(await skipsOf(files)).toMatchObject({ "bad-usage": 1 });
  });

  const ledger = (fields: object, model: object = {}) => ({
    type: "cost-state",
    sessionId: SESSION,
    startTime: Date.parse("2026-11-20T09:00:00Z"),
    totalCostUSD: 0.5,
    modelUsage: { "claude-haiku-4-5-20251001": { inputTokens: 10, costUSD: 0.5, ...model } },
    ...fields,
  });

  const compaction = (metadata: object) => ({
    type: "system",
    subtype: "compact_boundary",
    sessionId: SESSION,
    timestamp: "2026-11-20T10:00:00Z",
    compactMetadata: { trigger: "auto", preTokens: 1000, ...metadata },
  });

  test.each([
    ["a huge total", ledger({ totalCostUSD: 1e300 }), 1],
    ["a total of a million dollars", ledger({ totalCostUSD: 1e6 }), 0],
    ["a cent more", ledger({ totalCostUSD: 1e6 + 0.01 }), 1],
    ["a negative total", ledger({ totalCostUSD: -1 }), 1],
    ["a huge cost of a model", ledger({}, { costUSD: 1e297 }), 1],
    ["half a web search", ledger({}, { webSearchRequests: 1.5 }), 1],
    ["half a token", ledger({}, { inputTokens: 1.5 }), 1],
    ["a hundred billion tokens", ledger({}, { cacheReadInputTokens: 1e11 }), 0],
    ["a token more", ledger({}, { cacheReadInputTokens: 1e11 + 1 }), 1],
    ["a start that is no time", ledger({ startTime: 1e300 }), 1],
    ["lines below zero", ledger({ totalLinesAdded: -1 }), 1],
    ["a count that is text", ledger({}, { inputTokens: "10" }), 0],
    ["a context of twenty million", compaction({ preTokens: 20_000_000 }), 0],
    ["one more", compaction({ preTokens: 20_000_001 }), 1],
    ["a context below zero", compaction({ postTokens: -1 }), 1],
  ])("a row of facts with %s is counted as bad where it cannot be, and stops nothing", async (_name, row, bad) => {
    const files = { "a.jsonl": [assistantRow(), row] };
    expect(await totalsOf(files)).toMatchObject({ requests: 1, costUsd: GOOD });
    expect((await skipsOf(files))["bad-facts"] ?? 0).toBe(bad);
  });

  test("null and missing fields are zero, not a reason to drop the row", async () => {
    const nulls = {
      input_tokens: 10,
      output_tokens: 100,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      cache_creation: null,
      server_tool_use: null,
      service_tier: null,
      inference_geo: null,
      speed: null,
      iterations: null,
    };
    const bare = { input_tokens: 10, output_tokens: 100 };
    const rows = [
      assistantRow({ usage: nulls }),
      assistantRow({ usage: bare, row: { version: "2.1", requestId: null } }),
    ];
    expect(await totalsOf({ "a.jsonl": rows })).toMatchObject({ requests: 2, costUsd: "0.00408" });
  });

  test("no usage, no model and answers that nobody billed are counted by reason", async () => {
    const files = {
      "a.jsonl": [
        assistantRow({ usage: null }),
        assistantRow({ model: "<synthetic>" }),
        assistantRow({ row: { isApiErrorMessage: true } }),
        assistantRow({ model: "" }),
        assistantRow(),
      ],
    };
    expect(await totalsOf(files)).toMatchObject({ requests: 1, costUsd: GOOD });
    expect(await skipsOf(files)).toMatchObject({ "no-usage": 1, "not-billed": 2, "no-model": 1 });
  });

  test("without a message id every row is a response, and a copy of it is not another", async () => {
    const row = assistantRow({ id: null });
    const files = { "a.jsonl": [row, assistantRow({ id: null })], "b.jsonl": [row] };
    expect(await totalsOf(files)).toMatchObject({ requests: 2, costUsd: "0.00408" });
  });
});

describe("odd times", () => {
  test.each([
    ["missing", undefined],
    ["null", null],
    ["words", "yesterday"],
    ["a list", []],
    ["epoch seconds", 1_795_000_000],
    ["epoch milliseconds", 1_795_000_000_000],
    ["without milliseconds", "2026-11-20T10:00:00Z"],
    ["with an offset", "2026-11-20T15:45:00+05:45"],
    ["far in the future", "2999-01-01T00:00:00Z"],
    ["before the epoch", "1901-01-01T00:00:00Z"],
  ])("%s: the row is counted, and every report adds up", async (_name, timestamp) => {
    const options = treeOf({ "a.jsonl": [assistantRow(), assistantRow({ row: { timestamp } })] });
    for (const command of ["sessions", "daily", "monthly"]) {
      const { totals } = await jsonHere<{ totals: Totals }>([command], options);
      expect(totals.requests, command).toBe(2);
      expect(totals.costUsd, command).toBe("0.00408");
    }
    expect((await runHere([], options)).code).toBe(0);
  });
});

describe("hostile text", () => {
  const HOSTILE = "\u001b]0;owned\u0007\u001b[31mred\u009b2J\u202Egnp.exe\r\nbreak\tout";

  test("reaches the terminal without its control characters, whatever it stands in", async () => {
    const row = assistantRow({
      model: `claude-${HOSTILE}`,
      cwd: `/home/dev/${HOSTILE}`,
      sessionId: `s-${HOSTILE}`,
      row: {
        gitBranch: HOSTILE,
        version: HOSTILE,
        attributionSkill: HOSTILE,
        attributionMcpServer: HOSTILE,
        entrypoint: HOSTILE,
      },
    });
    const title = { type: "custom-title", customTitle: HOSTILE, sessionId: `s-${HOSTILE}` };
    const options = treeOf({ "a.jsonl": [userRow(HOSTILE), row, title] });
    const commands = [
      [],
      ["sessions"],
      ["daily"],
      ["doctor"],
      ["by", "project"],
      ["by", "branch"],
      ["by", "skill"],
      ["by", "mcp"],
      ["by", "version"],
      ["by", "model"],
    ];
    for (const args of commands) {
      const { stdout, stderr, code } = await runHere([...args, "--color", "never"], options);
      expect(code, args.join(" ")).toBe(0);
      expect(stdout + stderr, args.join(" ")).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
    }
  });

  test("cannot become a formula in a spreadsheet", async () => {
    const project = '=HYPERLINK("http://x","y")';
    const row = assistantRow({ cwd: project, model: "@SUM(1+1)", row: { gitBranch: "+1", attributionSkill: "-2+3" } });
    const options = treeOf({ "a.jsonl": [row] });
    for (const args of [
      ["sessions"],
      ["daily"],
      ["by", "project"],
      ["by", "branch"],
      ["by", "skill"],
      ["by", "model"],
    ]) {
      const { stdout } = await runHere([...args, "--csv"], options);
      expect(stdout, args.join(" ")).not.toMatch(/(^|[,"])[=+@]/m);
      expect(stdout, args.join(" ")).not.toMatch(/(^|[,"])-2\+3/m);
    }
  });

  test("names of objects' own machinery are ordinary names", async () => {
    const rows = ["__proto__", "constructor", "toString", "hasOwnProperty"].map((name) =>
      assistantRow({ model: name, cwd: `/${name}`, sessionId: name, row: { version: name, gitBranch: name } }),
    );
    const options = treeOf({ "a.jsonl": rows });
    const { totals } = await jsonHere<{ totals: Totals }>(["sessions"], options);
    expect(totals.unpriced.models.sort()).toEqual(["__proto__", "constructor", "hasOwnProperty", "toString"]);
    const { groups } = await jsonHere<{ groups: { key: string }[] }>(["by", "version"], options);
    expect(groups.map((g) => g.key).sort()).toEqual(["__proto__", "constructor", "hasOwnProperty", "toString"]);
  });
});

describe("no logs", () => {
  test("a person is told where was looked and what to do; a script gets an empty report", async () => {
    const told = await runHere(["daily"]);
    expect(told.code).toBe(1);
    expect(told.stderr).toContain(".claude");
    expect(told.stderr).toContain("--demo");
    const ran = await runHere(["daily", "--json"]);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ periods: [], totals: { requests: 0, costUsd: "0" } });
  });

  test("a root that is a file is no root", async () => {
    const home = tempDir();
    writeFileSync(join(home, "file"), "");
    const ran = await runHere(["--config-dir", join(home, "file")], { home });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("no Claude Code logs found");
  });
});
