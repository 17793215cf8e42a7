/**
 * Entry of `dist/hook.cjs`. It answers quickly or not at all: after an error, for a path that is not a regular file, or
 * on a slow disk it prints nothing and exits with 0, so that it never delays or fails a prompt.
 */

import { join } from "node:path";
import { sessionRoot } from "../../app/context/live-context.ts";
import { answerHook } from "../../app/inside/hook.ts";
import { refreshSums } from "../../app/inside/refresh-sums.ts";
import { noteAccounts } from "../../app/limits/note-accounts.ts";
import { readClientStates } from "../../claude-code/feeds/client-state.ts";
import { type HookInput, parseHookInput } from "../../claude-code/feeds/hook-input.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { answersEvent } from "../../claude-code/settings/our-commands.ts";
import { escapeUnsafe } from "../../core/clean-text.ts";
import { readTextOrNull, statIfAny } from "../../runtime/regular-file.ts";
import { type DataPaths, dataPaths } from "../../store/files/data-dir.ts";
import { hookOptions } from "../../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../../store/settings/settings-quick.ts";
import { accountStateDir } from "../../store/state/account-folders.ts";
import { readEstimates } from "../../store/state/estimates-snapshot.ts";
import { noteHookRun } from "../../store/state/hook-runs.ts";
import { printMessage } from "../terminal/messages.ts";
import { readStdin } from "../terminal/read-stdin.ts";

/** If checking these files takes longer, the disk has a problem, and nothing else is started. */
const LOOK_BUDGET_MS = 250;
const MAX_STATE_BYTES = 4_000_000;

const homeDir = (): string => process.env["HOME"] ?? process.env["USERPROFILE"] ?? "";

/** Reading a pipe, a device or a huge file in place of one of ours could block. */
function canRead(paths: DataPaths, sessionId: string): boolean {
  const files = [
    paths.settingsFile,
    join(paths.stateDir, "summary.json"),
    join(paths.stateDir, "limits.json"),
    join(paths.stateDir, "estimates.json"),
    join(paths.statuslineDir, `${sessionId}.json`),
  ];
  return files.every((file) => {
    const stat = statIfAny(file);
    return stat === undefined || (stat.isFile() && stat.size < MAX_STATE_BYTES);
  });
}

/** The hook set up by `setup` answers; the plugin's hook is then silent, except for the plugin's own commands. */
function isAnsweredBySetup({ event, cwd }: HookInput): boolean {
  if (event === "UserPromptExpansion") return false;
  const roots = chooseRoots({ configDirs: [], env: process.env, homeDir: homeDir() });
  const files = [
    ...roots.map((root) => join(root.path, "settings.json")),
    ...(cwd === "" ? [] : ["settings.json", "settings.local.json"].map((name) => join(cwd, ".claude", name))),
  ];
  return answersEvent(
    files.map((file) => readTextOrNull(file) ?? ""),
    event,
  );
}

/** @param paths with the folder of the session's account; @param stateDir of all accounts */
function refresh(paths: DataPaths, stateDir: string, nowMs: number): void {
  const { refresh: isWanted, agents, estimate } = hookOptions(readSettingsQuick(paths.settingsFile));
  if (!isWanted) return;
  const estimated = agents || estimate ? { estimatedAtMs: readEstimates(stateDir)?.atMs ?? null } : {};
  refreshSums({ paths, ...estimated, platform: process.platform, nowMs });
}

function main(): void {
  const argv = process.argv.slice(2);
  const dataDirAt = argv.indexOf("--data-dir");
  const event = argv.find((arg, i) => !arg.startsWith("-") && arg !== "hook" && i !== dataDirAt + 1) ?? "";
  const input = parseHookInput(readStdin(), event);
  if (input === null) return;
  if (argv.includes("--plugin") && isAnsweredBySetup(input)) return;
  const startMs = performance.now();
  const paths = dataPaths(dataDirAt < 0 ? undefined : argv[dataDirAt + 1], process.env);
  if (!canRead(paths, input.sessionId) || performance.now() - startMs > LOOK_BUDGET_MS) return;
  const answer = answerHook({ input, paths, env: process.env, nowMs: Date.now() });
  if (answer !== null) process.stdout.write(`${escapeUnsafe(JSON.stringify(answer))}\n`);
  noteHookRun(paths.stateDir, input.event, Date.now());
  const root = sessionRoot(process.env, input.transcriptPath);
  // The client's state file is too large to be read at every prompt.
  if (input.event === "SessionStart" && root !== null) {
    noteAccounts(paths.dataDir, readClientStates([root], homeDir()), Date.now());
  }
  const stateDir = accountStateDir(paths.stateDir, root);
  refresh({ ...paths, stateDir }, paths.stateDir, Date.now());
}

process.stdout.on("error", () => {});
try {
  main();
} catch (error) {
  if (process.argv.includes("--debug")) printMessage(process.stderr, String(error));
}
