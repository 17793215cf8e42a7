import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { BIN, cleanEnv, runCli } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

function homeWithLogs(): string {
  const home = tempDir();
  const rows = Array.from({ length: 400 }, (_, i) => assistantRow({ sessionId: `session-${i}` }));
  makeTree(join(home, ".claude"), Object.fromEntries(rows.map((row, i) => [`session-${i}.jsonl`, [row]])));
  return home;
}

describe("a command line that cannot be meant ends with 2, and says why", () => {
  test.each([
    ["nosuch", "unknown command 'nosuch'"],
    ["sesions", "Did you mean sessions?"],
    ["daily extra", "too many arguments"],
    ["by", "missing required argument 'dimension'"],
    ["by colour", "is not one of model, project"],
    ["daily --nope", "unknown option '--nope'"],
    ["daily --jsn", "Did you mean --json?"],
    ["daily --json --csv", "cannot be combined"],
    ["daily --since 2026-02-30", "'2026-02-30' is not a date"],
    ["daily --since 2026-11-02 --until 2026-11-01", "is after --until"],
    ["daily --timezone Mars/Base", "is not a time zone"],
    ["daily --color sometimes", "is not one of auto"],
  ])("%s", async (line, reason) => {
    // Of each bundle the built program: the one for reports, and the whole one.
    const run = /^(?:nosuch|daily extra)$/.test(line) ? runCli : runHere;
    const { code, stdout, stderr } = await run(line.split(" "));
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^claude-cost: /);
    expect(stderr).toContain(reason);
  });
});

test("what is asked for and not there ends with 1", async () => {
  const home = homeWithLogs();
  for (const args of [
    ["sessions", "zzz"],
    ["why", "zzz"],
    ["context", "zzz"],
    ["prices", "no-such-model"],
  ]) {
    const { code, stdout, stderr } = await runHere(args, { home });
    expect(code, args.join(" ")).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(args[1]);
  }
});

test("help and version are answers, on stdout", async () => {
  for (const args of [["--help"], ["--version"], ["sessions", "--help"], ["help", "daily"]]) {
    const { code, stdout, stderr } = await runCli(args);
    expect(code, args.join(" ")).toBe(0);
    expect(stdout.length).toBeGreaterThan(3);
    expect(stderr).toBe("");
  }
});

test.each([["sessions"], ["sessions --json"], ["sessions --csv"], ["--help"]])(
  "a reader that leaves early is no failure: %s | head -1",
  async (line) => {
    const home = homeWithLogs();
    const child = spawn(process.execPath, [BIN, ...line.split(" ")], { env: cleanEnv(home) });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  },
);
