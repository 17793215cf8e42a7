/** `receipt`: the lines sum to what the session or the pull request cost by the other commands. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseUsd } from "../../src/core/pricing/money.ts";
import { textWidth } from "../../src/view/text/spans.ts";
import { EVIL, faultIn } from "../gate/hostile.ts";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { jsonHere, type Ran, runHere } from "../helpers/run-here.ts";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";

type Line = { readonly model: string; readonly item: string; readonly quantity: number; readonly costUsd: string };
type ReceiptJson = {
  readonly kind: string;
  readonly lines: readonly Line[];
  readonly sessions: readonly { readonly totalUsd: string }[];
  readonly tags: readonly string[];
  readonly tickets: readonly string[];
  readonly projects: readonly string[];
  readonly totals: { readonly costUsd: string; readonly totalUsd: string; readonly requests: number };
};

const pico = (usd: string): bigint => parseUsd(usd) as bigint;
const sum = (amounts: readonly string[]): bigint => amounts.reduce((n, usd) => n + pico(usd), 0n);

const A = "a1111111-0000-4000-8000-000000000000";
const B = "12222222-0000-4000-8000-000000000000";
const home = sharedTempDir();
const NOW = Date.UTC(2026, 10, 26, 12);

const row = (sessionId: string, clock: string, more: object = {}) =>
  assistantRow({
    sessionId,
    timestamp: `2026-11-20T${clock}:00.000Z`,
    cwd: "/home/dev/api",
    model: "claude-opus-5-5",
    row: { gitBranch: "feature/SHOP-311-refunds" },
    ...more,
  });
const link = (sessionId: string, clock: string, prNumber: number, prRepository = "acme/api") => ({
  type: "pr-link",
  sessionId,
  prNumber,
  prRepository,
  timestamp: `2026-11-20T${clock}:00.000Z`,
});

beforeAll(() => {
  makeTree(join(home, ".claude"), {
    [`projects/x/${A}.jsonl`]: [
      // Opus 5.5 at $4, $20, $5 (5 minutes), $8 (1 hour) and $0.20 (reads) a million:
      // 1,000 x 4 + 2,000 x 20 + 3,000 x 8 + 10,000 x 0.2 = 70,000 millionths of a dollar = $0.07.
      row(A, "09:00", {
        usage: usage({
          input_tokens: 1000,
          output_tokens: 2000,
          cache_creation_input_tokens: 3000,
          cache_creation: { ephemeral_1h_input_tokens: 3000, ephemeral_5m_input_tokens: 0 },
          cache_read_input_tokens: 10_000,
        }),
      }),
      link(A, "09:10", 12),
      // 10 x 4 + 100 x 20 = $0.00204.
      row(A, "10:00", { usage: usage({ input_tokens: 10, output_tokens: 100 }) }),
      link(A, "10:10", 13),
      { type: "custom-title", sessionId: A, customTitle: "A secret title" },
    ],
    [`projects/x/${B}.jsonl`]: [
      row(B, "11:00", { usage: usage({ input_tokens: 10, output_tokens: 100 }) }),
      link(B, "11:10", 12),
      link(B, "11:40", 12, "acme/web"),
    ],
  });
});

const receipt = (...args: readonly string[]): Promise<Ran> => runHere(["receipt", ...args], { home, nowMs: NOW });
const json = async (...args: readonly string[]): Promise<ReceiptJson> =>
  JSON.parse((await receipt(...args, "--json")).stdout) as ReceiptJson;

describe("a session's receipt", () => {
  test("has a line for each class of tokens, at its price", async () => {
    const { kind, lines, totals } = await json("a111");
    expect(kind).toBe("session");
    expect(lines).toEqual([
      { model: "claude-opus-5-5", item: "input", quantity: 1010, costUsd: "0.00404" },
      { model: "claude-opus-5-5", item: "output", quantity: 2100, costUsd: "0.042" },
      { model: "claude-opus-5-5", item: "cacheWrite1h", quantity: 3000, costUsd: "0.024" },
      { model: "claude-opus-5-5", item: "cacheRead", quantity: 10_000, costUsd: "0.002" },
    ]);
    expect(totals).toMatchObject({ costUsd: "0.07204", totalUsd: "0.07204", requests: 2 });
  });

  test("names project, ticket and tag", async () => {
    await runHere(["tag", "api", "CC-1"], { home, nowMs: NOW });
    expect(await json("a111")).toMatchObject({ projects: ["api"], tickets: ["SHOP-311"], tags: ["CC-1"] });
    const { stdout } = await receipt("a111");
    for (const line of ["Project     api", "Ticket      SHOP-311", "Charged to  CC-1", "Total       $0.0720"]) {
      expect(stdout).toContain(line.replace("$0.0720", "$0.07"));
    }
    // The sum of a column has as many decimals as its rows.
    expect(stdout).toMatch(/^all +\$0\.0720$/m);
  });
});

describe("a pull request's receipt", () => {
  test("has what led to it, of all its sessions, as `by pr` has it", async () => {
    const { kind, totals, sessions } = await json("acme/api#12");
    expect({ kind, ...totals }).toMatchObject({ kind: "pr", totalUsd: "0.07204", requests: 2 });
    expect(sum(sessions.map(({ totalUsd }) => totalUsd))).toBe(pico(totals.totalUsd));
    const by = await jsonHere<{ groups: { key: string; totalUsd: string }[] }>(["by", "pr"], { home });
    for (const { key, totalUsd } of by.groups.filter((group) => group.key !== "")) {
      expect((await json(key)).totals.totalUsd, key).toBe(totalUsd);
    }
  });

  test.each([
    ["#12", "'#12' fits 2 pull requests", "acme/api#12, acme/web#12"],
    ["12", "'12' is a pull request and the beginning of a session's id", "Say #12"],
    ["#99", "no pull request '#99'", "`claude-cost by pr` lists them."],
    ["zzz", "no session 'zzz'", "`claude-cost sessions` lists them."],
  ])("%s is refused, with the way out", async (subject, message, hint) => {
    const ran = await receipt(subject);
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain(hint);
  });

  test("is found by number, name and address", async () => {
    for (const subject of ["13", "#13", "api#13", "https://github.com/acme/api/pull/13"]) {
      expect((await json(subject)).totals.requests, subject).toBe(1);
    }
  });
});

test("every receipt of the demo sums to its session, background and all", async () => {
  const demoHome = tempDir();
  const at = { home: demoHome, nowMs: Date.now() };
  const list = JSON.parse((await runHere(["sessions", "--demo", "--json"], at)).stdout) as {
    sessions: { sessionId: string; costUsd: string; totalUsd: string }[];
  };
  // The fast ones, those with agents, with searches and without a price among them.
  for (const { sessionId, costUsd, totalUsd } of list.sessions.filter((_, i) => i % 5 === 0)) {
    const { stdout } = await runHere(["receipt", sessionId, "--demo", "--json"], at);
    const { lines, totals } = JSON.parse(stdout) as ReceiptJson;
    expect(sum(lines.map((line) => line.costUsd)), sessionId).toBe(pico(costUsd));
    expect([totals.costUsd, totals.totalUsd]).toEqual([costUsd, totalUsd]);
  }
});

test.each([40, 60, 80, 120, 160])("no line is wider than %i columns, and each amount is whole", async (columns) => {
  const at = { home: tempDir(), columns, nowMs: Date.now() };
  const { stdout } = await runHere(["receipt", "current", "--demo"], at);
  const { stdout: wide } = await runHere(["receipt", "current", "--demo"], { ...at, columns: 200 });
  const lines = stdout.split("\n");
  for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(columns);
  const amounts = (text: string): string[] => text.match(/<?\$[\d.,]+$/gm) ?? [];
  expect(amounts(stdout)).toEqual(amounts(wide));
});

describe("what it may show", () => {
  const forms = [[], ["--md"], ["--html", "-"], ["--json"]];

  test.each(forms)("no title and no path without --titles: %s", async (...form) => {
    const { stdout } = await receipt("a111", ...form);
    expect(stdout).not.toContain("A secret title");
    expect(stdout).not.toContain("/home/dev");
    const titled = await receipt("a111", "--titles", ...form);
    expect(titled.stdout).toContain("A secret title");
    expect(titled.stdout).toContain("/home/dev/api");
  });

  test("a page is written where it is asked for", async () => {
    const cwd = tempDir();
    const ran = await runHere(["receipt", "acme/api#12", "--html"], { home, cwd, nowMs: NOW, isTTY: true });
    expect(ran.stderr).toContain("claude-cost-receipt-api-12.html");
    expect(readFileSync(join(cwd, "claude-cost-receipt-api-12.html"), "utf8")).toContain("pull request acme/api#12");
  });

  test("names from outside are harmless in every form", async () => {
    const hostile = tempDir();
    const name = `${EVIL}\`<script>alert(1)</script>|@all`;
    makeTree(join(hostile, ".claude"), {
      "projects/x/s.jsonl": [
        row("s", "09:00", { cwd: `/x/${name}`, model: name, row: { gitBranch: name } }),
        row("s", "09:00", { cwd: `/x/${name}` }),
        link("s", "09:10", 7, name),
        { type: "custom-title", sessionId: "s", customTitle: name },
      ],
    });
    for (const form of forms) {
      for (const subject of ["s", "#7"]) {
        const { stdout, stderr } = await runHere(["receipt", subject, "--titles", ...form], {
          home: hostile,
          nowMs: NOW,
        });
        expect(stderr, subject).toBe("");
        expect(faultIn(stdout), `${subject} ${form}`).toBe("");
        if (form[0] === "--html") expect(stdout).not.toContain("<script");
      }
    }
  });
});
