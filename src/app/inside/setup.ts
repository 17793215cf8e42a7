/** Wires us into a Claude Code settings file, and out again. The only place that writes outside our own folders. */

import { chmodSync, existsSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { managedLocks } from "../../claude-code/settings/managed-settings.ts";
import { isTooLoose, settingsProblem } from "../../claude-code/settings/settings-text.ts";
import { unwireSettings, type WiringPlan, wireSettings, wiringState } from "../../claude-code/settings/wiring.ts";
import { UserError } from "../../core/user-error.ts";
import { type ManagedLock, type PartState, WIRING_PARTS, type WiringPart } from "../../core/wiring-parts.ts";
import { readText } from "../../runtime/regular-file.ts";
import { writeFileAtomic } from "../../store/files/atomic-file.ts";
import { dropSetupRecord, readSetupRecord, writeSetupRecord } from "../../store/state/setup-record.ts";

export type SetupTarget = {
  /** The settings file; it need not exist. */
  readonly file: string;
  readonly stateDir: string;
  readonly managed: readonly string[];
};

export type SetupChange = {
  /** null = the file is not there, or is to be removed. */
  readonly before: string | null;
  readonly after: string | null;
  /** Parts that are left as they are, and why. */
  readonly left: readonly { readonly part: WiringPart; readonly reason: string }[];
  /** The client does not read the file as it is: comments or trailing commas. */
  readonly tooLoose: boolean;
  /** Undo only: the file is as setup left it, so every byte comes back. */
  readonly exact: boolean;
};

/** What wiring would change; nothing is written. */
export function planSetup({ file, managed }: SetupTarget, plan: WiringPlan): SetupChange {
  const before = readSettings(file);
  const locks = managedLocks(managed);
  const locked = plan.parts.flatMap((part) => locks.find((l) => l.part === part) ?? []);
  const parts = plan.parts.filter((part) => !locked.some((l) => l.part === part));
  const after = wireSettings(before ?? "", { ...plan, parts });
  const states = wiringState(after).filter((s) => parts.includes(s.part) && s.state !== "wired");
  const left = [...locked.map(lockNote), ...states.map((s) => ({ part: s.part, reason: s.note }))];
  return {
    before,
    after: before === null && after === "" ? null : after,
    left,
    tooLoose: isTooLoose(after),
    exact: false,
  };
}

function lockNote({ part, file, reason }: ManagedLock): { part: WiringPart; reason: string } {
  return { part, reason: `managed settings win: ${reason} (${file})` };
}

/** What undoing would change: every byte as it was where nobody edited the file since, else our entries only. */
export function planUndo({ file, stateDir }: SetupTarget, parts: readonly WiringPart[], all: boolean): SetupChange {
  const before = readSettings(file);
  const record = readSetupRecord(stateDir, file);
  if (all && record !== null && record.after === before) {
    return { before, after: record.before, left: [], tooLoose: false, exact: true };
  }
  const after = before === null ? null : unwireSettings(before, parts);
  return { before, after, left: [], tooLoose: false, exact: false };
}

/** Writes a change and remembers what was before. @throws UserError where the file changed since it was planned */
export function applySetup({ file, stateDir }: SetupTarget, change: SetupChange, nowMs: number): string {
  assertUnchanged(file, change);
  const record = readSetupRecord(stateDir, file);
  // Setup run twice still undoes to what was there at first; edits made in between are the user's and stay.
  const isOurs = record !== null && record.after === change.before;
  const original = isOurs ? record.before : change.before === null ? null : unwireSettings(change.before, WIRING_PARTS);
  const backup = join(stateDir, "setup", `settings-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-")}.json`);
  if (change.before !== null) writeFileAtomic(backup, change.before, { durable: true });
  writeSetupRecord(stateDir, { version: 1, file, before: original, after: change.after ?? "", atMs: nowMs });
  writeSettings(file, change.after);
  return change.before === null ? "" : backup;
}

export function applyUndo({ file, stateDir }: SetupTarget, change: SetupChange, all: boolean): void {
  assertUnchanged(file, change);
  writeSettings(file, change.after);
  if (all) dropSetupRecord(stateDir, file);
}

/** How the parts stand in the file now. */
export function setupStatus({ file, managed }: SetupTarget): {
  readonly parts: readonly PartState[];
  readonly locks: readonly ManagedLock[];
} {
  return { parts: wiringState(readSettings(file) ?? ""), locks: managedLocks(managed) };
}

/** @throws UserError where the file is there and cannot be understood: it is the user's, so it is not written over */
function readSettings(file: string): string | null {
  let source: string;
  try {
    source = readText(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new UserError(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  const problem = settingsProblem(source);
  if (problem === null) return source;
  throw new UserError(`${file} is not valid: ${problem}`, { hint: "Correct it first; nothing was changed." });
}

function assertUnchanged(file: string, change: SetupChange): void {
  if (readSettings(file) === change.before) return;
  throw new UserError(`${file} was changed by somebody else in the meantime`, {
    hint: "Nothing was written. Try again.",
  });
}

/** Writes through a link to the file that it names, and keeps the file's mode. */
function writeSettings(file: string, text: string | null): void {
  const real = existsSync(file) ? realpathSync(file) : file;
  if (text === null) {
    rmSync(real, { force: true });
    return;
  }
  const mode = existsSync(real) ? statSync(real).mode & 0o777 : 0o600;
  try {
    writeFileAtomic(real, text, { durable: true });
    chmodSync(real, mode);
  } catch (error) {
    throw new UserError(`cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
}
