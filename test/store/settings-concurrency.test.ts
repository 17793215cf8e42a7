import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSettings, updateSettings } from "../../src/store/settings.ts";
import { runs } from "../helpers/runs.ts";

let dir: string;
let program: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "settings-many-"));
  program = join(dir, "writer.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("settings-writer.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Writer = { child: ChildProcess; done: () => string[] };

function start(file: string, name: string, count: number): Writer {
  const child = spawn(process.execPath, [program, file, name, String(count)], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  return { child, done: () => output.split("\n").slice(0, -1) };
}

/** The file, read while others write it: whole each time. */
function readWhole(file: string): number {
  try {
    return JSON.parse(readFileSync(file, "utf8")).budgets.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}

// The whole proof is 20 processes with 50 each; here as many as a second or two allows.
const PROCESSES = Number(process.env["SETTINGS_PROCESSES"] ?? runs({ ci: 20, here: 8 }));
const EACH = Number(process.env["SETTINGS_EACH"] ?? 5);

test("many processes add at once: all there, none twice, the file whole at every moment", async () => {
  const file = join(dir, "all", "settings.json");
  const writers = Array.from({ length: PROCESSES }, (_, i) => start(file, `p${i}`, EACH));
  let running = writers.length;
  const exits = writers.map(async ({ child }) => {
    const [code] = await once(child, "exit");
    running--;
    return code;
  });
  let reads = 0;
  let last = 0;
  while (running > 0) {
    const now = readWhole(file);
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
    reads++;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  expect(await Promise.all(exits)).toEqual(writers.map(() => 0));
  const { settings, problems } = loadSettings(file);
  expect(problems).toEqual([]);
  const wanted = Array.from({ length: PROCESSES }, (_, p) => Array.from({ length: EACH }, (_, i) => `p${p}-${i}`));
  expect(settings.budgets.map((b) => b.id).sort()).toEqual(wanted.flat().sort());
  expect(settings.credits.apiCredits.purchases.map((p) => p.id).sort()).toEqual(wanted.flat().sort());
  expect(reads).toBeGreaterThan(5);
  expect(readdirSync(join(dir, "all")).sort()).toEqual(["settings.json", "settings.json.bak"]);
}, 300_000);

test("processes killed in the middle lose nothing that was done, and block nobody", async () => {
  const file = join(dir, "killed", "settings.json");
  const doomed = Array.from({ length: 6 }, (_, i) => start(file, `doomed${i}`, 10_000));
  const survivor = start(file, "survivor", 20);
  for (const [i, { child, done }] of doomed.entries()) {
    await expect.poll(() => done().length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(i);
    child.kill("SIGKILL");
    await once(child, "exit");
    readWhole(file);
  }
  if (survivor.child.exitCode === null) await once(survivor.child, "exit");
  expect(survivor.child.exitCode).toBe(0);
  const { settings, problems } = loadSettings(file);
  expect(problems).toEqual([]);
  const ids = settings.budgets.map((b) => b.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining([...doomed, survivor].flatMap((w) => w.done())));

  await updateSettings(file, (s) => s.budgets.pop());
  expect(readdirSync(join(dir, "killed")).sort()).toEqual(["settings.json", "settings.json.bak"]);
});
