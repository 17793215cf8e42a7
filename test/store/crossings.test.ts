import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimCrossing, isClaimed, pruneCrossings, releaseCrossing } from "../../src/store/state/crossings.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "crossings-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("a crossing is said once, until it is released", () => {
  const state = join(dir, "not", "yet");
  expect(isClaimed(state, "five_hour:80")).toBe(false);
  expect(claimCrossing(state, "five_hour:80")).toBe(true);
  expect(claimCrossing(state, "five_hour:80")).toBe(false);
  expect(claimCrossing(state, "five_hour:95")).toBe(true);
  expect(isClaimed(state, "five_hour:80")).toBe(true);
  releaseCrossing(state, "five_hour:80");
  releaseCrossing(state, "five_hour:80");
  expect(claimCrossing(state, "five_hour:80")).toBe(true);
});

test("of many claimants at once each key has one winner", async () => {
  const built = await build({
    stdin: {
      contents: `
        import { parentPort, workerData } from "node:worker_threads";
        import { claimCrossing } from "./src/store/state/crossings.ts";
        let won = 0;
        for (let i = 0; i < 200; i++) if (claimCrossing(workerData, "key " + i)) won++;
        parentPort.postMessage(won);`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  const code = built.outputFiles[0]?.text ?? "";
  const wins = await Promise.all(
    Array.from(
      { length: 6 },
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(code, { eval: true, workerData: dir });
          worker.once("message", resolve);
          worker.once("error", reject);
        }),
    ),
  );
  expect(wins.reduce((a, b) => a + b, 0)).toBe(200);
});

test("what was said long ago is forgotten", () => {
  claimCrossing(dir, "old");
  const old = join(dir, "said", readdirSync(join(dir, "said"))[0] as string);
  const nowMs = Date.UTC(2026, 10, 22);
  utimesSync(old, new Date(nowMs - 61 * 86_400_000), new Date(nowMs - 61 * 86_400_000));
  claimCrossing(dir, "new");
  utimesSync(
    join(dir, "said", readdirSync(join(dir, "said")).find((f) => !old.endsWith(f)) as string),
    new Date(nowMs),
    new Date(nowMs),
  );
  expect(pruneCrossings(dir, nowMs)).toBe(1);
  expect(isClaimed(dir, "old")).toBe(false);
  expect(isClaimed(dir, "new")).toBe(true);
  expect(pruneCrossings(join(dir, "nowhere"), nowMs)).toBe(0);
});
