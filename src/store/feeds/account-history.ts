/**
 * `feeds/accounts.jsonl`: who was signed in to each of the client's folders. One line per change, so that what two
 * people spent from one folder can be separated.
 */

import { join } from "node:path";
import { attempt } from "../../runtime/try-file.ts";
import { appendText, readLines } from "../files/append-text.ts";

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
  return readLines(fileIn(dataDir))
    .flatMap((line) => accountOf(line) ?? [])
    .sort((a, b) => a.atMs - b.atMs);
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

function accountOf({ root, key, email, organization, atMs }: Readonly<Record<string, unknown>>): SeenAccount | null {
  if (typeof root !== "string" || typeof key !== "string" || !Number.isFinite(atMs)) return null;
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  return { root, key, email: text(email), organization: text(organization), atMs: Number(atMs) };
}
