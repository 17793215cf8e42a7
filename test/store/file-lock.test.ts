import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withFileLock } from "../../src/store/files/file-lock.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** The id of a process that is no more. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

test("work is done one at a time, and the lock is gone after it", async () => {
  const lock = join(tempDir(), "deep", "x.lock");
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all(Array.from({ length: 20 }, () => withFileLock(lock, work)));
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

test("an error inside lets go of the lock", async () => {
  const lock = join(tempDir(), "x.lock");
  const failing = withFileLock(lock, () => {
    throw new Error("inside");
  });
  await expect(failing).rejects.toThrow("inside");
  expect(await withFileLock(lock, () => "free")).toBe("free");
});

test.each([
  ["of a process that died", () => `${deadPid()} token ${hostname()}`, 0],
  ["held for longer than any work takes", () => `${process.pid} token ${hostname()}`, 31_000],
  ["of another machine, long ago", () => "1 token another-machine", 31_000],
  ["that nobody signed", () => "", 3_000],
])("a lock %s is taken over at once", async (_name, text, ageMs) => {
  const dir = tempDir();
  const lock = join(dir, "x.lock");
  writeFileSync(lock, text());
  const then = (Date.now() - ageMs) / 1000;
  utimesSync(lock, then, then);
  expect(await withFileLock(lock, (held) => held.isHeld())).toBe(true);
  expect(readdirSync(dir)).toEqual([]);
});

test.each([
  ["of a living process", () => `${process.pid} token ${hostname()}`],
  ["of another machine, just now", () => "1 token another-machine"],
])("a lock %s is waited for", async (_name, text) => {
  const dir = tempDir();
  const lock = join(dir, "x.lock");
  writeFileSync(lock, text());
  let done = false;
  const waiting = withFileLock(lock, () => {
    done = true;
  });
  // Long enough for many tries.
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(done).toBe(false);
  rmSync(lock);
  await waiting;
  expect(done).toBe(true);
});

test("who lost the lock knows it", async () => {
  const lock = join(tempDir(), "x.lock");
  const held = await withFileLock(lock, (mine) => {
    writeFileSync(lock, `${process.pid} other ${hostname()}`);
    return mine.isHeld();
  });
  expect(held).toBe(false);
  expect(existsSync(lock)).toBe(true);
});

test("a takeover that was cut short does not block the next", async () => {
  const dir = tempDir();
  mkdirSync(dir, { recursive: true });
  const lock = join(dir, "x.lock");
  const dead = deadPid();
  writeFileSync(lock, `${dead} token ${hostname()}`);
  writeFileSync(`${lock}.takeover`, `${dead} takeover ${hostname()}`);
  expect(await withFileLock(lock, () => "taken")).toBe("taken");
  expect(readdirSync(dir)).toEqual([]);
});
