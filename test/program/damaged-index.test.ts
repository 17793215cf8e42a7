import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeDemoTree } from "../../src/app/demo/demo-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const END = Date.parse("2026-11-20T12:00:00Z");

test("whatever part of the index is damaged, every report says what is right, and one line what happened", async () => {
  const home = tempDir();
  const data = join(home, "data");
  writeDemoTree(join(home, "claude"), { seed: 4, endMs: END, days: 9 });
  const env = { HOME: home, CLAUDE_CONFIG_DIR: join(home, "claude"), CLAUDE_COST_DIR: data, TZ: "UTC" };
  const commands = [["daily"], ["sessions"], ["by", "branch"], ["why"], ["export"]];
  const plain = (text: string): string => text.replace(/"generatedAt": "[^"]*"/, "");
  const run = async (command: readonly string[], ...more: string[]) => {
    const ran = await runHere([...command, "--json", "--no-archive", ...more], { home, env });
    return { ...ran, stdout: plain(ran.stdout) };
  };
  for (const command of commands) {
    const right = await run(command, "--no-index");
    await run(command);
    const file = join(data, "cache", readdirSync(join(data, "cache")).find((n) => n.endsWith(".bin")) as string);
    const whole = readFileSync(file);
    for (const share of [0.1, 0.4, 0.7, 0.95]) {
      const bad = Buffer.from(whole);
      for (let at = Math.floor(whole.length * share), n = 0; n < whole.length / 25; n++, at++)
        bad[at] = (bad[at] ?? 0) ^ 0x5a;
      writeFileSync(file, bad);
      const { code, stdout, stderr } = await run(command);
      expect({ code, stdout }, `${command} at ${share}`).toEqual({ code: 0, stdout: right.stdout });
      expect(stderr).toMatch(/^(claude-cost: the index was \w[\w ]*; it has been rebuilt\n)?$/);
      writeFileSync(file, whole);
    }
  }
}, 120_000);
