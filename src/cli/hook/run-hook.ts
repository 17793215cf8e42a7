/** What a hook writes, and what it does once it has answered: for `dist/hook.cjs`. */

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

/** If checking these files takes longer, the disk has a problem, and nothing else is started. */
const LOOK_BUDGET_MS = 250;
const MAX_STATE_BYTES = 4_000_000;

export type HookRunInput = {
  /** The words after the program. */
  readonly argv: readonly string[];
  /** What Claude Code gives on stdin. */
  readonly source: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  now(): number;
};

export type HookRunResult = {
  /** A line of JSON; "" = nothing to show. */
  readonly text: string;
  /** Notes the run, and starts what brings the sums up to date: after the answer is written, which waits for neither. */
  afterwards(): void;
};

const NOTHING: HookRunResult = { text: "", afterwards: () => {} };

const homeDirOf = (env: HookRunInput["env"]): string => env["HOME"] ?? env["USERPROFILE"] ?? "";

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
function isAnsweredBySetup({ event, cwd }: HookInput, env: HookRunInput["env"]): boolean {
  if (event === "UserPromptExpansion") return false;
  const roots = chooseRoots({ configDirs: [], env, homeDir: homeDirOf(env) });
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
function refresh(paths: DataPaths, stateDir: string, platform: NodeJS.Platform, nowMs: number): void {
  const { refresh: isWanted, agents, estimate } = hookOptions(readSettingsQuick(paths.settingsFile));
  if (!isWanted) return;
  const estimated = agents || estimate ? { estimatedAtMs: readEstimates(stateDir)?.atMs ?? null } : {};
  refreshSums({ paths, ...estimated, platform, nowMs });
}

export function runHook({ argv, source, env, platform, now }: HookRunInput): HookRunResult {
  const dataDirAt = argv.indexOf("--data-dir");
  const event = argv.find((arg, i) => !arg.startsWith("-") && arg !== "hook" && i !== dataDirAt + 1) ?? "";
  const input = parseHookInput(source, event);
  if (input === null) return NOTHING;
  if (argv.includes("--plugin") && isAnsweredBySetup(input, env)) return NOTHING;
  const startMs = performance.now();
  const paths = dataPaths(dataDirAt < 0 ? undefined : argv[dataDirAt + 1], env);
  if (!canRead(paths, input.sessionId) || performance.now() - startMs > LOOK_BUDGET_MS) return NOTHING;
  const answer = answerHook({ input, paths, env, nowMs: now() });
  return {
    text: answer === null ? "" : `${escapeUnsafe(JSON.stringify(answer))}\n`,
    afterwards: () => {
      noteHookRun(paths.stateDir, input.event, now());
      const root = sessionRoot(env, input.transcriptPath);
      // The client's state file is too large to be read at every prompt.
      if (input.event === "SessionStart" && root !== null) {
        noteAccounts(paths.dataDir, readClientStates([root], homeDirOf(env)), now());
      }
      refresh({ ...paths, stateDir: accountStateDir(paths.stateDir, root) }, paths.stateDir, platform, now());
    },
  };
}
