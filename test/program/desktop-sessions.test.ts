import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, lines, SESSION } from "../helpers/make-tree.ts";
import { jsonHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

type Sessions = { sessions: { sessionId: string }[]; totals: { requests: number; costUsd: string } };

const DESKTOP = ["Library", "Application Support", "Claude", "local-agent-mode-sessions"];
/** One response, as `assistantRow` makes it. */
const ONE = "0.00204";

function put(path: string, ...rows: readonly Record<string, unknown>[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines(...rows));
}

/** A home with a session of the desktop app beside the app's other files. */
function desktopHome() {
  const home = tempDir();
  const desktop = join(home, ...DESKTOP);
  const own = join(desktop, "0a1b", "9c8d", "local_77aa");
  const row = assistantRow({ id: "msg_cowork", cwd: "/sessions/brave-otter" });
  put(join(own, ".claude", "projects", "-sessions-brave-otter", `${SESSION}.jsonl`), row);
  put(join(own, "audit.jsonl"), assistantRow({ id: "msg_audit" }));
  put(join(own, ".claude", "other", "x.jsonl"), assistantRow({ id: "msg_other" }));
  put(join(own, "outputs", "projects", "x.jsonl"), assistantRow({ id: "msg_output" }));
  return { home, desktop, own, row };
}

const standard = { CLAUDE_CONFIG_DIR: "" };

test("the desktop app's sessions are found with the others, and what else it keeps is not counted", async () => {
  const { home, own } = desktopHome();
  put(join(home, ".claude", "projects", "-home-dev-app", "a.jsonl"), assistantRow({ sessionId: "a" }));
  const sessions = (...more: string[]) => jsonHere<Sessions>(["sessions", ...more], { home, env: standard });
  for (const again of ["read", "from the index"]) {
    expect((await sessions()).totals, again).toMatchObject({ requests: 2, costUsd: "0.00408" });
  }
  // Another session comes, and one is moved away.
  put(join(dirname(own), "local_88bb", ".claude", "projects", "-x", "b.jsonl"), assistantRow({ sessionId: "b" }));
  expect((await sessions()).totals.requests).toBe(3);
  renameSync(own, join(home, "gone"));
  expect((await sessions("--no-archive")).sessions.map((s) => s.sessionId).sort()).toEqual(["a", "b"]);
});

test("a session that stands in both places counts once, with all that is known of it", async () => {
  const { home, own, row } = desktopHome();
  const name = join("projects", "-sessions-brave-otter", `${SESSION}.jsonl`);
  const counts = { inputTokens: 10, outputTokens: 100, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 };
  const rows = [
    row,
    { type: "system", subtype: "api_error", sessionId: SESSION, timestamp: "2026-11-20T10:00:01.000Z" },
    {
      type: "system",
      subtype: "turn_duration",
      durationMs: 900,
      sessionId: SESSION,
      timestamp: "2026-11-20T10:00:02.000Z",
    },
    {
      type: "system",
      subtype: "compact_boundary",
      sessionId: SESSION,
      timestamp: "2026-11-20T10:00:03.000Z",
      compactMetadata: { trigger: "auto", preTokens: 90_000 },
    },
    {
      type: "cost-state",
      sessionId: SESSION,
      startTime: Date.parse("2026-11-20T09:00:00Z"),
      totalCostUSD: 0.00304,
      modelUsage: {
        "claude-opus-5-5": { ...counts, costUSD: 0.00204 },
        "claude-haiku-4-5-20251001": { ...counts, inputTokens: 1000, outputTokens: 0, costUSD: 0.001 },
      },
    },
  ];
  put(join(own, ".claude", name), ...rows);
  const detail = async () => {
    const { totals } = await jsonHere<Sessions>(["sessions"], { home, env: standard });
    const session = await jsonHere<Record<string, unknown>>(["sessions", SESSION], { home, env: standard });
    return { totals, session: { ...session, generatedAt: "" } };
  };
  const once = await detail();
  expect(once.totals).toMatchObject({ requests: 1, costUsd: ONE, totalUsd: "0.00304" });
  put(join(home, ".claude", name), ...rows);
  expect(await detail()).toEqual(once);
});

test("its folder can be named, and is left out where other folders are", async () => {
  const { home, desktop } = desktopHome();
  const named = await jsonHere<Sessions>(["sessions", "--config-dir", desktop], { home });
  expect(named.totals).toMatchObject({ requests: 1, costUsd: ONE });
  expect((await jsonHere<Sessions>(["sessions"], { home })).totals.requests).toBe(0);
});
