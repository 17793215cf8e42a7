import { join, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import {
  applySetup,
  applyUndo,
  planSetup,
  planUndo,
  type SetupChange,
  type SetupTarget,
  setupStatus,
} from "../../../app/inside/setup.ts";
import { chooseRoots } from "../../../claude-code/logs/roots.ts";
import { managedFolders } from "../../../claude-code/settings/managed-files.ts";
import { launcherCommand } from "../../../claude-code/settings/shell-command.ts";
import { DEFAULT_OTLP_PORT } from "../../../core/background/otlp-port.ts";
import { cleanText } from "../../../core/clean-text.ts";
import { wiredEvents } from "../../../core/hooks.ts";
import { UserError } from "../../../core/user-error.ts";
import { WIRING_PARTS, type WiringPart } from "../../../core/wiring-parts.ts";
import { type DataPaths, dataPaths } from "../../../store/files/data-dir.ts";
import { hookOptions } from "../../../store/settings/inside-settings.ts";
import { readSettingsQuick } from "../../../store/settings/settings-quick.ts";
import { launcherPath, writeLauncher } from "../../../store/state/launcher-script.ts";
import { receiverCommands, TOO_LOOSE } from "../../../view/tables/wiring-findings.ts";
import { diffText } from "../../../view/text/diff.ts";
import type { Io } from "../../io.ts";
import { noSuchChoice } from "../../options/choices.ts";
import { type CommonOptions, onlyOne, readCommonOptions } from "../../options/common-options.ts";
import { wiredPort } from "../../options/listen-options.ts";
import { ownProgram } from "../../own-program.ts";
import type { Register } from "../../program.ts";
import { styleOf, writeJson, writeLines } from "../../report.ts";
import { ask, canAsk } from "../../terminal/ask.ts";
import { printLine, printMessage } from "../../terminal/messages.ts";

type SetupOptions = {
  readonly yes?: boolean;
  readonly undo?: boolean;
  readonly status?: boolean;
  readonly only: readonly WiringPart[];
  readonly port?: number;
};

const HELP = `
Shows the change before it is made, keeps a backup, leaves every other key, comment and blank as it is, and puts our
status line below one that is there. The hook for the cost of a turn and the one for switching models are wired when
their settings ("hooks": {"turnCost": true, "modelSwitch": true}) are on, and the one before agents start unless
"hooks": {"agents": false} is set.

Examples:
  claude-cost setup                        status line, hooks and telemetry, for all projects
  claude-cost setup --only statusline      one part
  claude-cost setup --project              this folder only (.claude/settings.local.json)
  claude-cost setup --undo                 as it was before, to the byte`;

export const registerSetup: Register = (program, io, state) => {
  program
    .command("setup")
    .description("wire claude-cost into Claude Code: status line, hooks, telemetry")
    .option("-y, --yes", "do not ask")
    .option("--undo", "take it out again")
    .option("--status", "show what is set up, change nothing")
    .option("--only <parts>", `of ${WIRING_PARTS.join(", ")}`, partsOf, [...WIRING_PARTS])
    .option(
      "--port <port>",
      `where telemetry is sent and received (default: where it is sent already, else ${DEFAULT_OTLP_PORT})`,
      portOf,
    )
    .addHelpText("after", HELP)
    .action(async (options: SetupOptions, command) => {
      const run = prepare(io, options, readCommonOptions(command));
      if (options.status) showStatus(run);
      else if (options.undo) await undo(run);
      else state.exitCode = await wire(run);
    });
};

type SetupRun = {
  readonly io: Io;
  readonly options: SetupOptions;
  readonly common: CommonOptions;
  readonly paths: DataPaths;
  readonly target: SetupTarget;
};

function prepare(io: Io, options: SetupOptions, common: CommonOptions): SetupRun {
  const paths = dataPaths(common.dataDir, io.env);
  const [root] = chooseRoots({ configDirs: common.configDir, env: io.env, homeDir: io.homeDir });
  const project = onlyOne("--project", common.project);
  const file =
    project === null
      ? join(root?.path ?? join(io.homeDir, ".claude"), "settings.json")
      : join(resolve(io.cwd, project), ".claude", "settings.local.json");
  const target = { file, stateDir: paths.stateDir, managed: managedFolders(io.platform) };
  return { io, options, common, paths, target };
}

/** @returns the exit code */
async function wire(run: SetupRun): Promise<number> {
  const { io, options, common, paths, target } = run;
  const port = options.port ?? wiredPort(common, io);
  const change = planSetup(target, {
    parts: options.only,
    launcher: callOf(launcherPath({ dataDir: paths.dataDir, platform: io.platform }), io.platform),
    platform: io.platform,
    events: wiredEvents(hookOptions(readSettingsQuick(paths.settingsFile))),
    endpoint: `http://127.0.0.1:${port}`,
  });
  reportLeftAlone(io, change);
  if (change.after === change.before) {
    refreshLauncher(run);
    printMessage(io.stderr, `nothing to change in ${target.file}`);
    return reportLooseLine(run, change);
  }
  if (!(await confirm(run, change, "Write this?"))) return 0;
  refreshLauncher(run);
  const backup = applySetup(target, change, io.now());
  if (change.looseLine === null) reportWiring(run, change);
  if (backup) printLine(io.stderr, `backup: ${backup}`, "  ");
  const telemetry = setupStatus(target).parts.find((p) => p.part === "telemetry");
  if (options.only.includes("telemetry") && telemetry?.state === "wired") {
    printLine(io.stderr, `telemetry is received only while ${receiverCommands(port)} runs`, "  ");
  }
  const again = common.project.length === 0 ? "" : ` --project ${common.project[0]}`;
  printLine(io.stderr, `undo: claude-cost setup --undo${again}`, "  ");
  return reportLooseLine(run, change);
}

function reportWiring({ io, options, target }: SetupRun, { left }: SetupChange): void {
  const wired = setupStatus(target).parts.filter((p) => p.state === "wired" && options.only.includes(p.part));
  const what = left.length === 0 ? "is wired" : `has ${wired.map((p) => p.part).join(" and ") || "nothing"} wired`;
  printMessage(io.stderr, `${target.file} ${what}; running sessions take it up by themselves`);
  for (const { part } of left) printLine(io.stderr, `${part} was left as it was, for the reason above`, "  ");
}

/** @throws UserError where that path cannot be passed to Claude Code's shells */
function callOf(launcher: string, platform: string): string {
  const command = launcherCommand(launcher, platform);
  if (command !== null) return command;
  throw new UserError(`Git Bash and PowerShell read ${launcher} differently`, {
    hint: "Name a folder without $, `, ! and quotes with CLAUDE_COST_DIR or --data-dir.",
  });
}

/** @returns the exit code: 1 where the client ignores what is written */
function reportLooseLine({ io, target }: SetupRun, { looseLine }: SetupChange): number {
  if (looseLine === null) return 0;
  printMessage(io.stderr, `not wired yet: ${target.file} ${TOO_LOOSE} (line ${looseLine})`);
  return 1;
}

async function undo(run: SetupRun): Promise<void> {
  const { io, options, target } = run;
  const all = options.only.length === WIRING_PARTS.length;
  const change = planUndo(target, options.only, all);
  if (change.after === change.before) {
    printMessage(io.stderr, `nothing of ours in ${target.file}`);
    return;
  }
  if (!(await confirm(run, change, "Take this out?"))) return;
  applyUndo(target, change, all);
  const how = change.exact ? "is as it was before, to the byte" : "was edited since; only our entries were taken out";
  printMessage(io.stderr, `${target.file} ${how}`);
}

/** Shows the change and asks for confirmation. @throws UserError where nobody can answer */
async function confirm(
  { io, options, common, target }: SetupRun,
  change: SetupChange,
  question: string,
): Promise<boolean> {
  writeLines(io, [cleanText(target.file)]);
  writeLines(io, diffText(change.before ?? "", change.after ?? "", styleOf(common, io)));
  if (options.yes) return true;
  if (!canAsk()) {
    throw new UserError("this changes the file above, and there is no terminal to confirm it in", {
      hint: "Run it again with --yes.",
    });
  }
  if (await ask(question)) return true;
  printMessage(io.stderr, "nothing was changed");
  return false;
}

function reportLeftAlone(io: Io, { left }: SetupChange): void {
  for (const { part, reason } of left) printMessage(io.stderr, `${part} is left as it is: ${reason}`);
}

function refreshLauncher({ io, common, paths }: SetupRun): void {
  const namedDataDir = common.dataDir !== undefined || Boolean(io.env["CLAUDE_COST_DIR"]);
  writeLauncher({ dataDir: paths.dataDir, namedDataDir, ...ownProgram(), platform: io.platform });
}

function showStatus({ io, common, target }: SetupRun): void {
  const { parts, locks, looseLine } = setupStatus(target);
  if (common.json) {
    writeJson(io, { schemaVersion: 1, file: target.file, heeded: looseLine === null, parts, locks });
    return;
  }
  const words = { wired: "wired", absent: "not wired", others: "taken by another" } as const;
  writeLines(io, [
    cleanText(target.file),
    ...parts.map(
      ({ part, state, note }) => `  ${part.padEnd(11)}${words[state]}${note === "" ? "" : ` (${cleanText(note)})`}`,
    ),
    ...(looseLine === null ? [] : [`  ! the file ${TOO_LOOSE} (line ${looseLine})`]),
    ...locks.map(({ part, file, reason }) => `  ! ${part}: managed settings win: ${reason} (${cleanText(file)})`),
  ]);
}

function partsOf(text: string): readonly WiringPart[] {
  const parts = text.split(",").map((part) => part.trim());
  const unknown = parts.find((part) => !WIRING_PARTS.includes(part as WiringPart));
  if (unknown !== undefined) throw noSuchChoice("--only", unknown, WIRING_PARTS);
  return WIRING_PARTS.filter((part) => parts.includes(part));
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65_535)) throw new InvalidArgumentError("It is a number from 1 to 65535.");
  return port;
}
