/**
 * `bin/claude-cost` in our data folder: the path in Claude Code's settings. It finds node and claude-cost where an
 * upgrade has moved them, and prints nothing where it cannot, so that the client never shows an error.
 */

import { chmodSync } from "node:fs";
import { join } from "node:path";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../files/atomic-file.ts";

export type LauncherTarget = {
  readonly dataDir: string;
  /** Whether the user chose the folder; the client's environment may not contain it. */
  readonly namedDataDir: boolean;
  readonly node: string;
  /** `bin/claude-cost.js` of the package. */
  readonly main: string;
  readonly platform: string;
};

export function launcherPath({ dataDir, platform }: Pick<LauncherTarget, "dataDir" | "platform">): string {
  return join(dataDir, "bin", platform === "win32" ? "claude-cost.cmd" : "claude-cost");
}

/** Writes it where it is missing or outdated; on Windows also the script for node, where a path needs quotes. */
export function writeLauncher(target: LauncherTarget): string {
  const file = launcherPath(target);
  if (target.platform !== "win32") writeScript(file, posixScript(target));
  else {
    writeScript(file, windowsScript(target));
    writeScript(file.replace(/\.cmd$/, ".cjs"), nodeScript(target));
  }
  return file;
}

function writeScript(file: string, script: string): void {
  if (readTextOrNull(file) === script) return;
  writeFileAtomic(file, script, { durable: true });
  chmodSync(file, 0o755);
}

const single = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

function posixScript({ dataDir, namedDataDir, node, main }: LauncherTarget): string {
  const named = namedDataDir ? `CLAUDE_COST_DIR=\${CLAUDE_COST_DIR:-${single(dataDir)}}\nexport CLAUDE_COST_DIR\n` : "";
  return `#!/bin/sh
# Written by "claude-cost setup". Finds node and claude-cost wherever an upgrade has moved them.
${named}main=${single(main)}
node=${single(node)}
if [ -f "$main" ]; then
  [ -x "$node" ] || node=$(command -v node) || exit 0
  exec "$node" "$main" "$@"
fi
main=$(command -v claude-cost) || exit 0
[ "$main" = "$0" ] && exit 0
exec "$main" "$@"
`;
}

/** Run by the node on the PATH, so node need not be searched for. */
function nodeScript({ dataDir, namedDataDir, main }: LauncherTarget): string {
  const named = namedDataDir ? `process.env.CLAUDE_COST_DIR ||= ${JSON.stringify(dataDir)};\n` : "";
  return `// Written by "claude-cost setup". Finds claude-cost wherever an upgrade has moved it.
"use strict";
${named}const main = ${JSON.stringify(main)};
if (require("node:fs").existsSync(main)) require(main);
else {
  const words = process.argv.slice(2).map((word) => JSON.stringify(word));
  const options = { stdio: "inherit", shell: true, windowsHide: true };
  require("node:child_process").spawnSync(["claude-cost", ...words].join(" "), options);
}
`;
}

function windowsScript({ dataDir, namedDataDir, node, main }: LauncherTarget): string {
  const named = namedDataDir ? `if not defined CLAUDE_COST_DIR set "CLAUDE_COST_DIR=${dataDir}"\r\n` : "";
  return `@echo off\r\nrem Written by "claude-cost setup". Finds node and claude-cost wherever an upgrade has moved them.\r\n${named}if exist "${main}" (\r\n  if exist "${node}" ("${node}" "${main}" %*) else (node "${main}" %*)\r\n) else (\r\n  claude-cost %*\r\n)\r\nexit /b 0\r\n`;
}
