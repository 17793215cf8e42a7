/** One session at one moment: `context`, the hook, the status line and the dashboard must give the same figures. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LiveEngine } from "../../src/app/live/engine.ts";
import { createLiveStore } from "../../src/app/live/store.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import type { ContextState } from "../../src/core/context/context-state.ts";
import type { DashboardData } from "../../src/core/dashboard/dashboard-data.ts";
import { usdString } from "../../src/core/pricing/money.ts";
import type { StatuslineFeed } from "../../src/core/statusline/feed.ts";
import { readStatuslineFeed, writeStatuslineFeed } from "../../src/store/feeds/statusline-feed.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { runHere } from "../helpers/run-here.ts";
import { runInside } from "../helpers/run-inside.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";
import { assistantRow, compactBoundary, promptRow, type TranscriptRow, writeSession } from "./transcript.ts";

const ID = "11111111-2222-4333-8444-555555555555";
const MINUTE = 60_000;
const NOW = Date.now();

type Case = {
  readonly rows: readonly TranscriptRow[];
  /** What the client reports to the status line last. */
  readonly contextTokens: number;
  /** When it reported first; default: now. */
  readonly toldAtMs?: number;
  /** The turn in which it reported. */
  readonly promptId?: string;
  /** In the client's folder and in the project, by path. */
  readonly files?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
};

/** Turns of so many requests each, ending at such contexts; 1 s from one row to the next, up to a minute ago. */
function turnsOf(ends: readonly number[], requests: number, start: number): TranscriptRow[] {
  const rows: TranscriptRow[] = [];
  const atMs = (): number => NOW - 10 * MINUTE + rows.length * 1000;
  let before = start;
  for (const [turn, end] of ends.entries()) {
    rows.push(promptRow(atMs(), "Go on", `p-${turn}`));
    for (let i = 1; i <= requests; i++) {
      const context = Math.round(before + ((end - before) * i) / requests);
      rows.push(assistantRow({ atMs: atMs(), read: context - 1000, write1h: 1000 }));
    }
    before = end;
  }
  return rows;
}

async function everywhere({ rows, contextTokens, toldAtMs, promptId = "p-1", files = {}, env: more = {} }: Case) {
  const dir = tempDir();
  const root = join(dir, "client");
  const app = join(dir, "app");
  writeSession(root, ID, app, rows);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  const ours = join(dir, "ours");
  const env = { HOME: dir, CLAUDE_CONFIG_DIR: root, CLAUDE_COST_DIR: ours, TZ: "UTC", COLUMNS: "200", ...more };
  const transcript = join(root, "projects", app.replace(/[^A-Za-z0-9]/g, "-"), `${ID}.jsonl`);
  const frame = {
    ...JSON.parse(statuslineJson({ sessionId: ID, contextTokens, usd: 1, promptId })),
    transcript_path: transcript,
    cwd: app,
    workspace: { current_dir: app, project_dir: app, added_dirs: [] },
  };
  const statusline = () => runInside(["statusline"], { env, input: JSON.stringify(frame) });
  await statusline();
  if (toldAtMs !== undefined) {
    const { statuslineDir } = dataPaths(ours, {});
    const feed = readStatuslineFeed(statuslineDir, ID) as StatuslineFeed;
    writeStatuslineFeed(statuslineDir, { ...feed, fills: feed.fills.map((fill) => ({ ...fill, atMs: toldAtMs })) });
  }
  const hook = runInside(["hook", "UserPromptSubmit"], {
    env,
    input: JSON.stringify({
      hook_event_name: "UserPromptSubmit",
      session_id: ID,
      transcript_path: transcript,
      cwd: app,
      prompt: "go",
    }),
  });
  const line = (await statusline()).stdout.trim();
  const json = JSON.parse((await runHere(["context", "--json"], { home: dir, env })).stdout);
  const dashboard = await dashboardContext(dir, root, env);
  const message = hook.stdout === "" ? "" : (JSON.parse(hook.stdout).systemMessage ?? "");
  return { message, line, context: json.sessions[0], dashboard };
}

async function dashboardContext(dir: string, root: string, env: Record<string, string>): Promise<ContextState | null> {
  const live = createLiveStore(Date.now, new Zone("UTC"));
  const load = { configDirs: [root], dataDir: join(dir, "ours"), archive: false, index: false, demo: false };
  const io = { env, homeDir: dir, now: Date.now };
  const engine = new LiveEngine({ live, load, io, zone: new Zone("UTC") });
  onTestFinished(() => engine.stop());
  await engine.start();
  return (live.store.getState().data as DashboardData).details.get(ID)?.context ?? null;
}

/** The figures of a state that are shown. */
function figures(state: ContextState) {
  const { advice } = state;
  return {
    contextTokens: state.contextTokens,
    windowTokens: state.windowTokens,
    autoCompactAtTokens: state.autoCompactAtTokens,
    tokensUntilCompact: state.tokensUntilCompact,
    turnsUntilCompact: state.turnsUntilCompact,
    stage: state.stage,
    advice: advice && {
      command: advice.command,
      costUsd: advice.costPico === null ? null : usdString(advice.costPico),
      savesPerTurnUsd: advice.savesPerTurnPico === null ? null : usdString(advice.savesPerTurnPico),
      breakEvenTurns: advice.breakEvenTurns,
    },
  };
}

test("near the limit, with five requests in a turn", async () => {
  // Opus 5.5, $0.20 for a million tokens read, $20 of output, $8 of 1-hour writes.
  // saves (840,000 - 25,000) × $0.20 × 5 = $0.815 a turn; costs 840,000 × $0.20 = $0.168, and a summary of 5,000: $0.10 + $0.04
  const rows = turnsOf([620_000, 730_000, 840_000], 5, 20_000);
  rows[1] = assistantRow({ atMs: NOW - 10 * MINUTE + 1000, read: 20_000 });
  const seen = await everywhere({ rows, contextTokens: 840_000 });
  expect(seen.context).toMatchObject({
    contextTokens: 840_000,
    autoCompactAtTokens: 967_000,
    tokensUntilCompact: 127_000,
    turnsUntilCompact: 1,
    requestsPerTurn: 5,
    stage: "now",
    advice: { costUsd: "0.308", savesPerTurnUsd: "0.815", breakEvenTurns: 1, alternative: "/clear" },
  });
  expect(seen.context).toMatchObject(figures(seen.dashboard as ContextState));
  expect(seen.message).toContain("context 84% of 1.0M; Claude Code may compact by itself in 127k tokens, about 1 turn");
  expect(seen.message).toContain(
    "It costs about $0.31 now (cache warm), saves about $0.82 a turn, paid back after 1 turn",
  );
  expect(seen.message).toContain("/clear instead is free where the next work is unrelated");
  expect(seen.line).toContain("84% /compact");
});

test.each([
  ["within a turn", "p-2"],
  ["with the next turn", "p-3"],
])("a log that is behind what the status line was told, %s", async (_when, promptId) => {
  // The log ends at 730,000; the client has since reported 860,000 to its status line.
  const rows = turnsOf([510_000, 620_000, 730_000], 5, 20_000);
  const seen = await everywhere({ rows, contextTokens: 860_000, promptId });
  expect(seen.context).toMatchObject({ contextTokens: 860_000, tokensUntilCompact: 107_000 });
  expect(seen.context).toMatchObject(figures(seen.dashboard as ContextState));
  expect(seen.message).toContain("context 86% of 1.0M");
  expect(seen.line).toContain("86% ");
});

test("a status line that was told last before a compaction, or before the log's last request", async () => {
  const behind = turnsOf([620_000, 730_000, 840_000], 5, 20_000);
  const told = { contextTokens: 730_000, toldAtMs: NOW - 20 * MINUTE };
  expect((await everywhere({ rows: behind, ...told })).context).toMatchObject({ contextTokens: 840_000 });
  const compacted = [...behind, compactBoundary(NOW - MINUTE, "manual", 840_000, 30_000)];
  const seen = await everywhere({ rows: compacted, contextTokens: 830_000, toldAtMs: NOW - 2 * MINUTE });
  expect(seen.context).toMatchObject({ contextTokens: 30_000 });
  expect(seen.context).toMatchObject(figures(seen.dashboard as ContextState));
  expect([seen.message, seen.line.includes("3%")]).toEqual(["", true]);
});

test("resumed: the status line begins at 860k, the log knows where the session began", async () => {
  const rows = [
    promptRow(NOW - 90 * MINUTE),
    assistantRow({ atMs: NOW - 89 * MINUTE, read: 25_000 }),
    promptRow(NOW - 3 * MINUTE),
    assistantRow({ atMs: NOW - 2 * MINUTE, read: 850_000, write1h: 10_000 }),
  ];
  const seen = await everywhere({ rows, contextTokens: 860_000 });
  // (860,000 - 25,000 - 5,000) × $0.20 = $0.166 a turn of one request; one turn that read much is no pace
  expect(seen.context).toMatchObject({ stage: "soon", turnsUntilCompact: null, advice: { savesPerTurnUsd: "0.166" } });
  expect(seen.context).toMatchObject(figures(seen.dashboard as ContextState));
  expect(seen.message).toContain("saves about $0.17 a turn");
  expect(seen.line).toContain("86% 107k left");
});

test("one request of a large context: what a session carries from its start is taken to be usual", async () => {
  const rows = [promptRow(NOW - 3 * MINUTE), assistantRow({ atMs: NOW - 2 * MINUTE, read: 860_000 })];
  const seen = await everywhere({ rows, contextTokens: 860_000 });
  // 860,000 - 20,000 - 5,000
  expect(seen.context).toMatchObject({ advice: { savesPerTurnUsd: "0.167" } });
  expect(seen.context).toMatchObject(figures(seen.dashboard as ContextState));
  expect(seen.message).toContain("saves about $0.17 a turn");
});

test.each<[string, Omit<Case, "rows" | "contextTokens">, number | null]>([
  [
    "Anthropic's default for the model",
    { files: { "client/.claude.json": { autoCompactWindowsCache: { "claude-opus-5-5": 300_000 } } } },
    267_000,
  ],
  [
    "its switch in `env` of the settings",
    { files: { "client/settings.json": { env: { DISABLE_AUTO_COMPACT: "1" } } } },
    null,
  ],
  ["the switch of /config", { files: { "client/.claude.json": { autoCompactEnabled: false } } }, null],
  ["the project's own settings", { files: { "app/.claude/settings.json": { autoCompactWindow: 290_000 } } }, 257_000],
  [
    "the project's local settings",
    {
      files: {
        "app/.claude/settings.json": { autoCompactWindow: 900_000 },
        "app/.claude/settings.local.json": { autoCompactWindow: "295k" },
      },
    },
    262_000,
  ],
  [
    "what /autocompact saved for the model",
    {
      files: {
        "client/settings.json":
          '\uFEFF{"autoCompactWindow":800000,"modelSettings":{"claude-opus-5-5":{"autoCompactWindow":"0.3m"}}}',
      },
    },
    267_000,
  ],
])("heeds %s", async (_what, setup, expected) => {
  const seen = await everywhere({
    rows: turnsOf([150_000, 200_000, 250_000], 1, 20_000),
    contextTokens: 250_000,
    ...setup,
  });
  expect(seen.context.autoCompactAtTokens).toBe(expected);
  expect(seen.context).toMatchObject(figures(seen.dashboard as ContextState));
  if (expected === null) {
    expect(seen.message).toBe("");
    expect(seen.line).toMatch(/25%$/);
  } else {
    expect(seen.message).toContain(`in ${(expected - 250_000) / 1000}.0k tokens`);
    expect(seen.line).toContain("25% /compact");
  }
});

test("Summary instructions in CLAUDE.md steer the summary too", async () => {
  const rows = turnsOf([700_000, 800_000, 910_000], 1, 20_000);
  const files = { "app/CLAUDE.md": "# Shop\n\n## Summary instructions\nKeep the failing tests.\n" };
  const seen = await everywhere({ rows, contextTokens: 910_000, files });
  expect(seen.context.advice.command).toBe("/compact");
  expect(seen.message).toMatch(/^\/compact: .*CLAUDE\.md's compact instructions are honoured/);
});

test("an old client's compaction leaves the context unknown until the next answer", async () => {
  const rows = [
    assistantRow({ atMs: NOW - 3 * MINUTE, read: 930_000 }),
    compactBoundary(NOW - MINUTE, "auto", 930_000, null),
  ];
  const seen = await everywhere({ rows, contextTokens: 0 });
  expect(seen).toMatchObject({ message: "", context: undefined, dashboard: null });
  expect(seen.line).not.toContain("ctx");
});
