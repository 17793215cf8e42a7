import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isExceeded, listAlerts, subjectOf } from "../../src/core/alerts.ts";
import type { ContextState } from "../../src/core/context/context-state.ts";
import { type ContextStage, STAGES } from "../../src/core/context/stage.ts";
import type { LimitAlert, Quiet } from "../../src/core/limits/alerts.ts";
import type { Limit, Severity } from "../../src/core/limits/limit.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "../inside/statusline-input.ts";
import { assistantRow, writeSession } from "../inside/transcript.ts";

const NOW = 1_795_300_000_000;
const LOUD: Quiet = { silenced: [], snoozed: [] };

const session = (sessionId: string, stage: ContextStage, compactions = 0) => ({
  sessionId,
  project: "/home/dev/orders",
  title: "",
  compactions: { length: compactions },
  state: { stage, usedPercent: 90 } as ContextState,
});

const crossed = (id: string, severity: Severity) =>
  ({ id: `${id}:95`, kind: "threshold", severity, covers: [], limit: { id } as Limit }) as unknown as LimitAlert;

const list = (
  limits: readonly LimitAlert[],
  contexts: readonly ReturnType<typeof session>[],
  quiet = LOUD,
  contextFrom: ContextStage = "soon",
) => listAlerts(limits, contexts, { contextFrom, quiet, nowMs: NOW });

describe("one list of what to warn about", () => {
  test("the worst first; of two as bad, the context", () => {
    const limits = [crossed("budget:day", "over"), crossed("seven_day", "critical"), crossed("five_hour", "warn")];
    const contexts = [session("a", "soon"), session("b", "now"), session("c", "watch")];
    expect(list(limits, contexts).map(subjectOf)).toEqual([
      "budget:day",
      "context:b",
      "seven_day",
      "context:a",
      "five_hour",
    ]);
  });

  test("a context is warned about from the stage that was set, and its alert covers the stages before", () => {
    const severities = STAGES.map((stage) => list([], [session("a", stage)])[0]?.severity ?? null);
    expect(severities).toEqual([null, null, "warn", "critical", "critical"]);
    expect(list([], [session("a", "watch")], LOUD, "watch")).toHaveLength(1);
    const [over] = list([], [session("a", "over", 2)]);
    expect(over).toMatchObject({
      id: "context:a@2:over",
      covers: ["context:a@2:soon", "context:a@2:now"],
      name: "orders",
    });
  });

  test.each([
    ["context:a", ["context:b"]],
    ["context", []],
    ["contex", ["context:a", "context:b"]],
  ])("silenced or snoozed with '%s'", (id, left) => {
    const contexts = [session("a", "now"), session("b", "now")];
    expect(list([], contexts, { silenced: [id], snoozed: [] }).map(subjectOf)).toEqual(left);
    expect(list([], contexts, { silenced: [], snoozed: [{ id, untilMs: NOW + 1 }] }).map(subjectOf)).toEqual(left);
    expect(list([], contexts, { silenced: [], snoozed: [{ id, untilMs: NOW }] })).toHaveLength(2);
  });

  test("a full context does not fail a script that checks the limits; a limit does", () => {
    expect(list([crossed("five_hour", "warn")], [session("a", "over")]).map((a) => isExceeded(a, "warn"))).toEqual([
      false,
      true,
    ]);
  });
});

test("limits, the summary, the hook and the status line give the same list", async () => {
  const dir = tempDir();
  const client = join(dir, "client");
  const env = { HOME: dir, CLAUDE_COST_DIR: dir, CLAUDE_CONFIG_DIR: client, NO_COLOR: "1", COLUMNS: "160", TZ: "UTC" };
  // 2,640,000 tokens read from the cache at $0.50 a million = $1.32, of a budget of $0.40: over. The context is "now".
  const settings = {
    statusline: { fields: ["alerts"] },
    budgets: [{ id: "day", usd: "0.40", per: "day", hard: false }],
  };
  writeFileSync(join(dir, "settings.json"), JSON.stringify({ version: 1, ...settings }));
  const fills = [850_000, 880_000, 910_000].map((read, i) => assistantRow({ atMs: Date.now() - 3000 + i, read }));
  writeSession(client, "s-1", dir, fills);
  const run = async (args: string[], input = ""): Promise<string> => {
    const { code, stdout } = await runBuilt(args, { env, input });
    expect(code).toBe(0);
    return stdout;
  };
  const fromLimits = JSON.parse(await run(["limits", "--json"])).alerts;
  expect(fromLimits.map((a: { limit: string }) => a.limit)).toEqual(["budget:day", "context:s-1"]);
  expect(JSON.parse(await run(["--json"])).alerts).toEqual(fromLimits);
  expect(await run(["statusline"], statuslineJson({ contextTokens: 910_000 }))).toMatch(/^▲ .*budget \d+%\n$/);
  const asked = JSON.stringify({ session_id: "s-1", cwd: dir, hook_event_name: "UserPromptSubmit", prompt: "go" });
  const { systemMessage } = JSON.parse(await run(["hook", "UserPromptSubmit"], asked));
  expect(systemMessage).toMatch(/^!! .*budget: .*\n\/compact/);
  // With the budget silenced, the context is what is left, in each of them.
  await run(["limits", "silence", "budget:day"]);
  expect(JSON.parse(await run(["limits", "--json"])).alerts.map((a: { limit: string }) => a.limit)).toEqual([
    "context:s-1",
  ]);
  expect(await run(["statusline"], statuslineJson({ contextTokens: 910_000 }))).toBe("▲ ctx 91%\n");
});
