/** Assigns a session's spend to an account: the one that its folder is signed in to, or was at that time. */

import { dirname, join } from "node:path";
import { sessionLogs } from "../../claude-code/logs/session-log.ts";
import { groupBy } from "../../core/groups.ts";
import type { Account } from "../../core/limits/account.ts";
import { EVERY_SESSION, type IsOwn } from "../../core/limits/spending.ts";
import type { SeenAccount } from "../../store/feeds/account-history.ts";

/**
 * Returns for each account a test of whether what a session spent at a time belongs to it. For a session whose log is
 * gone, the account is not known where there are several folders.
 * @param seen the accounts found in the folders, oldest first
 */
export function sessionOwners(accounts: readonly Account[], seen: readonly SeenAccount[]): readonly IsOwn[] {
  const changes = changesByRoot(accounts, seen);
  if (accounts.length < 2 && changes.size === 0) return accounts.map(() => EVERY_SESSION);
  const keyOf = keyAtTime(accounts, changes);
  return accounts.map(
    ({ key }) =>
      (sessionId, timeMs) =>
        keyOf(sessionId, timeMs) === key,
  );
}

/** Accounts that were signed in to these folders earlier, in addition to the present ones. */
export function withEarlier(accounts: readonly Account[], seen: readonly SeenAccount[]): readonly Account[] {
  const known = new Set(accounts.map((account) => account.key));
  const earlier = new Map<string, Account>();
  for (const [root, list] of changesByRoot(accounts, seen)) {
    for (const { key, email, organization } of list) {
      if (known.has(key)) continue;
      const roots = [...(earlier.get(key)?.roots ?? []), root];
      earlier.set(key, { key, name: nameOf(email, organization, accounts), roots: [...new Set(roots)] });
    }
  }
  return [...accounts, ...earlier.values()];
}

/** A line for each folder in which several accounts were found: which one, and since when. */
export function changeNotes(accounts: readonly Account[], seen: readonly SeenAccount[]): readonly string[] {
  return [...changesByRoot(accounts, seen)].map(([root, list]) => {
    const found = list.map(({ email, key, atMs }) => `${email || key} since ${new Date(atMs).toISOString()}`);
    return `${root} was used by several accounts: found were ${found.join(", ")}; what was spent before a change was found counts for the account before it`;
  });
}

/** One person can have accounts in two organisations. */
function nameOf(email: string, organization: string, others: readonly Account[]): string {
  if (email === "") return "an earlier account";
  return others.some((other) => other.name === email) ? `${email}, ${organization || "another account"}` : email;
}

/** Only folders in which several accounts were found. */
function changesByRoot(
  accounts: readonly Account[],
  seen: readonly SeenAccount[],
): ReadonlyMap<string, readonly SeenAccount[]> {
  const roots = new Set(accounts.flatMap((account) => account.roots.map((root) => join(root))));
  const lists = [...groupBy(seen, ({ root }) => join(root))].filter(([root]) => roots.has(root));
  return new Map(lists.filter(([, list]) => new Set(list.map(({ key }) => key)).size > 1));
}

/** The key of the account; null = not known. */
function keyAtTime(
  accounts: readonly Account[],
  changes: ReadonlyMap<string, readonly SeenAccount[]>,
): (sessionId: string, timeMs: number) => string | null {
  const keyByRoot = new Map(accounts.flatMap(({ key, roots }) => roots.map((root) => [join(root), key] as const)));
  const logs = sessionLogs(accounts.flatMap((account) => account.roots));
  const rootBySession = new Map([...logs].map(([id, path]) => [id, rootOf(path)]));
  const [only = ""] = keyByRoot.size === 1 ? keyByRoot.keys() : [];
  return (sessionId, timeMs) => {
    const root = rootBySession.get(sessionId) ?? only;
    const list = changes.get(root);
    // Before the first record, the first account found is assumed.
    const found = list?.findLast(({ atMs }) => atMs <= timeMs) ?? list?.[0];
    return found?.key ?? keyByRoot.get(root) ?? null;
  };
}

/** `<root>/projects/<folder>/<session>.jsonl` */
export function rootOf(path: string): string {
  return dirname(dirname(dirname(path)));
}
