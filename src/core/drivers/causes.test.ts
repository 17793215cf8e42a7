import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shippedCards } from "../../data/rate-cards.ts";
import { PriceBook } from "../pricing/price-book.ts";
import { priceColumns } from "../pricing/price-columns.ts";
import { emptyColumns, Flag, pushRow, type ResponseTable } from "../responses/columns.ts";
import { identityKey } from "../responses/identity.ts";
import type { Origin } from "../responses/origin.ts";
import { emptyFacts } from "../responses/session-facts.ts";
import type { Tokens } from "../responses/tokens.ts";
import { findCauses } from "./causes.ts";
import { type AddedContent, NO_EVIDENCE, type ResponseEvidence } from "./evidence.ts";
import { shareOut } from "./share-out.ts";

const T0 = Date.UTC(2026, 10, 20, 9);
const MODELS = ["claude-opus-5-5", "claude-haiku-5-5", "us.anthropic.claude-opus-4-6-v1", "nobody"];
const none = { project: "", branch: "", agent: "", skill: "", plugin: "", mcp: "", version: "", entrypoint: "" };
const ORIGINS: readonly Origin[] = ["s1", "s2"].map((id) => ({ sessionId: id, loggedIn: id, ...none }));

const book = new PriceBook(shippedCards());

type Request = Tokens & {
  readonly atMs: number;
  readonly model: number;
  readonly origin: number;
  readonly flags: number;
  readonly webSearches: number;
  readonly evidence: Omit<ResponseEvidence, "turn"> | null;
};

function tableOf(requests: readonly Request[]): ResponseTable {
  const columns = emptyColumns();
  requests.forEach(({ atMs, evidence: _, ...request }, i) => {
    pushRow(columns, { ...request, idLo: i, idHi: 0, requestHash: i % 3, timeMs: atMs, spanMs: 0 });
  });
  const table = { columns, models: MODELS, origins: [...ORIGINS], iterationsByRow: new Map() };
  priceColumns(table, book);
  return table;
}

const added = fc.record<AddedContent>({
  kind: fc.constantFrom("tool", "prompt", "attachment"),
  tool: fc.constantFrom("Read", "Bash", "mcp__git__log"),
  name: fc.constantFrom("", "/a.ts"),
  size: fc.nat(100_000),
});
const count = fc.nat({ max: 300_000 });
const request = fc.record<Request>({
  input: count,
  output: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  cacheRead: count,
  atMs: fc.integer({ min: T0, max: T0 + 1e9 }),
  model: fc.nat({ max: MODELS.length - 1 }),
  origin: fc.nat({ max: 1 }),
  flags: fc.constantFrom(0, 0, Flag.fast, Flag.geoUs, Flag.batch, Flag.sidechain, Flag.part, Flag.search),
  webSearches: fc.nat({ max: 5 }),
  evidence: fc.option(
    fc.record({
      thinkingTokens: fc.nat(400_000),
      effort: fc.constantFrom("", "low", "high"),
      askedModel: fc.constantFrom("", "claude-opus-5-5"),
      added: fc.array(added, { maxLength: 4 }),
    }),
  ),
});

function causesOf(requests: readonly Request[], hasLogs: boolean) {
  const table = tableOf(requests);
  const responses = new Map<string, ResponseEvidence>();
  requests.forEach(({ evidence }, i) => {
    if (evidence !== null) responses.set(identityKey(i, 0), { turn: i, ...evidence });
  });
  const compactions = [{ atMs: T0 + 5e8, trigger: "auto" as const, preTokens: 1, postTokens: null }];
  const sessions = new Map(["s1", "s2"].map((id) => [id, { ...emptyFacts(id), compactions }]));
  const report = findCauses({
    table,
    book,
    selected: new Uint8Array(table.columns.length).fill(1),
    copies: new Map([["s2", requests.flatMap((r, i) => (r.origin === 0 && i % 2 === 0 ? [i] : []))]]),
    sessions,
    background: {
      costPico: 7n,
      kinds: [
        { kind: "compact", requests: 1, tokens: null, costPico: 3n },
        { kind: "generate_session_title", requests: 1, tokens: null, costPico: 2n },
      ],
    },
    evidenceOf: () => (hasLogs ? { responses, mcpServers: [], agents: [] } : NO_EVIDENCE),
  });
  let total = 7n;
  for (let i = 0; i < table.columns.length; i++) {
    if (!Number.isNaN(table.columns.costPico[i])) total += BigInt(table.columns.costPico[i] as number);
  }
  return { report, total };
}

describe("causes", () => {
  it("sum to the total to the pico-dollar, with logs and without, and so do their parts", () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 25 }), fc.boolean(), (requests, hasLogs) => {
        const { report, total } = causesOf(requests, hasLogs);
        expect(report.causes.reduce((n, c) => n + c.costPico, 0n)).toBe(total);
        for (const cause of report.causes) {
          expect(cause.parts.reduce((n, p) => n + p.costPico, 0n)).toBe(cause.costPico);
          for (const part of cause.parts) expect(part.costPico >= 0n && part.quantity >= 0).toBe(true);
        }
        const history = report.causes.find(({ id }) => id === "history")?.costPico ?? 0n;
        expect(report.historyByContext.reduce((n, band) => n + band.costPico, 0n)).toBe(history);
      }),
    );
  });

  it("name what background is known by, and leave the rest unattributed", () => {
    const { report } = causesOf([], true);
    expect(report.causes).toEqual([
      {
        id: "background",
        costPico: 4n,
        about: false,
        parts: [
          { key: "generate_session_title", costPico: 2n, quantity: 1 },
          { key: "unattributed", costPico: 2n, quantity: 0 },
        ],
      },
      { id: "compaction", costPico: 3n, about: false, parts: [{ key: "summaries", costPico: 3n, quantity: 1 }] },
    ]);
  });
});

describe("sharing out", () => {
  it("loses nothing and gives nothing to what has no weight", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.array(fc.nat(1e6), { minLength: 1 }), (pico, weights) => {
        const parts = shareOut(pico, weights);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(pico);
        const given = parts.filter((_, i) => weights[i] === 0).reduce((a, b) => a + b, 0n);
        if (weights.some((w) => w > 0)) expect(given).toBe(0n);
      }),
    );
  });
});
