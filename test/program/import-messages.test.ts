import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { usage } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const RUN = "21f8fc9e-24b2-471c-a931-d46872ffd240";
const ENDED = "2026-11-20T10:00:00.000Z";

/** A run of one minute with two answers of a subagent's parent and of the subagent, and what the client says it cost. */
function messages() {
  const answer = (id: string, output: number, more: object = {}) => ({
    type: "assistant",
    session_id: RUN,
    uuid: `u-${id}`,
    message: {
      id,
      model: "claude-opus-5-5",
      stop_reason: null,
      usage: usage({ input_tokens: 10, output_tokens: output }),
    },
    ...more,
  });
  const counts = { outputTokens: 300, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 };
  return [
    { type: "system", subtype: "init", session_id: RUN, cwd: "/home/runner/work/shop", claude_code_version: "2.1.330" },
    { type: "user", session_id: RUN, message: { role: "user", content: "Review the change" } },
    answer("msg_1", 100),
    answer("msg_1", 100),
    answer("msg_2", 200, { parent_tool_use_id: "toolu_1" }),
    {
      type: "result",
      subtype: "success",
      session_id: RUN,
      duration_ms: 60_000,
      duration_api_ms: 50_000,
      // 1,020 input tokens (1,000 of them in no message) x $4, 300 output x $20 a million.
      total_cost_usd: 0.01008,
      modelUsage: { "claude-opus-5-5": { inputTokens: 1020, ...counts, costUSD: 0.01008 } },
    },
  ];
}

function fileOf(home: string, name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text);
  utimesSync(path, Date.parse(ENDED) / 1000, Date.parse(ENDED) / 1000);
  return path;
}

type Sessions = {
  sessions: { sessionId: string; project: string; title: string; firstActivity: string; lastActivity: string }[];
  totals: { requests: number; costUsd: string; totalUsd: string };
};

test("the result file of a headless run is counted, to the client's own total, once", async () => {
  const home = tempDir();
  const text = {
    array: JSON.stringify(messages()),
    lines: messages()
      .map((m) => `${JSON.stringify(m)}\n`)
      .join(""),
  };
  const first = await runHere(["import", fileOf(home, "execution.json", text.array)], { home });
  expect([first.code, first.stdout]).toEqual([0, "2 new responses and 1 session imported\n"]);
  const again = await runHere(["import", fileOf(home, "stream.jsonl", text.lines)], { home });
  expect([again.code, again.stdout]).toEqual([0, "0 new responses and 0 sessions imported\n"]);
  const { sessions, totals } = await jsonHere<Sessions>(["sessions"], { home });
  // Logged: 20 x $4 + 300 x $20 a million = $0.00608. What no message shows is background: 1,000 x $4.
  expect(totals).toMatchObject({ requests: 2, costUsd: "0.00608", totalUsd: "0.01008" });
  expect(sessions).toMatchObject([{ sessionId: RUN, project: "/home/runner/work/shop", title: "Review the change" }]);
  const [session] = sessions;
  expect(session?.firstActivity?.slice(0, 16)).toBe("2026-11-20T09:59");
  expect((session?.lastActivity ?? "") <= ENDED).toBe(true);
});

test("a file of neither rows nor messages is refused with its name and the way out", async () => {
  const home = tempDir();
  for (const text of ["[]", "[1,null,{}]", '{"a":1}', "not json", "", '[{"type":"assistant","message":{}}]']) {
    const path = fileOf(home, "x.json", text);
    const { code, stderr } = await runHere(["import", path], { home });
    expect(code, text).toBe(1);
    expect(stderr, text).toContain(`cannot import ${path}: `);
  }
});

test("messages that cannot be are left out, and the rest is counted", async () => {
  const home = tempDir();
  const bad = { type: "assistant", session_id: RUN, message: { id: "b", model: "x", usage: { output_tokens: -1 } } };
  const list = [...messages(), bad, { type: "assistant", session_id: RUN, message: null }, "text", null];
  await runHere(["import", fileOf(home, "execution.json", JSON.stringify(list))], { home });
  expect((await jsonHere<Sessions>(["sessions"], { home })).totals).toMatchObject({ requests: 2, totalUsd: "0.01008" });
});
