import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SessionTimeline } from "../../src/claude-code/turns/timeline.ts";
import type { BilledRow } from "../../src/core/dashboard/session-bill.ts";
import { responseKey } from "../../src/core/responses/identity.ts";
import { NO_TOKENS } from "../../src/core/responses/tokens.ts";
import { schemaErrors } from "../helpers/json-schema.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { type Answer, MadeSession } from "./made-session.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const ASKED = "claude-opus-5-5";
const fell: Partial<Answer> = { model: "claude-sonnet-5-5", asked: ASKED };

/** Turn 2 and turn 3 have answers of Sonnet, asked of Opus. */
function session(): MadeSession {
  const made = new MadeSession().prompt("One").answer({ fresh: 1000, asked: ASKED });
  // Sonnet 5.5 reads nothing of Opus's cache: 2,000 and 3,000 tokens written at $2.50 a million, $0.005 and $0.0075
  made.prompt("Two").answer({ fresh: 1000, rewrite: "all", ...fell });
  made.answer({ fresh: 1000, rewrite: "all", ...fell }).answer({ fresh: 1000, asked: `${ASKED}[1m]` });
  return made.prompt("Three").answer({ fresh: 0, rewrite: 2000, ...fell });
}

async function detail(home: string, ...args: string[]) {
  const ran = await runHere(["sessions", "current", ...args], { home, nowMs: NOW, columns: 100 });
  expect(ran.code).toBe(0);
  return ran.stdout;
}

describe("turns that a fallback model answered", () => {
  test("are marked in `sessions ID`", async () => {
    const home = tempDir();
    session().write(join(home, ".claude"));
    const json = JSON.parse(await detail(home, "--json"));
    expect(schemaErrors("sessions", json)).toEqual([]);
    const models = { model: "claude-sonnet-5-5", askedModel: ASKED };
    expect(json.sessions[0].fallbacks).toEqual([
      { turn: 2, ...models, requests: 2, at: expect.stringMatching(/^2026-11-20T09:00:0\d/), costUsd: "0.0125" },
      // 2,000 written, $0.005, and 2,000 read at $0.10 a million
      { turn: 3, ...models, requests: 1, at: expect.stringMatching(/^2026-11-20T09:00:/), costUsd: "0.0052" },
    ]);
    const lines = (await detail(home, "--timezone", "UTC")).split("\n");
    const at = lines.findIndex((line) => line.startsWith("Answered by a fallback model:"));
    expect(lines[at + 1]).toMatch(/^ {4}turn 2 \(09:00\): sonnet-5-5 for opus-5-5, 2 requests, \$0\.0125$/);
    expect(lines[at + 2]).toMatch(/^ {4}turn 3 \(09:00\): sonnet-5-5 for opus-5-5, 1 request, \$0\.0052$/);
  });

  test("are none where every model answered itself, by whatever spelling, and not known without the log", async () => {
    const home = tempDir();
    const root = join(home, ".claude");
    new MadeSession()
      .prompt("One")
      .answer({ fresh: 1000, asked: `${ASKED}[1m]` })
      .answer({ fresh: 1000 })
      .write(root);
    expect(JSON.parse(await detail(home, "--json")).sessions[0].fallbacks).toEqual([]);
    expect(await detail(home)).not.toContain("fallback");
    // A later report has put the day into the archive, and then the log expires.
    const late = { home, nowMs: NOW + 10 * 86_400_000 };
    await runHere(["sessions"], late);
    rmSync(join(root, "projects"), { recursive: true });
    const ran = await runHere(["sessions", "1111", "--json"], late);
    expect(JSON.parse(ran.stdout).sessions[0]).toMatchObject({ requests: 2, fallbacks: null });
  });

  test("are marked in the dashboard's turns, with what they cost", () => {
    const home = tempDir();
    const made = session();
    made.write(home);
    const path = join(home, "projects", "-home-dev-shop", `${made.sessionId}.jsonl`);
    const bill = made.rows.flatMap((row): BilledRow[] => {
      const message = row["message"] as { id?: string; model?: string } | undefined;
      if (row["type"] !== "assistant" || message?.id === undefined) return [];
      const timeMs = Date.parse(String(row["timestamp"]));
      const about = { timeMs, model: message.model ?? "", tokens: NO_TOKENS, costPico: 7, isRequest: true };
      return [{ key: responseKey(message.id), ...about }];
    });
    const timeline = new SessionTimeline(path);
    timeline.update();
    const { turns } = timeline.current(bill, (model) => model.replace("[1m]", ""));
    const models = { model: "claude-sonnet-5-5", askedModel: ASKED };
    expect(turns.map((turn) => turn.fallbacks)).toEqual([
      [],
      [{ ...models, requests: 2, costPico: 14n }],
      [{ ...models, requests: 1, costPico: 7n }],
    ]);
    expect(turns.map((turn) => turn.mainModel)).toEqual([ASKED, "claude-sonnet-5-5", "claude-sonnet-5-5"]);
  });
});
