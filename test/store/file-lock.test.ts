import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceFile } from "../../src/store/files/atomic-file.ts";
import { isFileLocked, LockLostError, tryFileLock, withFileLock } from "../../src/store/files/file-lock.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** The id of a process that is no more. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

const place = (): { lock: string; file: string } => {
  const dir = tempDir();
  return { lock: join(dir, "deep", "x.lock"), file: join(dir, "x.json") };
};

function setAge(path: string, ageMs: number): void {
  const then = (Date.now() - ageMs) / 1000;
  utimesSync(path, then, then);
}

/** A lock's folder as another process would have left it. */
function leave(lock: string, pid: number, host: string, ageMs: number): string {
  mkdirSync(lock, { recursive: true });
  const owner = join(lock, `${pid}-abc.owner`);
  writeFileSync(owner, host);
  setAge(owner, ageMs);
  return owner;
}

/** The lock's owner stops for longer than any holder may, as far as others can see. */
function makeStale(lock: string): void {
  for (const name of readdirSync(lock)) if (name.endsWith(".owner")) setAge(join(lock, name), 31_000);
}

test("work is done one at a time, and the lock is gone after it", async () => {
  const { lock } = place();
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

test("who comes second waits or skips, as it asked to", async () => {
  const { lock } = place();
  const order: string[] = [];
  const second = await withFileLock(lock, async () => {
    expect(isFileLocked(lock)).toBe(true);
    expect(tryFileLock(lock, () => "done")).toBeNull();
    const waiting = withFileLock(lock, () => order.push("second"));
    await new Promise((resolve) => setImmediate(resolve));
    order.push("first");
    return { waiting };
  });
  await second.waiting;
  expect(order).toEqual(["first", "second"]);
  expect(isFileLocked(lock)).toBe(false);
  expect(tryFileLock(lock, () => "done")).toBe("done");
});

test("an error inside lets go of the lock, at once or later", async () => {
  const { lock } = place();
  const fail = (): never => {
    throw new Error("inside");
  };
  expect(() => tryFileLock(lock, fail)).toThrow("inside");
  await expect(tryFileLock(lock, async () => fail())).rejects.toThrow("inside");
  await expect(withFileLock(lock, fail)).rejects.toThrow("inside");
  expect(await withFileLock(lock, () => "free")).toBe("free");
});

test("files are written whole, for their owner alone, with their folders, and nothing else is left", () => {
  const { lock, file } = place();
  const deep = join(file, "..", "year", "month", "x.bin");
  tryFileLock(lock, (held) => {
    held.replace(file, "text", { durable: true });
    held.replace(deep, [Buffer.from("two "), Buffer.from("parts")], { durable: false });
  });
  expect(readFileSync(file, "utf8")).toBe("text");
  expect(readFileSync(deep, "utf8")).toBe("two parts");
  expect(statSync(deep).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(file, "..", "year", "month"))).toEqual(["x.bin"]);
});

test.each([
  ["of a process that died", deadPid, hostname, 0],
  ["that was not renewed for 30 s", () => process.pid, hostname, 30_001],
  ["whose clock runs ahead by 30 s", () => process.pid, hostname, -31_000],
  ["of another machine, long ago", () => 1, () => "another-machine", 30_001],
  ["that nobody signed, long ago", () => process.pid, () => "", 30_001],
])("a lock %s is taken over at once", (_name, pid, host, ageMs) => {
  const { lock } = place();
  leave(lock, pid(), host(), ageMs);
  writeFileSync(join(lock, "left.tmp"), "half a file");
  expect(isFileLocked(lock)).toBe(false);
  expect(tryFileLock(lock, (held) => [held.isHeld(), readdirSync(lock).length])).toEqual([true, 1]);
  expect(existsSync(lock)).toBe(false);
});

test.each([
  ["of a living process, renewed 29 s ago", () => process.pid, hostname, 29_000],
  ["of another machine, just now", () => 1, () => "another-machine", 0],
  ["that nobody signed, just now", () => 1, () => "", 0],
])("a lock %s is another's", (_name, pid, host, ageMs) => {
  const { lock } = place();
  const owner = leave(lock, pid(), host(), ageMs);
  expect(isFileLocked(lock)).toBe(true);
  expect(tryFileLock(lock, () => "done")).toBeNull();
  rmSync(owner);
  setAge(lock, 2_001);
  expect(tryFileLock(lock, () => "done")).toBe("done");
});

test("a folder without an owner is somebody's for 2 s, and of several who claim it one gets it", async () => {
  const { lock } = place();
  mkdirSync(lock, { recursive: true });
  expect(tryFileLock(lock, () => "done")).toBeNull();
  setAge(lock, 2_001);
  const all = await Promise.all([1, 2, 3].map((n) => tryFileLock(lock, async () => n)));
  expect(all).toEqual([1, null, null]);
});

test("a lock file of an earlier version counts for 30 s", () => {
  const { lock } = place();
  mkdirSync(join(lock, ".."));
  writeFileSync(lock, "1 token host");
  expect(tryFileLock(lock, () => "done")).toBeNull();
  setAge(lock, 30_001);
  expect(tryFileLock(lock, () => "done")).toBe("done");
});

test("who lost the lock knows it, writes nothing, and leaves the new holder's lock alone", () => {
  const { lock, file } = place();
  tryFileLock(lock, (first) => {
    makeStale(lock);
    tryFileLock(lock, (second) => {
      expect([first.isHeld(), second.isHeld()]).toEqual([false, true]);
      expect(() => first.replace(file, "first", { durable: false })).toThrow(LockLostError);
      second.replace(file, "second", { durable: false });
    });
    expect(() => first.replace(file, "first", { durable: false })).toThrow("nothing was written");
  });
  expect(readFileSync(file, "utf8")).toBe("second");
  expect(existsSync(lock)).toBe(false);
});

test("stopped while it writes, or between the last check and the rename: what it wrote never gets there", () => {
  const { lock, file } = place();
  const takeOver = (): void => {
    makeStale(lock);
    tryFileLock(lock, (second) => second.replace(file, "second", { durable: false }));
  };
  tryFileLock(lock, (first) => {
    const parts = Object.assign([] as Uint8Array[], {
      *[Symbol.iterator]() {
        yield Buffer.from("fir");
        takeOver();
        yield Buffer.from("st");
      },
    });
    expect(() => first.replace(file, parts, { durable: false })).toThrow(LockLostError);
  });
  expect(readFileSync(file, "utf8")).toBe("second");

  rmSync(file);
  tryFileLock(lock, () => {
    const rename = { durable: false, beforeRename: takeOver };
    expect(() => replaceFile(join(lock, "first-0.tmp"), file, "first", rename)).toThrow("ENOENT");
  });
  expect(readFileSync(file, "utf8")).toBe("second");
});
