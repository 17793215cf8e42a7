/** The command line in this process, with folders and a clock of its own. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_COMMANDS } from "../../src/cli/all-commands.ts";
import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { channel } from "../helpers/run-here.ts";

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Program = {
  readonly home: string;
  readonly root: string;
  readonly dataDir: string;
  nowMs: number;
  /** "" = this machine's. */
  zone: string;
  /** As in `CLAUDE_CONFIG_DIR`. */
  configDirs: string;
  run(...argv: string[]): Promise<Ran>;
  json<T>(...argv: string[]): Promise<T>;
  /** Requests of exactly $1 each, at the given times. */
  spend(session: string, times: readonly string[]): void;
  /** The client's state file. */
  clientState(state: Record<string, unknown>): void;
};

/** A request that costs $1 at Opus 5.5's list price, $20 per million output tokens. */
const DOLLAR_USAGE = { input_tokens: 0, output_tokens: 50_000 };

export function program(home: string, now: string): Program {
  const root = join(home, ".claude");
  const dataDir = join(home, "cost");
  mkdirSync(root, { recursive: true });
  const self: Program = {
    home,
    root,
    dataDir,
    nowMs: Date.parse(now),
    zone: "UTC",
    configDirs: root,
    async run(...argv) {
      const stdout: string[] = [];
      const stderr: string[] = [];
      const io: Io = {
        stdout: channel(stdout, 120),
        stderr: channel(stderr, 120),
        env: { CLAUDE_CONFIG_DIR: self.configDirs, CLAUDE_COST_DIR: dataDir, LANG: "C.UTF-8" },
        cwd: home,
        homeDir: home,
        platform: "linux",
        now: () => self.nowMs,
      };
      const zone = self.zone === "" ? [] : ["--timezone", self.zone];
      const code = await run([...argv, ...zone, "--no-index", "--no-archive"], io, ALL_COMMANDS);
      return { code, stdout: stdout.join(""), stderr: stderr.join("") };
    },
    async json(...argv) {
      const ran = await self.run(...argv, "--json");
      return JSON.parse(ran.stdout);
    },
    spend(session, times) {
      const rows = times.map((timestamp) => assistantRow({ sessionId: session, timestamp, usage: DOLLAR_USAGE }));
      makeTree(root, { [`${session}.jsonl`]: rows });
    },
    clientState: (state) => writeFileSync(join(root, ".claude.json"), JSON.stringify(state)),
  };
  return self;
}
