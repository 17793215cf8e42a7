/** `--demo`: runs the program on a generated history. `npm start` shows it where there are no logs. */

import { tmpdir } from "node:os";
import type { Command } from "commander";
import { findLogFiles } from "../../claude-code/logs/log-files.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import type { Io } from "../io.ts";
import { printMessage } from "../terminal/messages.ts";

/** Before any command runs, replaces the user's folders with the demo's. */
export function addDemoOption(program: Command, io: Io): void {
  program.hook("preAction", async (_program, command) => {
    if (program.opts()["demo"] !== true && !startedWithoutLogs(command, io)) return;
    const nowMs = io.now();
    const offsetMs = -new Date(nowMs).getTimezoneOffset() * 60_000;
    const { demoHome } = await import("../../app/demo/demo-home.ts");
    const { root, dataDir } = demoHome({ tmpDir: tmpdir(), nowMs, offsetMs });
    const { dataDir: ownDataDir } = program.opts<{ readonly dataDir?: string }>();
    const options = { demo: true, configDir: [root], ownDataDir, dataDir, archive: false };
    for (const [name, value] of Object.entries(options)) {
      program.setOptionValue(name, value);
    }
  });
}

/** Whether this is `npm start` in a fresh clone on a machine without Claude Code's logs. */
function startedWithoutLogs(command: Command, io: Io): boolean {
  if (io.env["npm_lifecycle_event"] !== "start") return false;
  const { configDir } = command.optsWithGlobals<{ configDir: readonly string[] }>();
  const roots = chooseRoots({ configDirs: configDir, env: io.env, homeDir: io.homeDir });
  if (findLogFiles(roots).files.length > 0) return false;
  printMessage(io.stderr, "no Claude Code logs on this machine, so this is a made-up history (--demo)");
  return true;
}
