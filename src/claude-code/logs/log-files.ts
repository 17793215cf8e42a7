/** Finds every log file below the roots, each once, even if several paths lead to it. */

import { readdirSync } from "node:fs";
import { sep } from "node:path";
import { once } from "../../core/once.ts";
import { type FileNumbers, type LogFile, type LogFolder, STAMP_NUMBERS } from "../../core/responses/log-files.ts";
import { askFile, FileStat } from "../../runtime/file-stat.ts";
import { NOT_A_FILE } from "../../runtime/regular-file.ts";
import { FoundFiles } from "./found-files.ts";
import { isDesktopRoot, logsFolder, type RootChoice } from "./roots.ts";

export type FoundRoot = RootChoice & { readonly found: boolean; readonly files: number };

/** Folders from an earlier listing, by path. */
export type KnownFolders = {
  get(path: string): LogFolder | undefined;
  /** The files of a folder as found then, where they need not be checked again while the folder is unchanged. */
  filesOf?(path: string): KnownFiles | undefined;
};

/** Files `from` to `to`, exclusive. */
export type KnownFiles = Pick<FileNumbers, "stamps" | "places"> & { readonly from: number; readonly to: number };

export type LogFiles = {
  /** Created at the first access. */
  readonly files: readonly LogFile[];
  /** The same files in the same order, and every folder that was listed, including roots that do not exist. */
  readonly numbers: FileNumbers;
  /** One of `files`. */
  file(i: number): LogFile;
  /** The earliest time at which they were listed. Epoch milliseconds, by this machine's clock. */
  readonly askedMs: number;
  readonly roots: readonly FoundRoot[];
  /** Folders and files that could not be read, with the system's error code. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
};

/** Codes that mean "does not exist" or "no access": counted, never fatal. */
const TOLERATED = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "EIO", "ENAMETOOLONG", "ESTALE"]);

/** A name may be added to a folder within the same tick of the file system's clock in which it was listed. */
const TICK_MS = 2_000;
/** On Windows, not every file system keeps the time of the last change of a folder's names. */
const KEEPS_TIMES = process.platform !== "win32";

const NO_FOLDERS: KnownFolders = new Map();

/**
 * @param known listings to use where a folder has not changed since, because checking its time is cheaper than listing
 * @param onBytes called after each folder, with the total bytes of all logs found so far
 */
export function findLogFiles(
  roots: readonly RootChoice[],
  known: KnownFolders = NO_FOLDERS,
  onBytes?: (bytes: number) => void,
): LogFiles {
  const askedMs = Date.now();
  const walk = new Walk(known, onBytes);
  const { found, unreadable } = walk;
  const foundRoots = roots.map((root) => {
    const before = found.length;
    const folder = logsFolder(root.path);
    const exists = walk.entrance(folder, isDesktopRoot(root.path));
    if (!exists) found.folders.push(unlisted(folder));
    return { ...root, found: exists, files: found.length - before };
  });
  found.finish();
  const files = once(() => Array.from({ length: found.length }, (_, i) => found.file(i)));
  return {
    get files() {
      return files();
    },
    numbers: found,
    file: (i) => found.file(i),
    askedMs,
    roots: foundRoots,
    unreadable,
  };
}

class Walk {
  readonly found = new FoundFiles();
  readonly unreadable: { path: string; code: string }[] = [];
  readonly #known: KnownFolders;
  readonly #onBytes: ((bytes: number) => void) | undefined;
  /** The stat of the path that was checked last. */
  readonly #stat = new FileStat();
  /** The desktop app's folder that is walked; null = everything below the root is logs. */
  #desktop: string | null = null;

  constructor(known: KnownFolders, onBytes: ((bytes: number) => void) | undefined) {
    this.#known = known;
    this.#onBytes = onBytes;
  }

  /**
   * Enters a folder that can be reached by several paths: a root, or the target of a link. Folders inside are not
   * checked for duplicates, but their files are.
   * @param isDesktop whether only what is in a `.claude/projects` somewhere below is logs
   * @returns false where it does not exist
   */
  entrance(path: string, isDesktop: boolean): boolean {
    this.#desktop = isDesktop ? path : null;
    if (!this.#ask(path, true)) return false;
    if (this.#stat.isDirectory && this.found.isNew(this.#stat)) this.#directory(path);
    return true;
  }

  /** Lists a folder whose stat was just read. */
  #directory(path: string): void {
    const { dev, ino, mtimeMs } = this.#stat;
    const earlier = this.#known.get(path);
    const isSame = earlier?.mtimeMs === mtimeMs && earlier.ino === ino && earlier.dev === dev;
    const links: string[] = [];
    const folder = isSame ? earlier : (this.#list({ path, dev, ino, mtimeMs }, links) ?? unlisted(path));
    const place = this.found.folders.push(folder) - 1;
    const { logs } = folder;
    const inside = path + sep;
    const files = isSame ? this.#known.filesOf?.(path) : undefined;
    if (files) this.#takeKnown(files, place);
    else for (let i = 0; i < logs.length; i++) this.#file(inside + logs[i], place, i);
    this.#onBytes?.(this.found.bytes);
    for (const name of folder.folders) {
      const inner = inside + name;
      if (this.#ask(inner, false)) this.#directory(inner);
      else this.found.folders.push(unlisted(inner));
    }
    for (const name of links) this.#link(inside + name, name.endsWith(".jsonl"));
  }

  /** @param links collects entries whose type must be checked at each call */
  #list(folder: Omit<LogFolder, "logs" | "folders">, links: string[]): LogFolder | undefined {
    const listedMs = Date.now();
    const entries = this.#entriesOf(folder.path);
    if (entries === undefined) return undefined;
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const logs: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const { name } = entry;
      if (this.#desktop !== null && !leadsToLogs(this.#desktop, folder.path, entry)) continue;
      const isLog = name.endsWith(".jsonl");
      if (isLog && entry.isFile()) logs.push(name);
      else if (entry.isDirectory()) folders.push(name);
      else if (isLog || entry.isSymbolicLink()) links.push(name);
    }
    const isLasting = KEEPS_TIMES && links.length === 0 && listedMs - folder.mtimeMs > TICK_MS;
    return { ...folder, mtimeMs: isLasting ? folder.mtimeMs : Number.NaN, logs, folders };
  }

  #entriesOf(path: string) {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch (error) {
      this.#failed(path, error, false);
      return undefined;
    }
  }

  /** A link, or an entry whose type the file system does not report with the listing. */
  #link(path: string, isLog: boolean): void {
    if (!this.#ask(path, !isLog)) return;
    if (this.#stat.isDirectory) {
      if (this.found.isNew(this.#stat)) this.#directory(path);
    } else if (isLog && !this.#stat.isFile) this.unreadable.push({ path, code: NOT_A_FILE });
    else if (isLog && this.#take(-1, this.found.loose.length)) this.found.loose.push(path);
  }

  #file(path: string, folder: number, name: number): void {
    if (this.#ask(path, false)) this.#take(folder, name);
  }

  #takeKnown({ stamps, places, from, to }: KnownFiles, folder: number): void {
    const stat = this.#stat;
    for (let i = from; i < to; i++) {
      const at = i * STAMP_NUMBERS;
      stat.dev = stamps[at] as number;
      stat.ino = stamps[at + 1] as number;
      stat.sizeBytes = stamps[at + 2] as number;
      stat.mtimeMs = stamps[at + 3] as number;
      stat.ctimeMs = stamps[at + 4] as number;
      stat.isFile = true;
      this.#take(folder, places[i * 2 + 1] as number);
    }
  }

  /** @returns whether the path that was just checked is a file that was not found before */
  #take(folder: number, name: number): boolean {
    const isTaken = this.#stat.isFile && this.found.isNew(this.#stat);
    if (isTaken) this.found.add(this.#stat, folder, name);
    return isTaken;
  }

  /** @returns false where its stat could not be read */
  #ask(path: string, quietly: boolean): boolean {
    try {
      askFile(path, this.#stat);
      return true;
    } catch (error) {
      this.#failed(path, error, quietly);
      return false;
    }
  }

  #failed(path: string, error: unknown, quietly: boolean): void {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!TOLERATED.has(code)) throw error;
    if (!(quietly && (code === "ENOENT" || code === "ENOTDIR"))) this.unreadable.push({ path, code });
  }
}

/** The app has few folders; what a session has created beside its logs can have any depth. */
const DESKTOP_DEPTH = 6;

/** Whether an entry of a desktop app's folder is a log, or a folder that leads to logs. */
function leadsToLogs(root: string, folder: string, entry: DesktopEntry): boolean {
  const { name } = entry;
  const steps = folder.slice(root.length).split(sep).filter(Boolean);
  const projects = steps.findIndex((step, i) => step === "projects" && steps[i - 1] === ".claude");
  if (projects >= 0) return true;
  if (steps.at(-1) === ".claude") return name === "projects";
  return entry.isDirectory() && steps.length < DESKTOP_DEPTH && name !== "node_modules" && name !== ".git";
}

type DesktopEntry = { readonly name: string; isDirectory(): boolean };

/** A folder without known contents. */
function unlisted(path: string): LogFolder {
  return { path, dev: 0, ino: 0, mtimeMs: Number.NaN, logs: [], folders: [] };
}
