/** The process as the commands use it, so that tests can replace it. */

import type { ControlSequence } from "../core/clean-text.ts";

export type Out = {
  /** Filters the text with `terminalText`: no control sequences except colours and weights, nothing invisible. */
  write(text: string): void;
  /** Writes without filtering. */
  control(sequence: ControlSequence): void;
  readonly isTTY: boolean;
  readonly columns: number;
};

/** @param lines the number of lines @returns whether it was shown; false = write it as usual */
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
  /** Shows text that is longer than the screen page by page; null or undefined = no paging. */
  page?: Page | null;
  /** undefined = days are archived immediately. */
  archiveLater?(folders: { readonly configDirs: readonly string[]; readonly dataDir: string | undefined }): void;
  /** Shares with the team in the background, if daily sharing is on. @returns a message for the user; null = none */
  shareLater?(dataDir: string | undefined): string | null;
};
