/** The entry of the live dashboard: connects engine, store and screen, and restores the terminal on exit. */

import { writeSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { LiveEngine } from "../../app/live/engine.ts";
import { Notifier } from "../../app/live/notifier.ts";
import { createLiveStore } from "../../app/live/store.ts";
import type { LoadOptions } from "../../app/load/load-history.ts";
import { Zone } from "../../core/calendar/zone.ts";
import type { ControlSequence } from "../../core/clean-text.ts";
import type { ThemeChoice } from "../../core/dashboard/themes.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { loadSettings } from "../../store/settings.ts";
import { AltScreen } from "../../ui/alt-screen.ts";
import { askBackground } from "../../ui/ask-background.ts";
import { mountDashboard } from "../../ui/mount.tsx";
import { spendBetween } from "../../view/dashboard/spend.ts";
import { type LiveState, VIEWS } from "../../view/dashboard/ui-state.ts";
import { isInTmux, throughTmux } from "../../view/text/control-sequences.ts";
import { money } from "../../view/text/format.ts";
import {
  backgroundOfEnv,
  colourDepth,
  needsBackground,
  type ScreenTheme,
  screenTheme,
} from "../../view/text/screen-theme.ts";
import { archiveLater } from "../archive-later.ts";
import { printLine, printMessage } from "../terminal/messages.ts";
import { printError } from "../terminal/print-error.ts";
import { answerAsks } from "./watch-asks.ts";

export type WatchOptions = {
  readonly load: Omit<LoadOptions, "progress" | "zone">;
  readonly zone: string;
  readonly view: string;
  readonly colour: boolean;
  /** The value of `--theme`; null = the settings decide. */
  readonly theme: ThemeChoice | null;
  readonly unicode: boolean;
  readonly debug: boolean;
  /** The port on which telemetry is received; null = none. */
  readonly receiverPort: number | null;
};

export type WatchProgram = { runWatch(options: WatchOptions): Promise<number> };

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Runs until the user quits or a signal arrives. @returns the exit code */
export async function runWatch(options: WatchOptions): Promise<number> {
  const { stdin, stdout, stderr, env } = process;
  const start = VIEWS.indexOf(options.view as (typeof VIEWS)[number]);
  if (start < 0) {
    printMessage(stderr, `--view: '${options.view}' is not a view`);
    printLine(stderr, `Use one of: ${VIEWS.join(", ")}.`, "  ");
    return 2;
  }
  const zone = new Zone(options.zone);
  const live = createLiveStore(Date.now, zone);
  live.dispatch({ type: "key", key: String(start + 1), text: "" });
  live.dispatch({ type: "watch", watch: { receiverPort: options.receiverPort } });
  const { load } = options;
  const io = { env, homeDir: homedir(), now: () => Date.now() };
  const engine = new LiveEngine({ live, load, io, zone, archiveLater: () => archiveLater(load, env) });
  const isSpoken = env["INK_SCREEN_READER"] === "true";
  const screen = new AltScreen((text) => writeAll(stdout.fd, text));
  const { dashboard } = loadSettings(dataPaths(load.dataDir, env).settingsFile).settings;
  const theme = await themeOf(options.theme ?? dashboard.theme, options.colour && !isSpoken);
  const look = { unicode: options.unicode, braille: dashboard.charts === "braille", theme, zone };
  live.dispatch({ type: "mouse-use", isOn: dashboard.mouse });
  const followMouse = ({ ui }: LiveState): void => screen.takeMouse(ui.mouse && !isSpoken);
  followMouse(live.store.getState());
  const end = new Ending();

  const mount = () => {
    if (!isSpoken) screen.enter();
    return mountDashboard({
      store: live.store,
      dispatch: live.dispatch,
      onSuspend: suspend,
      look,
      isSpoken,
      stdin,
      stdout,
    });
  };
  const unmount = (): void => {
    ink.unmount();
    screen.leave();
  };
  const suspend = (): void => {
    unmount();
    process.once("SIGCONT", () => {
      ink = mount();
    });
    process.kill(process.pid, "SIGTSTP");
  };

  const restore = (): void => screen.leave();
  process.once("exit", restore);
  const offSignals = onSignals((code) => end.finish(code));
  const onError = (error: unknown): void => end.fail(error);
  process.once("uncaughtException", onError);
  process.once("unhandledRejection", onError);
  stdout.once("error", () => end.finish(0));

  let ink = mount();
  const problems = new Set<string>();
  const notifier = load.demo ? null : notifierOf(load.dataDir, (problem) => problems.add(problem));
  live.store.subscribe((state) => {
    notifier?.heed(state);
    followMouse(state);
    if (state.ui.isQuitting) end.finish(0);
  });
  answerAsks({
    live,
    write: (text) => writeAll(stdout.fd, text),
    exportsDir: join(dataPaths(load.dataDir, env).dataDir, "exports"),
    homeDir: io.homeDir,
    args: ownArgs(load),
    columns: () => stdout.columns || 80,
    isInTmux: isInTmux(env),
    now: Date.now,
  });
  // After the first frame, so that it appears immediately.
  setImmediate(() => void engine.start().then(staySmall, onError));
  const outcome = await end.promise;
  offSignals();
  process.off("uncaughtException", onError);
  process.off("unhandledRejection", onError);
  await engine.stop();
  unmount();
  process.off("exit", restore);
  // After the screen was restored, so that the messages can be read.
  for (const problem of problems) printMessage(stderr, problem);
  if (outcome.error !== undefined) return printError(stderr, outcome.error, options.debug);
  if (outcome.code === 0) printToday(live, zone);
  return outcome.code;
}

/** The history that this dashboard shows, as options of a command. */
function ownArgs({ configDirs, dataDir, demo }: WatchOptions["load"]): readonly string[] {
  if (demo) return ["--demo"];
  return [
    ...configDirs.flatMap((dir) => ["--config-dir", dir]),
    ...(dataDir === undefined ? [] : ["--data-dir", dataDir]),
  ];
}

/** The colours to use; the terminal is queried for its background where that decides. */
async function themeOf(choice: ThemeChoice, hasColour: boolean): Promise<ScreenTheme> {
  const { stdin, stdout, env } = process;
  const depth = colourDepth(hasColour, env);
  if (!needsBackground(choice, depth)) return screenTheme(choice, depth, null);
  const background = await askBackground(stdin, (text) => writeAll(stdout.fd, text));
  return screenTheme(choice, depth, background ?? backgroundOfEnv(env));
}

function notifierOf(dataDir: string | undefined, onError: (message: string) => void): Notifier {
  const { settingsFile, stateDir } = dataPaths(dataDir, process.env);
  const write = (sequence: ControlSequence): void =>
    writeAll(process.stdout.fd, isInTmux(process.env) ? throughTmux(sequence) : sequence);
  return new Notifier({ settingsFile, stateDir, write, onError });
}

/**
 * V8's flags were tested up to this version of Node; a later one might print a warning about an unknown flag on the
 * screen.
 */
const NEWEST_NODE = 24;
const SMALL = [
  // By default a busy day takes several times the memory in use, because garbage is collected late.
  "--optimize-for-size",
  "--heap-growing-percent=20",
  // Functions that draw frames may run once a minute; their bytecode would otherwise be discarded and compiled again
  // each time.
  "--no-flush-bytecode",
];

/** After the initial load there is little work for the rest of the day, so memory matters more than speed. */
function staySmall(): void {
  if (Number.parseInt(process.versions.node, 10) > NEWEST_NODE) return;
  for (const flag of SMALL) setFlagsFromString(flag);
}

class Ending {
  #resolve: (outcome: { code: number; error?: unknown }) => void = () => {};
  readonly promise = new Promise<{ code: number; error?: unknown }>((resolve) => {
    this.#resolve = resolve;
  });

  finish(code: number): void {
    this.#resolve({ code });
  }

  fail(error: unknown): void {
    this.#resolve({ code: 1, error });
  }
}

function onSignals(finish: (code: number) => void): () => void {
  const handlers = Object.entries(SIGNALS).map(([signal, code]) => [signal, () => finish(code)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

/** Writes to a terminal that may be full or gone. */
function writeAll(fd: number, text: string): void {
  try {
    writeSync(fd, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EAGAIN" && code !== "EIO" && code !== "EPIPE") throw error;
  }
}

/** Prints one line that remains after the dashboard has closed. */
function printToday(live: ReturnType<typeof createLiveStore>, zone: Zone): void {
  const { data } = live.store.getState();
  if (!data) return;
  const today = zone.dayOf(Date.now());
  printMessage(process.stdout, `today ${money(spendBetween(data, today, today).totalPico)}`);
}
