/**
 * `feeds/accounts.jsonl`: who was signed in to each of the client's folders. One line per change, so that what two
 * people spent from one folder can be separated.
 */

import { join } from "node:path";
import { readTextOrNull } from "../../runtime/regular-file.ts";
import { attempt } from "../../runtime/try-file.ts";
import { appendText } from "../files/append-text.ts";

export type SeenAccount = {
  /** The client's folder. */
  readonly root: string;
  /** As in `Account`. */
  readonly key: string;
  /** "" = not given. */
  readonly email: string;
  readonly organization: string;
  /** When this account was first found there; epoch milliseconds. */
  readonly atMs: number;
};

const fileIn = (dataDir: string): string => join(dataDir, "feeds", "accounts.jsonl");

/** Oldest first. Unreadable lines are skipped. */
export function readSeenAccounts(dataDir: string): readonly SeenAccount[] {
  const lines = (readTextOrNull(fileIn(dataDir)) ?? "").split("\n");
  return lines.flatMap((line) => parseLine(line) ?? []).sort((a, b) => a.atMs - b.atMs);
}

/**
 * Records accounts that differ from the last one found in their folders. If the folder cannot be written, the record is
 * lost.
 */
export function noteSeenAccounts(dataDir: string, seen: readonly SeenAccount[]): void {
  const known = new Map(readSeenAccounts(dataDir).map(({ root, key }) => [root, key]));
  const fresh = seen.filter(({ root, key }) => known.get(root) !== key);
  if (fresh.length === 0) return;
  attempt(() => appendText(fileIn(dataDir), fresh.map((line) => `${JSON.stringify(line)}\n`).join("")));
}

function parseLine(text: string): SeenAccount | null {
  try {
    const { root, key, email, organization, atMs } = JSON.parse(text) as Partial<SeenAccount>;
    if (typeof root !== "string" || typeof key !== "string" || !Number.isFinite(atMs)) return null;
    return { root, key, email: String(email ?? ""), organization: String(organization ?? ""), atMs: Number(atMs) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}
