import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, openSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { BIN, cleanEnv } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const REPORTS = [[], ["sessions", "--json"], ["daily", "--csv"], ["doctor"], ["limits"], ["context"], ["background"]];

function home(): string {
  const dir = tempDir();
  makeTree(join(dir, ".claude"), { "a.jsonl": [assistantRow({ timestamp: "2026-10-04T10:00:00.000Z" })] });
  return dir;
}

/** Each makes a data folder that cannot be used, and gives its path. */
const UNUSABLE: Readonly<Record<string, (dir: string) => string>> = {
  "a file in its place": (dir) => {
    writeFileSync(join(dir, "cost"), "");
    return join(dir, "cost");
  },
  "below a file": (dir) => {
    writeFileSync(join(dir, "cost"), "");
    return join(dir, "cost", "deeper");
  },
  "a loop of links": (dir) => {
    symlinkSync(join(dir, "two"), join(dir, "one"));
    symlinkSync(join(dir, "one"), join(dir, "two"));
    return join(dir, "one");
  },
  "one that may not be looked into": (dir) => {
    mkdirSync(join(dir, "locked"));
    chmodSync(join(dir, "locked"), 0o000);
    return join(dir, "locked");
  },
  "one that may not be written to": (dir) => {
    mkdirSync(join(dir, "readonly"));
    chmodSync(join(dir, "readonly"), 0o555);
    return join(dir, "readonly");
  },
};

const isRoot = process.getuid?.() === 0;
const NEEDS_RIGHTS = ["one that may not be looked into", "one that may not be written to"];
// All is allowed to the superuser, and Windows has no such rights.
const KINDS = Object.keys(UNUSABLE).filter(
  (kind) => !(isRoot || process.platform === "win32") || !NEEDS_RIGHTS.includes(kind),
);

describe("a data folder that cannot be used costs what needs it, and nothing else", () => {
  test.each(KINDS)("%s", async (kind) => {
    const dir = home();
    const data = (UNUSABLE[kind] as (dir: string) => string)(dir);
    const env = { CLAUDE_COST_DIR: data };
    for (const args of REPORTS) {
      const ran = await runHere(args, { home: dir, env });
      const lines = ran.stderr.trimEnd().split("\n");
      expect([args, ran.code, lines.length], ran.stderr).toEqual([args, 0, 1]);
      expect(ran.stderr).toContain(data);
      if (args[1] === "--json") expect(JSON.parse(ran.stdout).totals.requests).toBe(1);
    }
    const written = await runHere(["budget", "set", "5"], { home: dir, env });
    expect([written.code, written.stderr]).toEqual([1, expect.stringMatching(/cannot be written.*\n.*--data-dir/)]);
  });
});

describe.runIf(existsSync("/dev/full"))("output that cannot be written", () => {
  test.each([[[]], [["sessions", "--json"]], [["daily", "--csv"]], [["--help"]], [["--version"]]])(
    "%s ends with exit code 1 and a line that says so",
    (args) => {
      const dir = home();
      const options = { env: cleanEnv(dir), stdio: ["ignore", openSync("/dev/full", "w"), "pipe"] as const };
      const ran = spawnSync(process.execPath, [BIN, ...args], { ...options, stdio: [...options.stdio] });
      expect([ran.status, ran.stderr.toString()]).toEqual([1, "claude-cost: the output cannot be written (ENOSPC)\n"]);
    },
  );
});
