/**
 * With the Windows Subsystem for Linux, Claude Code keeps logs in two homes, of which only the one on this side is read
 * by default. `doctor` suggests the other.
 */

import { execFileSync } from "node:child_process";
import { join, win32 } from "node:path";
import { statIfAny } from "../../runtime/regular-file.ts";
import { namesIn } from "../../runtime/try-file.ts";

export type OtherHomesOptions = {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders that are already read. */
  readonly known: readonly string[];
  /** Where WSL mounts the Windows users' folders. */
  readonly windowsUsers?: string;
  /** The Windows share of the Linux file systems. */
  readonly linuxShare?: string;
  /** Names of the running distributions; by default from `wsl.exe`. */
  readonly distributions?: () => readonly string[];
};

/** Claude Code's folders with logs on the other side. */
export function otherHomes(options: OtherHomesOptions): readonly string[] {
  const { platform, env, known, windowsUsers = "/mnt/c/Users", linuxShare = "\\\\wsl.localhost" } = options;
  const folders =
    platform === "win32"
      ? (options.distributions ?? runningDistributions)().flatMap((name) => {
          const root = platformJoin(linuxShare, name);
          return [platformJoin(root, "root"), ...pathsIn(platformJoin(root, "home"))];
        })
      : env["WSL_DISTRO_NAME"]
        ? pathsIn(windowsUsers)
        : [];
  return folders
    .map((home) => platformJoin(home, ".claude"))
    .filter((root) => !known.includes(root) && statIfAny(platformJoin(root, "projects"))?.isDirectory() === true);
}

/** Joins without losing the two backslashes of a Windows share. */
function platformJoin(folder: string, name: string): string {
  return folder.startsWith("\\\\") ? win32.join(folder, name) : join(folder, name);
}

function pathsIn(folder: string): readonly string[] {
  return namesIn(folder).map((name) => platformJoin(folder, name));
}

/** Only running distributions, because reading another would start it. */
function runningDistributions(): readonly string[] {
  try {
    const text = execFileSync("wsl.exe", ["--list", "--running", "--quiet"], {
      timeout: 2_000,
      windowsHide: true,
      stdio: ["ignore", "pipe", "ignore"],
    }).toString("utf16le");
    return text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== "");
  } catch {
    // WSL is not installed, or no distribution is running.
    return [];
  }
}
