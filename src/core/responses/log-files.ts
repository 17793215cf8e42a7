/** Log files as they were found. */

export type LogFile = {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /**
   * When anything about the file last changed, which no program can set back. NaN = it may have changed since without a
   * trace.
   */
  readonly ctimeMs: number;
};

/** The logs and folders in a folder. */
export type LogFolder = {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  /** While the folder has this time it contains the same names; NaN = not reliable. */
  readonly mtimeMs: number;
  /** Names of logs, and of folders, in order. */
  readonly logs: readonly string[];
  readonly folders: readonly string[];
};

/** Numbers of each file: device, inode, bytes, times of the last change of its content and of any change (ms). */
export const STAMP_NUMBERS = 5;

/** The resolution of file systems' times can be this coarse. */
const CLOCK_STEP_MS = 20;

/** The file as it is stored. If it changed just before its times were read, it may change again without new times. */
export function notedFile(file: LogFile, askedMs: number): LogFile {
  return Math.abs(askedMs - file.ctimeMs) < CLOCK_STEP_MS ? { ...file, ctimeMs: Number.NaN } : file;
}

/** Files as numbers, because thousands of them are compared faster than as objects. */
export type FileNumbers = {
  readonly length: number;
  /** `STAMP_NUMBERS` for each file. */
  readonly stamps: Float64Array;
  /** Two for each file: the index of its folder and of its name there; or -1 and its index in `loose`. */
  readonly places: Int32Array;
  readonly folders: readonly LogFolder[];
  /** Paths that are not composed of a folder's. */
  readonly loose: readonly string[];
};

/** @param separator between the names of a path */
export function pathAt(
  { places, folders, loose }: Pick<FileNumbers, "places" | "folders" | "loose">,
  i: number,
  separator: string,
): string {
  const folder = places[i * 2] as number;
  const name = places[i * 2 + 1] as number;
  if (folder < 0) return loose[name] as string;
  const { path, logs } = folders[folder] as LogFolder;
  return `${path}${separator}${logs[name]}`;
}

/** @param separator between the names of its path */
export function fileAt(files: FileNumbers, i: number, separator: string): LogFile {
  const [dev, ino, sizeBytes, mtimeMs, ctimeMs] = files.stamps.subarray(i * STAMP_NUMBERS, (i + 1) * STAMP_NUMBERS);
  return {
    path: pathAt(files, i, separator),
    dev: dev as number,
    ino: ino as number,
    sizeBytes: sizeBytes as number,
    mtimeMs: mtimeMs as number,
    ctimeMs: ctimeMs as number,
  };
}
