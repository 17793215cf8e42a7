/** The lock between real processes, some of which are stopped (SIGSTOP) while they hold it. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";

const program = join(sharedTempDir(), "holder.mjs");
beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL("lock-holder.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
  });
});

type Holder = { readonly child: ChildProcess; output(): string };

function start(dir: string, task: string): Holder {
  const args = [program, join(dir, "x.lock"), join(dir, "count"), task];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  return { child, output: () => output };
}

const printed = async (holder: Holder, text: string): Promise<void> => {
  await expect.poll(holder.output, { timeout: 20_000, interval: 2 }).toContain(text);
};

/** Waits until the process is over: it prints before it lets go of the lock. */
const ended = async ({ child }: Holder): Promise<void> => {
  await expect.poll(() => child.exitCode, { timeout: 20_000, interval: 2 }).toBe(0);
};

/** To others the holder looks stopped for longer than the timeout. */
function makeStale(dir: string): void {
  try {
    const lock = join(dir, "x.lock");
    const then = Date.now() / 1000 - 31;
    for (const name of readdirSync(lock)) if (name.endsWith(".owner")) utimesSync(join(lock, name), then, then);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

const count = (dir: string): number => Number(readFileSync(join(dir, "count"), "utf8"));

test.skipIf(process.platform === "win32")("a holder stopped for longer than the timeout does not write", async () => {
  const dir = tempDir();
  const first = start(dir, "once");
  await printed(first, "held");
  first.child.kill("SIGSTOP");
  const second = start(dir, "once");
  makeStale(dir);
  await printed(second, "held");
  first.child.stdin?.end("go on\n");
  first.child.kill("SIGCONT");
  await printed(first, "lost");
  second.child.stdin?.end("go on\n");
  await printed(second, "added");
  await ended(second);
  expect(count(dir)).toBe(1);
  expect(readdirSync(dir)).toEqual(["count"]);
});

test.skipIf(process.platform === "win32")("one stopped for less goes on, and the other waits", async () => {
  const dir = tempDir();
  const first = start(dir, "once");
  await printed(first, "held");
  first.child.kill("SIGSTOP");
  const second = start(dir, "1");
  first.child.stdin?.end("go on\n");
  first.child.kill("SIGCONT");
  await printed(first, "added");
  await printed(second, "+");
  expect(count(dir)).toBe(2);
});

test.skipIf(process.platform === "win32")(
  "stopped at any moment, no process undoes what another added",
  async () => {
    const dir = tempDir();
    const holders = Array.from({ length: 4 }, () => start(dir, "40"));
    const all = (): string => holders.map((h) => h.output()).join("");
    let running = holders.length;
    // At "exit" there may be output that has not been read yet.
    const closed = holders.map(({ child }) => once(child, "close"));
    const exits = holders.map(async ({ child }) => {
      const [code] = await once(child, "exit");
      running--;
      return code;
    });
    for (let round = 0; running > 1; round++) {
      const { child } = holders[round % holders.length] as Holder;
      if (child.exitCode !== null) continue;
      const before = all().length;
      child.kill("SIGSTOP");
      makeStale(dir);
      // The others go on without the one that is stopped.
      await expect.poll(() => running === 1 || all().length > before, { timeout: 20_000, interval: 1 }).toBe(true);
      child.kill("SIGCONT");
    }
    expect(await Promise.all(exits)).toEqual([0, 0, 0, 0]);
    await Promise.all(closed);
    expect(all().length).toBe(160);
    expect(count(dir)).toBe(all().split("+").length - 1);
  },
  60_000,
);
