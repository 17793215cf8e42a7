/** Follows a config folder without a screen, and prints what the dashboard knows whenever it changes. Argument: the folder. */
import { join } from "node:path";
import { LiveEngine } from "../../src/app/live/engine.ts";
import { createLiveStore } from "../../src/app/live/store.ts";
import { Zone } from "../../src/core/calendar/zone.ts";

const root = process.argv[2] ?? "";
const live = createLiveStore(Date.now, new Zone("UTC"));
const engine = new LiveEngine({
  live,
  load: { configDirs: [root], dataDir: join(root, "own"), archive: false, index: false, demo: false },
  io: { env: {}, homeDir: "/nowhere", now: () => Date.now() },
  zone: new Zone("UTC"),
  timing: { tickMs: 20, walkMs: { events: 60_000, polling: 100, empty: 100 } },
});
let last = "";
live.store.subscribe(({ data, watch }) => {
  const sessions = (data?.sessions ?? []).map(({ sessionId, status }) => `${sessionId} ${status}`);
  const line = JSON.stringify({
    responses: data?.responses ?? null,
    sessions,
    mode: watch.mode,
    trouble: watch.trouble,
  });
  if (line !== last) process.stdout.write(`${line}\n`);
  last = line;
});
await engine.start();
