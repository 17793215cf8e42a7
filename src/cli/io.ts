/** The process as the commands see it, so that they can be run in a test with another one. */

import type { ControlSequence } from "../core/clean-text.ts";

export type Out = {
  /** Lets through what `terminalText` does: no control sequence but colours and weights, nothing invisible. */
  write(text: string): void;
  /** As it is. */
  control(sequence: ControlSequence): void;
  readonly isTTY: boolean;
  readonly columns: number;
};

/** @param lines of the text @returns whether it was shown; false = it is to be written as usual */
export type Page = (text: string, lines: number) => boolean;

export type Io = {
  readonly stdout: Out;
  readonly stderr: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homeDir: string;
  readonly platform: NodeJS.Platform;
  /** Epoch milliseconds. */
  now(): number;
  /** Shows what is longer than the screen page by page; null or left out = nothing is paged. */
  page?: Page | null;
  /** Left out = what there is to be put into the archive is put there at once. */
  archiveLater?(folders: { readonly configDirs: readonly string[]; readonly dataDir: string | undefined }): void;
  /** Shares with the team, where that is wanted once a day. @returns what the user should know; null = nothing */
  shareLater?(dataDir: string | undefined): string | null;
};
