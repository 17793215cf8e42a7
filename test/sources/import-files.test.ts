/** Files of an organisation's figures, known by the names of their columns, and what of them is stored. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { OrgReport, OrgRow } from "../../src/core/organization/org-row.ts";
import { rowValue } from "../../src/core/organization/row-value.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import { PriceBook } from "../../src/core/pricing/price-book.ts";
import { shippedCards } from "../../src/data/rate-cards.ts";
import { csvHeader, csvRows } from "../../src/sources/files/csv-rows.ts";
import { SourceStore } from "../../src/store/sources/source-store.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const rowsOf = (home: string, kind: string, report: OrgReport): Promise<readonly OrgRow[]> =>
  new SourceStore(join(home, "cost", "sources"), kind).rows(report, null, null);
const costOf = (rows: readonly OrgRow[]): string => usdString(rows.reduce((n, r) => n + (r.costPico ?? 0n), 0n));

async function importText(home: string, name: string, text: string | Uint8Array, ...args: string[]) {
  writeFileSync(join(home, name), text);
  return await runHere(["import", name, ...args], { home });
}

const USAGE_HEADER =
  "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed";
const USAGE = `${USAGE_HEADER}
2026-11-20,claude-opus-5-5,claude_code_key_ada.lovelace_abcd,Claude Code,standard,≤ 200k,1000,2000,3000,40000,500,2,not_available,
2026-11-20,claude-sonnet-4-5-20250929,ci,Default,batch,> 200k,1000,0,0,300000,100,0,not_available,
`;

describe("the Console's exports", () => {
  test("of usage are priced by us, with both lifetimes of the cache", async () => {
    const home = tempDir();
    const ran = await importText(home, "usage.csv", USAGE);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain("Recognised as usage export of the Console: 2 rows, 2026-11-20");
    const rows = await rowsOf(home, "console-csv", "console-usage");
    const book = new PriceBook(shippedCards());
    const value = (model: string): string =>
      usdString(rowValue(rows.find((r) => r.model === model) as OrgRow, book)?.pico ?? 0n);
    // 1000 × 4 + 2000 × 5 + 3000 × 8 + 40000 × 0.2 + 500 × 20, in dollars a million, and two searches for a cent each.
    expect(value("claude-opus-5-5")).toBe("0.076");
    // Half of 1000 × 6 + 300000 × 0.6 + 100 × 22.5: a batch, with the rates of long prompts.
    expect(value("claude-sonnet-4-5-20250929")).toBe("0.094125");
    expect(rows.map((r) => [r.actorKind, r.actorName, r.workspace])).toEqual([
      ["api-key", "", "Default"],
      ["user", "ada.lovelace", "Claude Code"],
    ]);
  });

  test("of cost keep what was charged and the list price", async () => {
    const home = tempDir();
    const text = `usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type
2026-11-20,Claude Opus 5.5,Default,ci,message,≤ 200k,output,0.05,0.06,token
2026-11-21,Claude Opus 5.5,Default,ci,message,≤ 200k,output,1.123456789012,1.2,token
`;
    expect((await importText(home, "cost.csv", text)).stdout).toContain(
      "cost export of the Console: 2 rows, 2026-11-20 to 2026-11-21, $1.17",
    );
    expect(costOf(await rowsOf(home, "console-csv", "console-cost"))).toBe("1.173456789012");
  });

  test("the same file again changes nothing, and a newer one replaces its days", async () => {
    const home = tempDir();
    const row = (date: string, usd: string) => `${date},Claude Opus 5.5,Default,ci,output,${usd}`;
    const file = (...rows: string[]) =>
      ["usage_date_utc,model,workspace,api_key,token_type,cost_usd", ...rows, ""].join("\n");
    await importText(home, "a.csv", file(row("2026-11-01", "1"), row("2026-11-01", "2"), row("2026-11-02", "4")));
    await importText(home, "a.csv", file(row("2026-11-01", "1"), row("2026-11-01", "2"), row("2026-11-02", "4")));
    expect(costOf(await rowsOf(home, "console-csv", "console-cost"))).toBe("7");
    await importText(home, "b.csv", file(row("2026-11-02", "8"), row("2026-11-03", "16")));
    expect(costOf(await rowsOf(home, "console-csv", "console-cost"))).toBe("27");
  });

  test("say which rows they leave out, and why", async () => {
    const home = tempDir();
    const bad = `${USAGE}2026-13-20,claude-opus-5-5,k,w,standard,≤ 200k,1,0,0,0,1,0,x,\n2026-11-20,m,k,w,standard,≤ 200k,-1,0,0,0,1,0,x,\n`;
    const ran = await importText(home, "usage.csv", bad);
    expect(ran.stdout).toContain("1 row left out: usage_date_utc is no date");
    expect(ran.stdout).toContain("1 row left out: usage_input_tokens_no_cache is no count");
  });
});

const SPEND = `user_email,account_uuid,product,model,model_family,total_requests,total_prompt_tokens,total_completion_tokens,total_net_spend_usd,total_gross_spend_usd
Ada@Acme.example,u-1,Claude Code,claude-opus-5-5,opus,12,345678,9012,1.25,1.5
"bob@acme.example",u-2,"Chat, web",claude-haiku-5-5,haiku,1,2,3,"1,000.75",1001
`;

describe("the spend report of claude.ai", () => {
  test("asks for its range, which it does not tell", async () => {
    const home = tempDir();
    const ran = await importText(home, "spend.csv", SPEND);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("is a spend report of claude.ai, which does not contain its dates");
    expect(ran.stderr).toContain("--since 2026-11-01 --until 2026-11-07");
    expect(await importText(home, "spend.csv", SPEND, "--since", "2026-11-01")).toMatchObject({ code: 2 });
  });

  test("is a sum over its range; another one takes the place of what it overlaps", async () => {
    const home = tempDir();
    const first = await importText(home, "spend.csv", SPEND, "--since", "2026-10-26", "--until", "2026-11-01");
    expect(first.stdout).toContain("2 rows, 2026-10-26 to 2026-11-01, $1,002.00");
    await importText(home, "spend.csv", SPEND, "--since", "2026-11-02", "--until", "2026-11-08");
    await importText(home, "spend.csv", SPEND, "--since", "2026-11-02", "--until", "2026-11-08");
    expect(costOf(await rowsOf(home, "spend-report", "spend-report"))).toBe("2004");
    const whole = await importText(home, "spend.csv", SPEND, "--since", "2026-10-26", "--until", "2026-11-08");
    expect(whole.stdout).toContain("It takes the place of 2026-10-26 to 2026-11-01");
    const rows = await rowsOf(home, "spend-report", "spend-report");
    expect(costOf(rows)).toBe("1002");
    expect(rows[0]).toMatchObject({ date: "2026-10-26", untilDate: "2026-11-08", actorName: "ada@acme.example" });
  });

  test("other files have days of their own", async () => {
    const home = tempDir();
    const ran = await importText(home, "usage.csv", USAGE, "--since", "2026-11-01", "--until", "2026-11-02");
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain("already contains dates");
  });
});

const CUR_COLUMNS = [
  "line_item_usage_start_date",
  "line_item_line_item_type",
  "line_item_product_code",
  "line_item_usage_type",
  "line_item_usage_amount",
  "pricing_unit",
  "line_item_unblended_cost",
  "line_item_currency_code",
  "line_item_iam_principal",
] as const;
const ALICE = "arn:aws:sts::123456789012:assumed-role/dev/Alice@Acme.example";
const CUR_ROWS: readonly (readonly [string, string, string, string, number, string, number, string, string])[] = [
  [
    "2026-11-03T10:00:00Z",
    "Usage",
    "AmazonBedrock",
    "USE1-Claude5.5Opus-input-tokens",
    12,
    "1K tokens",
    0.048,
    "USD",
    ALICE,
  ],
  [
    "2026-11-03T11:00:00Z",
    "Usage",
    "AmazonBedrock",
    "USE1-Claude5.5Opus-input-tokens",
    1,
    "1K tokens",
    0.004,
    "USD",
    ALICE,
  ],
  [
    "2026-11-03T10:00:00Z",
    "Usage",
    "AmazonBedrock",
    "USE1-Claude5.5Opus-cache-read-input-token-count",
    2,
    "1M tokens",
    0.8,
    "USD",
    ALICE,
  ],
  [
    "2026-11-03T10:00:00Z",
    "Usage",
    "AmazonBedrock",
    "USE1-Claude5.5Opus-cache-write-input-token-count",
    3000,
    "tokens",
    0.015,
    "USD",
    ALICE,
  ],
  [
    "2026-11-04T10:00:00Z",
    "Usage",
    "AmazonBedrock",
    "USE1-Claude5.5Opus-output-tokens",
    7,
    "1K tokens",
    0.14,
    "USD",
    "arn:aws:iam::1:user/ci",
  ],
  ["2026-11-04T10:00:00Z", "Tax", "AmazonBedrock", "USE1-Claude5.5Opus-output-tokens", 0, "", 0.03, "USD", ""],
  ["2026-11-04T10:00:00Z", "Usage", "AmazonEC2", "BoxUsage:m7i.large", 24, "Hrs", 2.4, "USD", ""],
];

function curParquet(
  rows: readonly (typeof CUR_ROWS)[number][],
  codec: "SNAPPY" | "UNCOMPRESSED" = "SNAPPY",
): Uint8Array {
  const columnData = CUR_COLUMNS.map((name, i) => {
    const isNumber = typeof CUR_ROWS[0]?.[i] === "number";
    const data = rows.map((row) => (i === 0 ? new Date(row[0]) : row[i]));
    return {
      name,
      type: i === 0 ? ("TIMESTAMP" as const) : isNumber ? ("DOUBLE" as const) : ("STRING" as const),
      data,
    };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, codec }));
}

const curCsv = (rows: readonly (typeof CUR_ROWS)[number][]): string =>
  [CUR_COLUMNS.join(","), ...rows.map((row) => row.join(","))].join("\r\n");

describe("AWS's CUR 2.0", () => {
  test.each([
    ["Parquet", "bill.parquet", curParquet(CUR_ROWS)],
    ["CSV", "bill.csv", curCsv(CUR_ROWS)],
    ["CSV with gzip", "bill.csv.gz", gzipSync(curCsv(CUR_ROWS))],
  ])("as %s: tokens by type and principal, other services left out", async (_name, file, bytes) => {
    const home = tempDir();
    const ran = await importText(home, file, bytes);
    expect(ran.stdout).toContain(
      "Recognised as Cost and Usage Report 2.0 of AWS: 4 rows, 2026-11-03 to 2026-11-04, $1.01",
    );
    expect(ran.stdout).toContain("1 row left out: of other services");
    expect(ran.stdout).toContain("1 row left out: no usage: Tax");
    const rows = await rowsOf(home, "cur", "cur");
    expect(costOf(rows)).toBe("1.007");
    const ofAlice = rows.filter((r) => r.actorName === "alice@acme.example");
    const sum = (pick: (r: OrgRow) => number): number => ofAlice.reduce((n, r) => n + pick(r), 0);
    expect([sum((r) => r.input), sum((r) => r.cacheRead), sum((r) => r.cacheWriteUntold)]).toEqual([
      13_000, 2_000_000, 3000,
    ]);
    expect(rows.find((r) => r.output > 0)).toMatchObject({
      actorKind: "principal",
      actorName: "ci",
      output: 7000,
      model: "Claude5.5Opus",
    });
  });

  test("a folder of parts is one bill", async () => {
    const home = tempDir();
    mkdirSync(join(home, "bill", "BILLING_PERIOD=2026-11"), { recursive: true });
    writeFileSync(join(home, "bill", "BILLING_PERIOD=2026-11", "a.parquet"), curParquet(CUR_ROWS.slice(0, 2)));
    writeFileSync(
      join(home, "bill", "BILLING_PERIOD=2026-11", "b.parquet"),
      curParquet(CUR_ROWS.slice(2), "UNCOMPRESSED"),
    );
    const ran = await runHere(["import", "bill", "--json"], { home });
    const json = JSON.parse(ran.stdout);
    expect(schemaErrors("import", json)).toEqual([]);
    expect(json).toMatchObject({ files: 2, rows: 4, costs: [{ currency: "USD", amount: "1.007" }] });
  });
});

describe("FOCUS", () => {
  const HEADER =
    "ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BilledCost,EffectiveCost,ListCost,BillingCurrency,ServiceName,ServiceProviderName,SkuId,SkuMeter,SkuPriceDetails,ConsumedQuantity,ConsumedUnit,SubAccountName,Tags,x_MemberPseudonym,x_CacheTtl";
  const row = (sku: string, meter: string, cost: string, quantity: string, ttl = "", currency = "USD") =>
    `2026-11-05T00:00:00Z,2026-11-06T00:00:00Z,Usage,${cost},${cost},${cost},${currency},Claude API,Anthropic,${sku},${meter},,${quantity},Tokens,Platform,"{""project"":""shop""}",dev-7f3a,${ttl}`;

  test("rows of Claude by consumer, model and type of token, in their own currency", async () => {
    const home = tempDir();
    const text = [
      HEADER,
      row("claude-opus-5-5-cache-read", "Cache Read Input Tokens", "0.4", "1000000"),
      row("claude-opus-5-5-cache-write", "Cache Write Input Tokens", "0.8", "100000", "1h"),
      row("claude-opus-5-5-output", "Output Tokens", "2", "100000"),
      row("claude-haiku-5-5-input", "Input Tokens", "3.5", "9", "", "EUR"),
      '2026-11-05T00:00:00Z,,Usage,1,1,1,USD,Compute,AWS,m7i,,,1,Hours,,"{}",,',
    ].join("\n");
    const ran = await importText(home, "focus.csv", text);
    expect(ran.stdout).toContain("Recognised as FOCUS: 4 rows, 2026-11-05, $3.20, 3.50 EUR");
    expect(ran.stdout).toContain("1 row left out: of other services");
    const rows = await rowsOf(home, "focus", "focus");
    const opus = rows.filter((r) => r.model === "claude-opus-5-5");
    expect(opus.map((r) => [r.cacheRead, r.cacheWrite1h, r.output]).sort()).toEqual([
      [0, 0, 100000],
      [0, 100000, 0],
      [1000000, 0, 0],
    ]);
    expect(new Set(rows.map((r) => r.actorId))).toEqual(new Set(["dev-7f3a"]));
    // An amount in another currency is never counted as dollars.
    const book = new PriceBook(shippedCards());
    expect(rowValue(rows.find((r) => r.currency === "EUR") as OrgRow, book)).toBeNull();
  });
});

describe("a file", () => {
  test("of an organisation never enters one's own months", async () => {
    const home = tempDir();
    makeTree(join(home, ".claude"), { "a.jsonl": [assistantRow()] });
    const before = await jsonHere<{ totals: unknown }>(["daily"], { home });
    await importText(home, "usage.csv", USAGE);
    await importText(home, "bill.parquet", curParquet(CUR_ROWS));
    expect((await jsonHere<{ totals: unknown }>(["daily"], { home })).totals).toEqual(before.totals);
  });

  test("that is none of these is told so, and no row of it is stored", async () => {
    const home = tempDir();
    const ran = await importText(home, "other.csv", "a,b\n1,2\n");
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("cannot import");
    const torn = await importText(home, "torn.parquet", curParquet(CUR_ROWS).slice(0, 200));
    expect(torn.code).toBe(1);
    expect(torn.stderr).not.toContain("this is a bug");
    const gz = await importText(home, "torn.csv.gz", gzipSync(curCsv(CUR_ROWS)).subarray(0, 60));
    expect(gz.code).toBe(1);
    expect(gz.stderr).not.toContain("this is a bug");
  });
});

describe("comma-separated values", () => {
  test("are read as they were written, whatever stands in them", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", ",", ";", '"', "\n", "\r\n", " ", "1", "\t") });
    const write = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(",", ";", "\t"),
        (rows, separator) => {
          const text = [["x", "y"], ...rows].map((row) => row.map(write).join(separator)).join("\r\n");
          expect([...csvRows(`\ufeff${text}`)]).toEqual(rows.map(([x, y]) => ({ x, y })));
        },
      ),
    );
  });

  test("have empty cells, short rows and a last line without an end", () => {
    expect(csvHeader("a,b ,c\n")).toEqual(["a", "b", "c"]);
    expect([...csvRows("a,b,c\n1,,\n\n2\n3,4,5")]).toEqual([
      { a: "1", b: "", c: "" },
      { a: "2", b: "", c: "" },
      { a: "3", b: "4", c: "5" },
    ]);
  });
});
