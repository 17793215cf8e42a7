import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFacts } from "../../src/core/responses/session-facts.ts";
import { textOfFacts } from "../../src/store/index/codec.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Totals = { readonly totals: { readonly requests: number; readonly tokens: { readonly output: number } } };

/** A response as `export --json` writes it. */
const RESPONSE = {
  kind: "response",
  source: "import",
  id: "00000000000000aa",
  time: "2026-10-05T10:00:00.000Z",
  span_ms: 0,
  request_hash: 0,
  session_id: "s9",
  project: "/proj/other",
  branch: "",
  agent: "",
  skill: "",
  plugin: "",
  mcp_server: "",
  client_version: "2.1.330",
  entrypoint: "cli",
  model: "claude-opus-5-5",
  input_tokens: 10,
  output_tokens: 100,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 0,
  cache_read_tokens: 0,
  web_searches: 0,
  flags: 2,
  cost_usd: 0.00204,
  detail: "",
};
const facts = emptyFacts("s9");
const SESSION = { ...RESPONSE, kind: "session", id: "s9", model: "", cost_usd: null, detail: textOfFacts(facts) };

/** Cells that cannot be, each with a word of the reason. */
const BAD: readonly (readonly [field: string, value: unknown, reason: RegExp, row?: object])[] = [
  ["kind", "receipt", /neither response nor session/],
  ["id", "xyz", /16 hexadecimal digits/],
  ["time", "never", /time is NaN/],
  ["time", "+012045-01-01T00:00:00.000Z", /1970 to 2200/],
  ["time", "1969-12-31T23:59:59.999Z", /1970 to 2200/],
  ["time", null, /time is missing/],
  ["span_ms", 4_294_967_296, /span_ms/],
  ["request_hash", -1, /request_hash/],
  ["project", 7, /project is missing or no text/],
  ["input_tokens", 1.5, /input_tokens is 1.5/],
  ["output_tokens", -1_000_000, /output_tokens is -1000000/],
  ["output_tokens", 20_000_001, /output_tokens is 20000001/],
  ["cache_read_tokens", "12", /cache_read_tokens is missing or no number/],
  ["web_searches", 10_001, /web_searches is 10001/],
  ["flags", 65_536, /flags is 65536/],
  ["cost_usd", -1, /cost_usd is -1/],
  ["cost_usd", 1e297, /cost_usd is 1e\+297/],
  ["detail", "{", /not a list of iterations/],
  ["detail", '[{"input":-1}]', /not a list of iterations/],
  ["detail", "not json", /not JSON/, SESSION],
  ["detail", '["s9"]', /not a session's facts/, SESSION],
  ["detail", textOfFacts(emptyFacts("s8")), /of another session/, SESSION],
];

function home(): string {
  const dir = tempDir();
  makeTree(join(dir, ".claude"), { "a.jsonl": [assistantRow({ timestamp: "2026-10-04T10:00:00.000Z" })] });
  return dir;
}

const write = (dir: string, rows: readonly unknown[]): void =>
  writeFileSync(join(dir, "in.json"), JSON.stringify({ schemaVersion: 1, rows }));

describe("import", () => {
  test("refuses every row that cannot be with its reason, takes the others, and no report is the worse for it", async () => {
    const dir = home();
    write(dir, [...BAD.map(([field, value, , row = RESPONSE]) => ({ ...row, [field]: value })), RESPONSE, SESSION]);
    const ran = await runHere(["import", "in.json", "--json"], { home: dir });
    const { refused, ...imported } = JSON.parse(ran.stdout);
    expect([ran.code, imported]).toEqual([
      1,
      { schemaVersion: 1, backgroundRequests: 0, responses: 1, sessions: 1, files: 1 },
    ]);
    expect(ran.stderr).toContain(`${BAD.length} rows were not imported`);
    const reasons = Object.keys(refused);
    for (const [field, , reason] of BAD) {
      expect(
        reasons.some((r) => reason.test(r)),
        field,
      ).toBe(true);
    }
    for (const index of [[], ["--no-index"]]) {
      const { totals } = await jsonHere<Totals>(["sessions", ...index], { home: dir });
      expect([totals.requests, totals.tokens.output]).toEqual([2, 200]);
    }
    const years = readdirSync(join(dir, "cost", "archive")).filter((name) => name.startsWith("year="));
    expect(years).toEqual(["year=2026"]);
  });

  test.each([
    ["input_tokens", 20_000_000],
    ["web_searches", 10_000],
    ["span_ms", 4_294_967_295],
    ["flags", 2],
    ["time", "2199-12-31T23:59:59.999Z"],
    ["time", "1970-01-01T00:00:00.000Z"],
  ])("takes the largest and the smallest that can be: %s %s", async (field, value) => {
    const dir = home();
    write(dir, [{ ...RESPONSE, [field]: value }]);
    const ran = await runHere(["import", "in.json"], { home: dir });
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect((await jsonHere<Totals>(["sessions"], { home: dir })).totals.requests).toBe(2);
  });

  test("changes nothing that a log or the archive has, however good the imported row looks", async () => {
    const dir = home();
    const exported = await runHere(["export", "--json"], { home: dir });
    const [first] = (JSON.parse(exported.stdout) as { rows: (typeof RESPONSE)[] }).rows.filter(
      (row) => row.kind === "response",
    );
    write(dir, [{ ...first, output_tokens: 9_999, session_id: "theirs", time: "2026-10-01T00:00:00.000Z" }]);
    await runHere(["import", "in.json"], { home: dir });
    for (const index of [[], ["--no-index"]]) {
      const { totals } = await jsonHere<Totals>(["sessions", ...index], { home: dir });
      expect([totals.requests, totals.tokens.output]).toEqual([1, 100]);
    }
  });
});
