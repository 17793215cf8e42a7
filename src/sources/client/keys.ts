/**
 * Finds the key of a source: in the environment, or in a file that only its owner can read. Never on the command line.
 */

import { statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { cleanText } from "../../core/clean-text.ts";
import type { SourceKind } from "../../core/organization/fetched.ts";
import { UserError } from "../../core/user-error.ts";
import { readText } from "../../runtime/regular-file.ts";

export const KEY_VARIABLES: Readonly<Record<SourceKind, string>> = {
  anthropic: "ANTHROPIC_ADMIN_KEY",
  enterprise: "ANTHROPIC_ADMIN_KEY",
  gateway: "CLAUDE_GATEWAY_KEY",
  litellm: "LITELLM_API_KEY",
};

/** The kind of a key, by its prefix; null = unknown. */
export type KeyKind =
  | "Admin key of the Console"
  | "Enterprise key with scopes"
  | "key for messages"
  | "OAuth token"
  | null;

export type FoundKey = {
  readonly key: string;
  /** The variable or the file, for messages. */
  readonly from: string;
  readonly kind: KeyKind;
};

export type KeyPlace = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As in the settings: a path, relative to the settings' folder; undefined = not set. */
  readonly keyFile: string | undefined;
  readonly settingsFile: string;
};

const MAX_KEY_LENGTH = 4096;

/**
 * @returns null where no key is found
 * @throws UserError where a file cannot be used, or its contents are not a key
 */
export function findKey(kind: SourceKind, { env, keyFile, settingsFile }: KeyPlace): FoundKey | null {
  const variable = KEY_VARIABLES[kind];
  const inEnvironment = env[variable]?.trim();
  if (inEnvironment) return foundKey(inEnvironment, variable);
  if (keyFile === undefined || keyFile === "") return null;
  const path = keyFile.startsWith("~/")
    ? resolve(homedir(), keyFile.slice(2))
    : resolve(dirname(settingsFile), keyFile);
  return foundKey(readKeyFile(path), path);
}

function foundKey(key: string, from: string): FoundKey {
  if (key.length > MAX_KEY_LENGTH || !/^[!-~]+$/.test(key)) {
    throw new UserError(`${from} does not contain a key: a key is one word of printable characters`);
  }
  return { key, from, kind: kindOf(key) };
}

function kindOf(key: string): KeyKind {
  if (key.startsWith("sk-ant-admin")) return "Admin key of the Console";
  if (key.startsWith("sk-ant-api01-")) return "Enterprise key with scopes";
  if (key.startsWith("sk-ant-api")) return "key for messages";
  return key.startsWith("sk-ant-oat") ? "OAuth token" : null;
}

/** @throws UserError */
function readKeyFile(path: string): string {
  try {
    if (process.platform !== "win32") assertPrivate(path);
    return readText(path).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) throw error;
    throw new UserError(`the key file ${path} cannot be read (${code})`, { cause: error });
  }
}

const OTHERS = 0o077;

function assertPrivate(path: string): void {
  const { mode, uid } = statSync(path);
  if ((mode & OTHERS) !== 0) {
    throw new UserError(`the key file ${path} can be read by others (mode ${(mode & 0o777).toString(8)})`, {
      hint: `Run: chmod 600 ${path}. If others may have read it, make a new key.`,
    });
  }
  const own = process.getuid?.();
  if (own !== undefined && own !== 0 && uid !== own) {
    throw new UserError(`the key file ${path} belongs to another user`);
  }
}

/** A text from the server, which may quote the request, on one line and without the key. */
export function withoutKey(text: string, key: string): string {
  return cleanText(text.replaceAll(key, "(the key)").replaceAll(encodeURIComponent(key), "(the key)"));
}
