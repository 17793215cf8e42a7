/** A dashboard's data made by hand: fixed times, every kind of thing once. */

import type { BackgroundSum } from "../../../src/core/background/sum.ts";
import type { DashboardData, DayRow, SessionRow } from "../../../src/core/dashboard/dashboard-data.ts";
import type { Turn, TurnRequests } from "../../../src/core/dashboard/turn.ts";
import type { Cause } from "../../../src/core/drivers/cause-sums.ts";
import { priced } from "../../../src/core/pricing/amount.ts";
import { NO_TOKENS } from "../../../src/core/responses/tokens.ts";
import { EVERYTHING, scopeKey } from "../../../src/view/dashboard/places/place.ts";
import { initialState, type LiveState } from "../../../src/view/dashboard/ui-state.ts";

import { cents, MINUTE_MS, NOW_MS, ZONE } from "./basics.ts";
import { ALERTS, LIMITS } from "./sample-limits.ts";

function session(id: string, rest: Partial<SessionRow>): SessionRow {
  const costPico = rest.costPico ?? cents(100);
  const backgroundPico = rest.backgroundPico ?? null;
  return {
    sessionId: `${id}-0000-4000-8000-000000000000`,
    title: "Round ledger sums half to even",
    project: "/home/dev/work/ledger-service",
    branch: "main",
    status: "closed",
    models: ["claude-opus-5-5", "claude-haiku-5-5"],
    model: "claude-opus-5-5",
    firstMs: NOW_MS - 82 * MINUTE_MS,
    lastMs: NOW_MS - 2 * MINUTE_MS,
    requests: 48,
    unpriced: 0,
    subagentsPico: cents(31),
    backgroundStatus: backgroundPico === null ? "unrecorded" : "exact",
    input: 214_000,
    cached: 9_200_000,
    output: 58_000,
    compactions: 1,
    apiErrors: 2,
    ...rest,
    costPico,
    backgroundPico,
    totalPico: costPico + (backgroundPico ?? 0n),
  };
}

function turn(number: number, minutesAgo: number, prompt: string, costPico: bigint, rest: Partial<Turn> = {}): Turn {
  return {
    number,
    kind: "prompt",
    prompt,
    startMs: NOW_MS - minutesAgo * MINUTE_MS,
    endMs: NOW_MS - (minutesAgo - 1) * MINUTE_MS,
    requests: 5,
    copied: 0,
    tokens: { ...NO_TOKENS, input: 1_200, output: 2_100, cacheWrite5m: 9_800, cacheRead: 412_000 },
    costPico,
    unpriced: 0,
    models: ["claude-opus-5-5"],
    mainModel: "claude-opus-5-5",
    fallbacks: [],
    tools: [
      { name: "Read", count: 3 },
      { name: "Edit", count: 1 },
    ],
    toolErrors: 0,
    subagents: [],
    compactions: [],
    apiErrors: 0,
    ...rest,
  };
}

const TURNS: readonly Turn[] = [
  turn(1, 80, "Why do the totals of the ledger differ by a cent on some invoices?", cents(84)),
  turn(2, 64, "Find every place that rounds, with a subagent", cents(61), {
    fallbacks: [{ model: "claude-sonnet-5-5", askedModel: "claude-opus-5-5", requests: 2, costPico: cents(12) }],
    tools: [{ name: "Agent", count: 1 }],
    subagents: [
      {
        agentId: "a1",
        agentType: "general-purpose",
        description: "Find rounding",
        requests: 9,
        unpriced: 0,
        tokens: { ...NO_TOKENS, output: 4_000 },
        costPico: cents(31),
      },
    ],
  }),
  turn(3, 40, "/compact Focus on rounding", 0n, { kind: "command", requests: 0, tools: [] }),
  turn(4, 38, "Now write the property test, 日本語 and 🎉 in the title do no harm", cents(127), {
    compactions: [{ atMs: NOW_MS - 38 * MINUTE_MS, trigger: "manual", preTokens: 412_000, postTokens: 21_000 }],
    apiErrors: 2,
  }),
  turn(5, 2, "Run the whole suite", cents(49)),
];

/** The newest turn: a prompt of 400 tokens, a tool's result of 5,000, and a subagent. */
const TURN_REQUESTS: TurnRequests = {
  number: 5,
  requests: [
    {
      key: "r1",
      timeMs: NOW_MS - 2 * MINUTE_MS,
      model: "claude-opus-5-5",
      agent: "",
      tokens: { ...NO_TOKENS, input: 400, output: 300, cacheRead: 400_000 },
      costPico: cents(17),
      added: [{ kind: "prompt", tool: "", name: "", tokens: 400 }],
    },
    {
      key: "r2",
      timeMs: NOW_MS - 1.5 * MINUTE_MS,
      model: "claude-haiku-5-5",
      agent: "general-purpose",
      tokens: { ...NO_TOKENS, input: 9_000, output: 800 },
      costPico: cents(2),
      added: [],
    },
    {
      key: "r3",
      timeMs: NOW_MS - MINUTE_MS,
      model: "acme/house-model-2",
      agent: "",
      tokens: { ...NO_TOKENS, cacheWrite5m: 5_000, output: 120, cacheRead: 400_700 },
      costPico: null,
      added: [{ kind: "tool", tool: "Bash", name: "npm test", tokens: 5_000 }],
    },
  ],
};

function days(): ReadonlyMap<number, DayRow> {
  const today = ZONE.dayOf(NOW_MS);
  const lines = new Map<number, DayRow>();
  for (let back = 0; back < 200; back++) {
    const weekday = (today - back + 3) % 7;
    if (weekday > 4 || back % 17 === 5) continue;
    const costPico = cents(((back * 373) % 2900) + 40);
    const hours = new Float64Array(24);
    for (let h = 8; h < (back === 0 ? 15 : 18); h++) hours[h] = Number(costPico) / 10 + ((h * back) % 5) * 1e10;
    lines.set(today - back, {
      day: today - back,
      costPico,
      backgroundPico: cents(6),
      totalPico: costPico + cents(6),
      requests: 40 + back,
      unpriced: 0,
      backgroundStatus: back < 7 ? "exact" : "at-least",
      tokens: 4_000_000 + back * 10_000,
      hours,
      models: new Map([
        ["claude-opus-5-5", priced((costPico * 7n) / 10n)],
        ["claude-haiku-5-5", priced((costPico * 3n) / 10n + cents(6))],
      ]),
      projects: new Map([
        ["/home/dev/work/ledger-service", priced(costPico / 2n + cents(6))],
        ["/home/dev/web", priced(costPico / 2n)],
      ]),
    });
  }
  return lines;
}

export function sampleData(): DashboardData {
  const followed = session("3f2a91bc", { status: "busy", costPico: cents(421), backgroundPico: cents(6) });
  const detail = {
    sessionId: followed.sessionId,
    timeline: {
      sessionId: followed.sessionId,
      turns: TURNS,
      droppedTurns: 0,
      fromMiddle: false,
      model: "claude-opus-5-5",
      effort: "high",
      branch: "main",
    },
    context: {
      contextTokens: 412_000,
      windowTokens: 1_000_000,
      usedPercent: 41.2,
      autoCompactAtTokens: 967_000,
      compactWindow: null,
      requestsPerTurn: 3,
      coldCache: null,
      rewrite: { tokens: 0, costPico: null },
      idleCompaction: null,
      promptAtTokens: 950_000,
      tokensUntilCompact: 555_000,
      turnsUntilCompact: 38,
      stage: "ok" as const,
      cache: { warm: true, expiresAtMs: NOW_MS + 4 * MINUTE_MS, ttl: "5m" as const },
      advice: null,
    },
    background: null,
    effort: "high",
    turn: TURN_REQUESTS,
    causes: [
      { id: "history" as const, costPico: 1_180_000_000_000n, about: false, parts: [] },
      { id: "tools" as const, costPico: 640_000_000_000n, about: true, parts: [] },
      { id: "output" as const, costPico: 260_000_000_000n, about: true, parts: [] },
      { id: "start" as const, costPico: 110_000_000_000n, about: false, parts: [] },
    ],
  };
  return {
    asOfMs: NOW_MS,
    basis: "list",
    demo: false,
    notes: [],
    roots: [{ path: "/home/dev/.claude", found: true, files: 3 }],
    files: 217,
    responses: 5_165,
    sessions: [
      followed,
      session("77aa0c1d", {
        status: "waiting",
        project: "/home/dev/web",
        title: "Make the \u001b[31mheader\u0007 sticky",
        lastMs: NOW_MS - 9 * MINUTE_MS,
      }),
      session("5b0d4e10", {
        title: "日本語のプロジェクト 🎉 と絵文字",
        project: "/home/dev/プロジェクト",
        costPico: cents(2_150),
        lastMs: NOW_MS - 26 * 60 * MINUTE_MS,
      }),
      session("9c11ffee", {
        title: "",
        project: "",
        model: "acme/house-model-2",
        models: ["acme/house-model-2"],
        costPico: 0n,
        unpriced: 48,
        lastMs: NOW_MS - 50 * 60 * MINUTE_MS,
      }),
    ],
    days: days(),
    minutes: new Map(),
    background: {
      status: "partial",
      tokens: { ...NO_TOKENS, output: 21_000, cacheRead: 310_000 },
      costPico: cents(214),
      kinds: [
        { kind: "compact", requests: 3, tokens: { ...NO_TOKENS, output: 12_000 }, costPico: cents(150) },
        { kind: "unattributed", requests: null, tokens: null, costPico: cents(64) },
      ],
    },
    details: new Map([[followed.sessionId, detail]]),
    followedId: followed.sessionId,
    scope: { key: TODAY_KEY, sessions: [followed], days: days(), background: TODAY_BACKGROUND },
    causes: { key: TODAY_KEY, causes: DAY_CAUSES },
    limits: LIMITS,
    money: null,
    alerts: ALERTS,
  };
}

const TODAY_BACKGROUND: BackgroundSum = {
  status: "exact",
  tokens: { ...NO_TOKENS, output: 900 },
  costPico: cents(6),
  kinds: [{ kind: "session_title", requests: 1, tokens: { ...NO_TOKENS, output: 900 }, costPico: cents(6) }],
};

/** Two of them with parts, one of which is named as its cause is. */
const DAY_CAUSES: readonly Cause[] = [
  {
    id: "history",
    costPico: 2_100_000_000_000n,
    about: false,
    parts: [
      { key: "tool:Read", costPico: 1_300_000_000_000n, quantity: 2_600_000 },
      { key: "answers", costPico: 800_000_000_000n, quantity: 1_600_000 },
    ],
  },
  {
    id: "tools",
    costPico: 1_400_000_000_000n,
    about: true,
    parts: [
      { key: "Read", costPico: 1_000_000_000_000n, quantity: 160_000 },
      { key: "Bash", costPico: 400_000_000_000n, quantity: 64_000 },
    ],
  },
  {
    id: "thinking",
    costPico: 600_000_000_000n,
    about: false,
    parts: [{ key: "thinking", costPico: 600_000_000_000n, quantity: 24_000 }],
  },
];

const TODAY = ZONE.dayOf(NOW_MS);
const TODAY_KEY = scopeKey({ ...EVERYTHING, first: TODAY, last: TODAY });

export function sampleState(): LiveState {
  const state = initialState(NOW_MS, ZONE);
  return { ...state, data: sampleData(), watch: { ...state.watch, phase: "live", updating: false } };
}
