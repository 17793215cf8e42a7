import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { generateDemo } from "../../src/data/demo/generate.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { tempDir } from "../helpers/temp-dir.ts";

function logs(): string {
  const root = tempDir();
  const endMs = Date.parse("2026-11-20T12:00:00Z");
  for (const { path, text } of generateDemo({ seed: 3, endMs, days: 20, scale: 0.3, bytesPerToken: 0.02 }).files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test("where the run-time has no WebAssembly, logs are read all the same", async () => {
  const env = { HOME: tempDir(), CLAUDE_CONFIG_DIR: logs(), CLAUDE_COST_DIR: tempDir(), TZ: "UTC" };
  const args = ["daily", "--json", "--no-index", "--no-archive"];
  const usual = await runBuilt(args, { env });
  const without = await runBuilt(args, { env: { ...env, NODE_OPTIONS: "--jitless" } });
  expect(without.code).toBe(0);
  const { generatedAt: _, ...expected } = JSON.parse(usual.stdout);
  expect(JSON.parse(without.stdout)).toMatchObject(expected);
  expect(expected.totals.requests).toBeGreaterThan(100);
});

test("the module asks its host for nothing, and is small", () => {
  const file = fileURLToPath(new URL("../../dist/scan.wasm", import.meta.url));
  const bytes = readFileSync(file);
  const { WebAssembly: api } = globalThis as unknown as {
    WebAssembly: { Module: { new (b: Uint8Array): object; imports(module: object): unknown[] } };
  };
  expect(api.Module.imports(new api.Module(bytes))).toEqual([]);
  expect(bytes.length).toBeLessThan(20_000);
});
