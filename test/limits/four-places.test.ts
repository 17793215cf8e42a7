/** One session near its limit: `limits`, the hook, the status line and the dashboard show the same figure, at once. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { answerHook } from "../../src/app/inside/hook.ts";
import { alertsQuick } from "../../src/app/limits/quick-alerts.ts";
import { parseHookInput } from "../../src/claude-code/feeds/hook-input.ts";
import { statuslineLine } from "../../src/cli/statusline/statusline-line.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { limitsPanes } from "../../src/view/dashboard/limits-view.ts";
import { initialState } from "../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { sampleState } from "../live/samples/sample-data.ts";
import { type Program, program } from "./program.ts";
import { UTC } from "./spend-table.ts";

const NOW = "2026-11-26T12:00:00.000Z";
const ID = "11111111-1111-4111-8111-111111111111";

let p: Program;
beforeEach(() => {
  p = program(tempDir(), NOW);
  p.zone = "";
});

function spend(dollars: number, speed: string): void {
  const tokens = Math.round(dollars * (speed === "fast" ? 25_000 : 50_000));
  const parts = Array.from({ length: Math.ceil(tokens / 1e6) }, (_, i) => Math.min(1e6, tokens - i * 1e6));
  const rows = parts.map((output) =>
    assistantRow({
      sessionId: ID,
      timestamp: "2026-11-26T11:00:00.000Z",
      usage: { input_tokens: 0, output_tokens: output, speed },
    }),
  );
  makeTree(p.root, { [`${ID}.jsonl`]: rows });
}

/** What each place says now; only `limits` reads logs. */
function places() {
  const env = {
    CLAUDE_CONFIG_DIR: p.root,
    CLAUDE_COST_DIR: p.dataDir,
    HOME: p.home,
    NO_COLOR: "1",
    LANG: "C.UTF-8",
    COLUMNS: "200",
  };
  const paths = dataPaths(p.dataDir, {});
  const common = { session_id: ID, cwd: "/home/dev/app", transcript_path: null };
  const input = parseHookInput(JSON.stringify({ ...common, hook_event_name: "UserPromptSubmit", prompt: "go" }), "");
  if (input === null) throw new Error("no input");
  const source = JSON.stringify({
    ...common,
    model: { id: "claude-opus-5-5", display_name: "Opus 5.5" },
    version: "2.1.332",
  });
  const line = statuslineLine({ source, dataDir: p.dataDir, env, platform: "linux", nowMs: p.nowMs }).line;
  const hook = answerHook({ input, paths, env, nowMs: p.nowMs })?.systemMessage ?? "";
  const { limits } = alertsQuick({ paths, feed: null, nowMs: p.nowMs });
  const { data } = sampleState();
  if (data === null) throw new Error("no data");
  const panes = limitsPanes({ ...data, limits }, initialState(p.nowMs, UTC).ui, "medium", {
    unicode: true,
    zone: UTC,
    nowMs: p.nowMs,
  });
  const dashboard = (panes[0]?.[0]?.draw(150, 40) ?? []).map(plainLine).join("\n");
  return { line, hook, dashboard };
}

describe.each([
  ["max", ["plan limit member 60"], 57.5, "fast", "usage-credits", "95%", "you can"],
  ["team", ["plan limit organization 80"], 77, "fast", "usage-credits", "96%", "an owner of the organisation can"],
  ["enterprise", ["plan limit group 50"], 48.5, "fast", "usage-credits", "97%", "an owner of the organisation can"],
  ["enterprise-usage", ["plan limit member 50"], 49, "standard", "usage-credits", "98%", "work stops"],
  ["console", ["credits add 50 --on 2026-11-20"], 49.5, "standard", "api-credits", "99%", "the API stops"],
  ["bedrock", ["plan limit cloud 100"], 97, "standard", "cloud", "97%", ""],
] as const)("on %s", (plan, set, dollars, speed, id, percent, next) => {
  test(`${percent} in all four places, with what happens next`, async () => {
    spend(dollars, speed);
    for (const command of [`plan set ${plan}`, ...set]) await p.run(...command.split(" "));
    const { limits } = await p.json<{ limits: { id: string; usedPercent: number }[] }>("limits");
    expect(Math.floor(limits.find((l) => l.id === id)?.usedPercent ?? 0)).toBe(Number.parseInt(percent, 10));
    const said = places();
    for (const place of [said.hook, said.dashboard]) {
      expect(place).toContain(percent);
      expect(place).toContain(next);
    }
    // The row of a balance shows what is left of it.
    expect(said.line).toMatch(id === "api-credits" ? /▲ API credits \$0\.50 left/ : new RegExp(`▲ .*${percent}`));
  });
});

test("a limit changed by hand is heeded by all of them before the next report", async () => {
  spend(40, "fast");
  for (const command of ["plan set team", "plan limit member 100"]) await p.run(...command.split(" "));
  await p.run("limits");
  expect(places()).toMatchObject({ hook: "", line: expect.not.stringContaining("credits") });
  const file = join(p.dataDir, "settings.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"member": "100"', '"member": "50"'));
  const lowered = places();
  expect(lowered.hook).toContain("80% used ($40.00 of $50.00)");
  expect(lowered.line).toContain("! credits $40.00/$50.00 80%");
  expect(lowered.dashboard).toContain("$40.00 of $50.00");
  writeFileSync(file, readFileSync(file, "utf8").replace('"kind": "team"', '"kind": "bedrock"'));
  expect(places()).toMatchObject({ hook: "", line: expect.not.stringContaining("credits") });
});
