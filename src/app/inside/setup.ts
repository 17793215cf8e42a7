/**
 * Adds our entries to a Claude Code settings file, and removes them. The only module that writes outside our own
 * folders.
 */

import { chmodSync, lstatSync, readlinkSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bytesOfText, textOfBytes } from "../../claude-code/settings/lossless-text.ts";
import { managedLocks } from "../../claude-code/settings/managed-settings.ts";
import { looseLine, settingsProblem } from "../../claude-code/settings/settings-text.ts";
import {
  enablesPlugin,
  oddHookEvents,
  unwireSettings,
  type WiringPlan,
  wireSettings,
  wiringState,
} from "../../claude-code/settings/wiring.ts";
import { PLUGIN_NAME } from "../../core/hooks.ts";
import { UserError } from "../../core/user-error.ts";
import { type ManagedLock, type PartState, WIRING_PARTS, type WiringPart } from "../../core/wiring-parts.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { readBytes, statIfAny } from "../../runtime/regular-file.ts";
import { replaceFile, temporaryName, writeFileAtomic } from "../../store/files/atomic-file.ts";
import { dropSetupRecord, readSetupRecord, writeSetupRecord } from "../../store/state/setup-record.ts";

export type SetupTarget = {
  /** The settings file; it may not exist. */
  readonly file: string;
  readonly stateDir: string;
  readonly managed: readonly string[];
};

export type SetupChange = {
  /** null = the file does not exist, or is to be removed. */
  readonly before: string | null;
  readonly after: string | null;
  /** Parts that are not changed, and why. */
  readonly left: readonly { readonly part: WiringPart; readonly reason: string }[];
  /** Line of the first comment or trailing comma, because of which the client ignores the file; null = none. */
  readonly looseLine: number | null;
  /** Undo only: the file is unchanged since setup, so every byte is restored. */
  readonly exact: boolean;
};

/** The change that setup would make; nothing is written. */
export function planSetup({ file, managed }: SetupTarget, plan: WiringPlan): SetupChange {
  const before = readSettings(file);
  const locks = managedLocks(managed);
  const locked = plan.parts.flatMap((part) => locks.find((l) => l.part === part) ?? []);
  const byPlugin = plan.parts.includes("hooks") && before !== null && answersByPlugin(before);
  const parts = plan.parts.filter((part) => !locked.some((l) => l.part === part) && !(part === "hooks" && byPlugin));
  const after = wireSettings(before ?? "", { ...plan, parts });
  const states = wiringState(after).filter((s) => parts.includes(s.part) && s.state !== "wired");
  const oddEvents = parts.includes("hooks") ? oddHookEvents(after, plan.events) : null;
  const left = [
    ...locked.map(lockNote),
    ...(byPlugin ? [{ part: "hooks" as const, reason: PLUGIN_ANSWERS }] : []),
    ...(oddEvents === null ? [] : [{ part: "hooks" as const, reason: oddEvents }]),
    // Hooks that are still missing from the result have settings in an unknown format.
    ...states.filter((s) => s.note !== "" || oddEvents === null).map((s) => ({ part: s.part, reason: s.note })),
  ];
  return {
    before,
    after: before === null && after === "" ? null : after,
    left,
    looseLine: looseLine(after),
    exact: false,
  };
}

const PLUGIN_ANSWERS = `the plugin "${PLUGIN_NAME}" is on and answers them already`;

/** Hooks that exist already are not changed: the plugin's hooks are then silent. */
function answersByPlugin(source: string): boolean {
  return enablesPlugin(source) && wiringState(source).every((s) => s.part !== "hooks" || s.state !== "wired");
}

function lockNote({ part, file, reason }: ManagedLock): { part: WiringPart; reason: string } {
  return { part, reason: `managed settings win: ${reason} (${file})` };
}

/**
 * The change that undo would make: restores every byte where the file was not edited since, otherwise removes our
 * entries.
 */
export function planUndo({ file, stateDir }: SetupTarget, parts: readonly WiringPart[], all: boolean): SetupChange {
  const before = readSettings(file);
  const record = readSetupRecord(stateDir, file);
  if (all && record !== null && record.after === before) {
    return { before, after: record.before, left: [], looseLine: null, exact: true };
  }
  const after = before === null ? null : unwireSettings(before, parts);
  return { before, after, left: [], looseLine: null, exact: false };
}

/**
 * Writes a change and records the previous contents.
 * @returns the backup; "" where there was no file
 * @throws UserError where the file has changed since the change was planned
 */
export function applySetup({ file, stateDir }: SetupTarget, change: SetupChange, nowMs: number): string {
  assertUnchanged(file, expectedBytes(change));
  const record = readSetupRecord(stateDir, file);
  // After repeated setup, undo still restores the first contents; the user's edits in between are kept.
  const isOurs = record !== null && record.after === change.before;
  const original = isOurs ? record.before : change.before === null ? null : unwireSettings(change.before, WIRING_PARTS);
  const backup = join(stateDir, "setup", `settings-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-")}.json`);
  if (change.before !== null) writeFileAtomic(backup, bytesOfText(change.before), { durable: true });
  writeSetupRecord(stateDir, { version: 1, file, before: original, after: change.after ?? "", atMs: nowMs });
  try {
    writeSettings(file, change);
  } catch (error) {
    if (record === null) dropSetupRecord(stateDir, file);
    else writeSetupRecord(stateDir, record);
    throw error;
  }
  return change.before === null ? "" : backup;
}

/** @throws UserError where the file has changed since the change was planned */
export function applyUndo({ file, stateDir }: SetupTarget, change: SetupChange, all: boolean): void {
  writeSettings(file, change);
  if (all) dropSetupRecord(stateDir, file);
}

/** The present state of the parts in the file. */
export function setupStatus({ file, managed }: SetupTarget): {
  readonly parts: readonly PartState[];
  readonly locks: readonly ManagedLock[];
  /** As in `SetupChange`. */
  readonly looseLine: number | null;
} {
  const source = readSettings(file) ?? "";
  return { parts: wiringState(source), locks: managedLocks(managed), looseLine: looseLine(source) };
}

/** @throws UserError where the file exists and cannot be parsed: it is the user's, so it is not overwritten */
function readSettings(file: string): string | null {
  const bytes = bytesOf(file);
  if (bytes === null) return null;
  const source = textOfBytes(bytes);
  const problem = settingsProblem(source);
  if (problem === null) return source;
  throw new UserError(`${file} is not valid: ${problem}`, { hint: "Correct it first; nothing was changed." });
}

/** null where there is no file. @throws UserError where it cannot be read */
function bytesOf(file: string): Buffer | null {
  try {
    return readBytes(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new UserError(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function expectedBytes({ before }: SetupChange): Buffer | null {
  return before === null ? null : bytesOfText(before);
}

/**
 * Compares every byte. The file's stat is checked again after reading, to make the time in which another program's
 * change could be missed as short as possible.
 */
function assertUnchanged(file: string, expected: Buffer | null): void {
  const before = stampOf(file);
  const bytes = bytesOf(file);
  const isSame = bytes === null || expected === null ? bytes === expected : bytes.equals(expected);
  if (isSame && stampOf(file) === before) return;
  throw new UserError(`${file} was changed by somebody else in the meantime`, {
    hint: "Nothing was written. Try again.",
  });
}

function stampOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "" : [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(" ");
}

/** Writes through links to their target, even if it does not exist yet, and keeps the file's mode. */
function writeSettings(file: string, change: SetupChange): void {
  const expected = expectedBytes(change);
  try {
    const real = linkTarget(file);
    if (change.after === null) {
      assertUnchanged(real, expected);
      rmSync(real, { force: true });
      return;
    }
    makeFolder(dirname(real), 0o700);
    const mode = (statIfAny(real)?.mode ?? 0o600) & 0o777;
    const temporary = temporaryName(real);
    replaceFile(temporary, real, bytesOfText(change.after), {
      durable: true,
      beforeRename: () => {
        chmodSync(temporary, mode);
        assertUnchanged(real, expected);
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
}

const MOST_LINKS = 40;

/** The target of a chain of links, followed one by one because the last one may not exist yet. */
function linkTarget(file: string): string {
  let path = file;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
    path = resolve(dirname(path), readlinkSync(path));
  }
  throw new UserError(`${file} is a loop of links`);
}
