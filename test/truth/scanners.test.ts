import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { scanReference } from "../../src/claude-code/logs/reference-scanner.ts";
import { ScanPool } from "../../src/claude-code/scan/scan-pool.ts";
import type { FileScan } from "../../src/core/responses/scan.ts";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { both, MTIME, readable, scannerOf, scanWith } from "./both-scanners.ts";

let files: { path: string; bytes: Uint8Array }[] = [];
beforeAll(() => {
  const endMs = Date.parse("2026-11-20T12:00:00Z");
  const tree = generateDemo({ seed: 5, endMs, days: 80, scale: 0.35, bytesPerToken: 0.01 });
  files = tree.files
    .filter((f) => f.path.endsWith(".jsonl"))
    .map((f) => ({ path: f.path, bytes: Buffer.from(f.text) }));
});

const line = (row: unknown): string => `${JSON.stringify(row)}\n`;
const USAGE = { input_tokens: 3, output_tokens: 7, cache_read_input_tokens: 11, cache_creation_input_tokens: 5 };

function assistant(part: object = {}, message: object = {}, usage: object = {}): string {
  const whole = { id: "msg_1", model: "claude-opus-5-5", stop_reason: "end_turn", usage: { ...USAGE, ...usage } };
  const body = {
    type: "assistant",
    sessionId: "s1",
    timestamp: "2026-11-20T10:00:00.000Z",
    cwd: "/a",
    version: "2.1.330",
  };
  return line({ message: { ...whole, ...message }, ...body, ...part });
}

function searched(row: number): string {
  return line({ type: "user", uuid: `u${row}`, message: { content: [] }, toolUseResult: { searchCount: 2 } });
}

describe("the fast scanner gives what the reference scanner gives", () => {
  test("for every file of a generated history", () => {
    const dir = tempDir();
    expect(files.length).toBeGreaterThan(50);
    for (const { path, bytes } of files) both(dir, path, bytes);
  });

  test.each([
    [
      "white space between the parts",
      `  { "type" : "assistant" , "message" : {"id":"m","model":"x","usage":{ "input_tokens": 5 }} }\r\n`,
    ],
    ["a byte order mark", `\ufeff${assistant()}`],
    ["keys written with escapes", assistant().replace('"type"', '"t\\u0079pe"')],
    ["text that quotes a row", line({ type: "user", message: { role: "user", content: assistant() } })],
    ["a nested row", line({ type: "progress", data: { message: JSON.parse(assistant()) } })],
    [
      "counts that are none",
      ["-1", "1.5", "1e3", "07", '"5"', "99999999999", "null", "[]"]
        .map((n) => assistant().replace('"input_tokens":3', `"input_tokens":${n}`))
        .join(""),
    ],
    [
      "a split instead of a total",
      assistant(
        {},
        {},
        {
          cache_creation_input_tokens: 0,
          cache_creation: { ephemeral_5m_input_tokens: 9, ephemeral_1h_input_tokens: 4 },
        },
      ),
    ],
    [
      "modes",
      assistant({}, {}, { speed: "fast", inference_geo: "us", service_tier: "batch" }) +
        assistant({}, { id: "m2" }, { speed: null, service_tier: "priority" }),
    ],
    [
      "iterations",
      assistant(
        {},
        {},
        {
          iterations: [
            { type: "message", ...USAGE, input_tokens: 1 },
            { type: "message", input_tokens: 2 },
            { type: "advisor_message", model: "y", ...USAGE },
          ],
        },
      ),
    ],
    [
      "iterations that add up",
      assistant(
        {},
        {},
        {
          iterations: [
            { type: "message", ...USAGE, input_tokens: 1 },
            { type: "message", input_tokens: 2 },
          ],
        },
      ),
    ],
    ["no id", assistant({ uuid: "u" }, { id: null }) + assistant({}, { id: "" }) + assistant({}, { id: 5 })],
    [
      "a key twice",
      assistant().replace('"id":"msg_1"', '"id":"old","id":"msg_1"').replace('"usage":', '"usage":null,"usage":'),
    ],
    [
      "other times",
      [
        "2026-11-20 10:00",
        "2026-02-30T10:00:00.000Z",
        "2026-13-01T10:00:00.000Z",
        "2026-11-20T24:00:00.000Z",
        "1999-11-20T10:00:00.000Z",
        "",
      ]
        .map((t, k) => assistant({ timestamp: t }, { id: `m${k}` }))
        .join(""),
    ],
    [
      "times that are numbers or absent",
      assistant({ timestamp: 1_795_000_000 }) +
        assistant({ timestamp: null }, { id: "m2" }) +
        assistant({ timestamp: {} }, { id: "m3" }),
    ],
    ["words beyond ASCII", assistant({ cwd: "/home/zoë/プロジェクト", gitBranch: 'a"b\\c' }, { id: "ü" })],
    ["a fork", assistant({ requestSessionId: "s0" }) + assistant({ forkedFrom: { sessionId: "s9" } }, { id: "m2" })],
    [
      "rows that were not billed",
      assistant({ isApiErrorMessage: true }) +
        assistant({}, { model: "<synthetic>" }) +
        assistant({}, { model: null }) +
        assistant({}, { usage: null }) +
        assistant({ message: "text" }),
    ],
    [
      "searches",
      assistant() + searched(1) + line({ type: "user", message: { content: [] }, toolUseResult: "searchCount" }),
    ],
    [
      "searches of a subagent that its row does not name, of one that it names, and of the main conversation after them",
      [{ isSidechain: true }, { isSidechain: true, attributionAgent: "Explore" }, {}]
        .map((part, i) => assistant(part, { id: `m${i}` }) + searched(i))
        .join(""),
    ],
    ["a request whose id is no ASCII", line({ type: "api-request", id: "é", timestamp: "2026-11-20T10:00:00.000Z" })],
    ["depth", assistant({ x: JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`) })],
    [
      "a row that grows beyond the buffer",
      line({ type: "user", message: { content: [{ text: "x".repeat(700_000) }] } }) +
        assistant({}, { content: "y".repeat(600_000) }),
    ],
    [
      "an answer that broke off, in a row without a message",
      line({ type: "assistant", message: null, isApiErrorMessage: true, streamCutCause: "stale_connection" }),
    ],
    [
      "sessions without a terminal: one after another, and a key that stands twice",
      assistant({ sessionKind: "bg" }) +
        assistant({ sessionKind: "bg", sessionId: "s2" }, { id: "m2" }) +
        assistant({ sessionId: "s3" }, { id: "m3" }).replace("{", '{"sessionKind":"bg","sessionKind":null,') +
        assistant({ sessionKind: "bg", sessionId: "s".repeat(70) }, { id: "m4" }),
    ],
    ["no newline at the end", assistant().trimEnd()],
    ["a torn end", assistant() + assistant().slice(0, 90)],
    ["blank lines and NULs", `\n\r\n\0\0\0\n${assistant()}\0\0`],
    ["a carriage return within", assistant().replace(',"type"', ',\r"type"')],
  ])("with %s", (_, text) => {
    both(tempDir(), "projects/p/s1.jsonl", Buffer.from(text));
  });

  test("rows about as large as a row may be", () => {
    const most = 32 * 1024 * 1024;
    const rowOf = (bytes: number): string => `{"type":"user","x":"${"y".repeat(bytes - 22)}"}\n`;
    const rows = [most - 1, most, most + 1, most + 300_000].map(rowOf);
    both(
      tempDir(),
      "projects/p/s1.jsonl",
      Buffer.from(assistant() + rows.join(assistant({}, { id: "m2" })) + assistant()),
    );
  });

  test("a file without WebAssembly", () => {
    const path = join(tempDir(), "plain.jsonl");
    const { bytes } = files.at(-1) as (typeof files)[number];
    writeFileSync(path, bytes);
    const first = scanWith(scannerOf(null), path);
    expect(readable(first)).toBe(readable(scanReference(path, 0, MTIME)));
    const more = assistant({}, { id: "m3" });
    writeFileSync(path, Buffer.concat([bytes, Buffer.from(more)]));
    const grown = scanWith(scannerOf(null), path, first);
    expect(readable(grown)).toBe(readable(scanWith(scannerOf(), path, first)));
    expect(grown.report.usageRows).toBe(first.report.usageRows + 1);
  });

  test("a file read in pieces as it grows is as the file read at once", () => {
    const dir = tempDir();
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }), (pick, cuts) => {
        const { bytes } = files[pick % files.length] as (typeof files)[number];
        const path = join(dir, "grows.jsonl");
        let scan: FileScan | null = null;
        for (const share of [...cuts.sort((a, b) => a - b), 1]) {
          writeFileSync(path, bytes.subarray(0, Math.round(bytes.length * share)));
          scan = scanWith(scannerOf(), path, scan);
        }
        expect(scan?.isResumed).toBe(cuts.length > 0);
        expect(readable({ ...(scan as FileScan), isResumed: false })).toBe(readable(scanWith(scannerOf(), path)));
      }),
      { numRuns: runs({ ci: 60, here: 20 }) },
    );
  });

  test("threads give what one thread gives, and name what cannot be read", async () => {
    const dir = tempDir();
    const requests = files.map(({ path, bytes }) => {
      const file = join(dir, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      return { path: file, mtimeMs: MTIME, earlier: null };
    });
    requests.splice(3, 0, { path: join(dir, "gone.jsonl"), mtimeMs: MTIME, earlier: null });
    const common = { requests, bytes: requests.map((_, i) => i % 7), onDone: () => {} };
    const script = fileURLToPath(new URL("../../dist/worker.cjs", import.meta.url));
    const [one, three] = [
      await new ScanPool().read({ ...common, threads: 1 }),
      await new ScanPool(script).read({ ...common, threads: 3 }),
    ];
    expect([...three.failed]).toEqual([[3, "ENOENT"]]);
    expect([...one.failed]).toEqual([...three.failed]);
    const texts = (scans: typeof one.scans): string[] => scans.map((s) => (s ? readable(s) : "none"));
    expect(texts(three.scans)).toEqual(texts(one.scans));
  });
});
