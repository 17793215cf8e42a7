/** When a pause makes the cache cold, and from when on it gives advice: each threshold at its value and one step to each side. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { MadeSession } from "./made-session.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A prompt and its answer come a second after the row before each. */
const STEPS_MS = 2000;

type Told = { readonly reason: string; readonly advice: readonly string[] };

async function told(session: MadeSession): Promise<Told> {
  const dir = tempDir();
  session.write(join(dir, "client"));
  const ran = await runHere(["why", "--json"], { home: dir, env: { CLAUDE_CONFIG_DIR: join(dir, "client") } });
  const { causes, advice } = JSON.parse(ran.stdout) as {
    causes: { id: string; parts: { key: string }[] }[];
    advice: { id: string }[];
  };
  const reasons = causes.find(({ id }) => id === "rewrite")?.parts ?? [];
  return { reason: reasons.map(({ key }) => key).join(), advice: advice.map(({ id }) => id) };
}

const around = async <T>(value: number, rule: (value: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all([value - 1, value, value + 1].map(rule));

/** The whole context is written again so long after the request before. */
const resumed = (session: MadeSession, pauseMs: number): MadeSession =>
  session
    .wait(pauseMs - STEPS_MS)
    .prompt("Go on")
    .answer({ fresh: 1000, rewrite: "all" });

describe("a cache", () => {
  test("of five minutes is cold once they are over", async () => {
    const reason = async (pauseMs: number) =>
      (await told(resumed(new MadeSession().prompt("Go").answer({ fresh: 50_000 }), pauseMs))).reason;
    expect(await around(5 * MINUTE, reason)).toEqual(["other", "other", "pause"]);
  });

  test("of an hour stays one where a request only reads it, until one writes for five minutes", async () => {
    const start = () => new MadeSession().prompt("Go").answer({ fresh: 50_000, ttl: "1h" });
    const read = async (pauseMs: number) =>
      (await told(resumed(start().prompt("On").answer({ fresh: 0 }), pauseMs))).reason;
    expect(await around(HOUR, read)).toEqual(["other", "other", "pause"]);
    const short = async (pauseMs: number) =>
      (await told(resumed(start().prompt("On").answer({ fresh: 10 }), pauseMs))).reason;
    expect(await around(5 * MINUTE, short)).toEqual(["other", "other", "pause"]);
  });
});

describe("a compaction", () => {
  const ROW_MS = 1000;
  const start = () => new MadeSession().prompt("Go").answer({ fresh: 50_000 });

  test("explains what is written again after it, and was not before the request before", async () => {
    const reason = async (sinceRequestMs: number) =>
      (
        await told(
          start()
            .wait(sinceRequestMs - ROW_MS)
            .compact(4000)
            .wait(MINUTE)
            .answer({ fresh: 6000 }),
        )
      ).reason;
    expect(await around(0, reason)).toEqual(["other", "other", "compaction"]);
  });

  test("is one of the request of the same moment", async () => {
    // The boundary, its summary and the answer are a row each.
    const reason = async (sinceCompactionMs: number) =>
      (
        await told(
          start()
            .compact(4000)
            .wait(sinceCompactionMs - 2 * ROW_MS)
            .answer({ fresh: 6000 }),
        )
      ).reason;
    expect(await around(0, reason)).toEqual(["other", "compaction", "compaction"]);
  });
});

describe("advice after a pause", () => {
  const PAUSES = ["clear-between-tasks", "compact-before-pause"];
  const advised = async (session: MadeSession): Promise<string> =>
    (await told(session)).advice.filter((id) => PAUSES.includes(id)).join();

  test("is to start over from four hours on, and to compact before a shorter one", async () => {
    const start = () =>
      new MadeSession().prompt("Go").answer({ fresh: 20_000 }).prompt("On").answer({ fresh: 180_000 });
    expect(await around(4 * HOUR, (pauseMs) => advised(resumed(start(), pauseMs)))).toEqual([
      "compact-before-pause",
      "clear-between-tasks",
      "clear-between-tasks",
    ]);
  });

  test("is given from 10,000 tokens on that were written again", async () => {
    const rewriting = (rewrite: number) =>
      new MadeSession()
        .prompt("Go")
        .answer({ fresh: 100 })
        .prompt("On")
        .answer({ fresh: 60_000 })
        .wait(5 * HOUR)
        .prompt("Go on")
        .answer({ fresh: 1000, rewrite });
    expect(await around(10_000, (tokens) => advised(rewriting(tokens)))).toEqual([
      "",
      "clear-between-tasks",
      "clear-between-tasks",
    ]);
  });
});
