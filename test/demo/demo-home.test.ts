import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DEMO_SHAPE, demoHome as makeDemoHome } from "../../src/app/demo/demo-home.ts";
import { isProcessAlive, runningSessions } from "../../src/claude-code/feeds/running-sessions.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOON = Date.parse("2026-11-20T12:00:00Z");
const MINUTE = 60_000;

/** Few days, because these tests are about when a history is made and not about its contents. */
const demoHome = (place: Parameters<typeof makeDemoHome>[0]) => makeDemoHome(place, { ...DEMO_SHAPE, days: 3 });

test("a history is made once and shared by the runs of the next minutes", () => {
  const tmpDir = tempDir();
  const first = demoHome({ tmpDir, nowMs: NOON, offsetMs: 0 });
  expect(demoHome({ tmpDir, nowMs: NOON + 10 * MINUTE, offsetMs: 0 })).toEqual(first);
  const later = demoHome({ tmpDir, nowMs: NOON + 20 * MINUTE, offsetMs: 0 });
  expect(later.root).not.toBe(first.root);
  expect(existsSync(first.root), "a dashboard may still show it").toBe(true);
  expect(demoHome({ tmpDir, nowMs: NOON + 20 * MINUTE, offsetMs: 3_600_000 }).root).not.toBe(later.root);
});

test("old histories go, and no half-made one is left", () => {
  const tmpDir = tempDir();
  const old = demoHome({ tmpDir, nowMs: NOON, offsetMs: 0 });
  const now = demoHome({ tmpDir, nowMs: NOON + 13 * 60 * MINUTE, offsetMs: 0 });
  expect(existsSync(old.root)).toBe(false);
  const [base] = readdirSync(tmpDir) as [string];
  expect(readdirSync(join(tmpDir, base))).toHaveLength(1);
  expect(existsSync(now.root)).toBe(true);
  if (process.platform !== "win32") expect(statSync(join(tmpDir, base)).mode & 0o077).toBe(0);
});

test("one that a run still shows stays, whatever others are made, and goes when the run has ended", () => {
  const tmpDir = tempDir();
  const at = (n: number): string => demoHome({ tmpDir, nowMs: NOON + n * 16 * MINUTE, offsetMs: 0 }).root;
  const shown = at(0);
  for (let n = 1; n < 6; n++) at(n);
  expect(existsSync(shown)).toBe(true);
  for (const name of readdirSync(join(shown, "sessions"))) rmSync(join(shown, "sessions", name));
  at(6);
  expect(existsSync(shown)).toBe(false);
});

test("its open sessions count as running", () => {
  const { root } = demoHome({ tmpDir: tempDir(), nowMs: NOON, offsetMs: 0 });
  expect(runningSessions([root], isProcessAlive)).toHaveLength(2);
});
