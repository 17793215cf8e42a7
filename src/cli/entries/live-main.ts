/**
 * Entry of `dist/live.cjs`, which the mod in Claude Code runs: the mod's data about the session on stdin, one JSON
 * object on stdout. It reads no log, so it takes a fraction of a second; if it fails, the mod shows the client's
 * figures.
 */

import { liveFigures } from "../../app/inside/live.ts";
import { parseLiveInput } from "../../claude-code/feeds/live-input.ts";
import { escapeUnsafe } from "../../core/clean-text.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { noteModRun } from "../../store/state/mod-run.ts";
import { liveJson } from "../../view/json/live-json.ts";
import { printMessage } from "../terminal/messages.ts";
import { readStdin } from "../terminal/read-stdin.ts";

function main(): void {
  const input = parseLiveInput(readStdin());
  if (input === null) {
    printMessage(
      process.stderr,
      "live.cjs: stdin is not the JSON that the mod sends; it is run by the plugin, not by hand",
    );
    process.exitCode = 2;
    return;
  }
  const paths = dataPaths(undefined, process.env);
  const nowMs = Date.now();
  noteModRun(paths.stateDir, { atMs: nowMs, clientVersion: input.snapshot.version });
  const figures = liveFigures({ input, paths, env: process.env, platform: process.platform, nowMs });
  process.stdout.write(`${escapeUnsafe(JSON.stringify(liveJson(figures, nowMs)))}\n`);
}

process.stdout.on("error", () => {});
try {
  main();
} catch (error) {
  printMessage(process.stderr, String(error));
  process.exitCode = 1;
}
