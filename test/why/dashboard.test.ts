import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LiveEngine } from "../../src/app/live/engine.ts";
import { createLiveStore } from "../../src/app/live/store.ts";
import { Zone } from "../../src/core/calendar/zone.ts";
import type { DashboardData } from "../../src/core/dashboard/dashboard-data.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { MadeSession } from "./made-session.ts";

test("the opened session tells what its dollars were spent on; they sum to its total", async () => {
  const root = tempDir();
  const session = new MadeSession().prompt("Go");
  session.answer({ fresh: 20_000, output: 100, tools: [["Read", { file_path: "/a.ts" }, "x".repeat(4000)]] });
  session.answer({ fresh: 1100, output: 300 });
  session.write(root);
  const live = createLiveStore(Date.now, new Zone("UTC"));
  const load = { configDirs: [root], dataDir: join(root, "own"), archive: false, index: false, demo: false };
  const engine = new LiveEngine({
    live,
    load,
    io: { env: {}, homeDir: "/nowhere", now: () => Date.now() },
    zone: new Zone("UTC"),
  });
  onTestFinished(() => engine.stop());
  await engine.start();
  const data = (): DashboardData => live.store.getState().data as DashboardData;
  expect(data().details.get(session.sessionId)?.causes ?? []).toEqual([]);
  for (const key of ["3", "enter"]) live.dispatch({ type: "key", key, text: key });
  await expect.poll(() => data().details.get(session.sessionId)?.causes.length ?? 0).toBeGreaterThan(0);
  const causes = data().details.get(session.sessionId)?.causes ?? [];
  expect(causes.map(({ id }) => id).sort()).toEqual(["history", "output", "start", "tools"]);
  expect(causes.reduce((n, { costPico }) => n + costPico, 0n)).toBe(data().sessions[0]?.totalPico);
});
