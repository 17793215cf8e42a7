/** The accounts that the client's folders are signed in to, and which sessions are whose. */

import { dirname, join, sep } from "node:path";
import { type ClientAccount, type RootState, readClientStates } from "../../claude-code/feeds/client-state.ts";
import { sessionLogs } from "../../claude-code/logs/session-log.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import type { Account, AccountSpend } from "../../core/limits/account.ts";
import { EVERY_SESSION } from "../../core/limits/spending.ts";
import { knownStateDir, ownStateDir } from "../../store/state/account-folders.ts";
import type { History } from "../load/history.ts";
import { summarySnapshot } from "../load/spend-snapshot.ts";

/** An account with what the client keeps of it in each of its folders. */
export type SignedIn = { readonly account: Account; readonly states: readonly RootState[] };

/** At least one: a folder where nobody is signed in is an account of its own, unless none of them has one. */
export function signedInAccounts(roots: readonly string[], homeDir: string): readonly SignedIn[] {
  const byKey = new Map<string, RootState[]>();
  for (const state of readClientStates(roots, homeDir)) {
    const key = state.account?.key ?? "";
    byKey.set(key, [...(byKey.get(key) ?? []), state]);
  }
  // Folders without an account go with the only one there is: the standard folders are looked at though one is unused.
  const loose = byKey.get("") ?? [];
  if (byKey.size === 2 && loose.length > 0 && loose.every(isUnused)) {
    byKey.delete("");
    const [[key, states]] = [...byKey] as [[string, RootState[]]];
    byKey.set(key, [...states, ...loose]);
  }
  const found: readonly KeyedStates[] = [...byKey].flatMap(([key, states]): KeyedStates[] => {
    if (key !== "" || byKey.size === 1) return [[key, states]];
    return states.map((state) => [`folder ${state.root}`, [state]]);
  });
  const names = namesOf(found, homeDir);
  return found.map(([key, states], i) => ({
    account: { key, name: names[i] as string, roots: states.map((s) => s.root) },
    states,
  }));
}

/** Nothing is kept there. */
const isUnused = ({ state }: RootState): boolean => state === null;

type KeyedStates = readonly [key: string, states: readonly RootState[]];

function namesOf(found: readonly KeyedStates[], homeDir: string): readonly string[] {
  const of = (pick: (account: ClientAccount) => string) =>
    found.map(([, [first]]) => (first?.account ? pick(first.account) : ""));
  const isGood = (names: readonly string[]): boolean => !names.includes("") && new Set(names).size === names.length;
  const choices = [of((a) => a.email), of((a) => `${a.email}, ${a.organization}`)];
  return choices.find(isGood) ?? found.map(([, states]) => folderName(states[0]?.root ?? "", homeDir));
}

function folderName(root: string, homeDir: string): string {
  return homeDir !== "" && root.startsWith(homeDir + sep) ? `~${root.slice(homeDir.length)}` : root;
}

/**
 * Gives for each account whether a session is its own. Of a session whose log is gone nobody knows whose it was, where
 * there are several accounts.
 */
export function sessionOwners(accounts: readonly Account[]): readonly ((sessionId: string) => boolean)[] {
  if (accounts.length < 2) return accounts.map(() => EVERY_SESSION);
  const roots = new Map<string, string>();
  for (const [id, path] of sessionLogs(accounts.flatMap((a) => a.roots))) roots.set(id, rootOf(path));
  return accounts.map((account) => {
    const own = new Set(account.roots.map((root) => join(root)));
    return (sessionId) => own.has(roots.get(sessionId) ?? "");
  });
}

/** `<root>/projects/<folder>/<session>.jsonl` */
export function rootOf(path: string): string {
  return dirname(dirname(dirname(path)));
}

export type FoundFolder = { readonly path: string; readonly found: boolean };

/** Folders with logs; where there are none, all. */
export function foundPaths(roots: readonly FoundFolder[]): readonly string[] {
  const found = roots.filter((root) => root.found);
  return (found.length > 0 ? found : roots).map((root) => root.path);
}

/** Where each account's sums are written, and which sessions count for it. */
export function summaryOwners(
  { roots }: { readonly roots: readonly FoundFolder[] },
  stateDir: string,
  homeDir: string,
): readonly { readonly stateDir: string; isOwn(sessionId: string): boolean }[] {
  const found = foundPaths(roots);
  const [only = ""] = found;
  // The state file is large: where it is known whose the one folder is, it need not be read.
  const known = found.length < 2 ? knownStateDir(stateDir, only) : null;
  if (known !== null) return [{ stateDir: known, isOwn: EVERY_SESSION }];
  const accounts = signedInAccounts(found, homeDir).map((a) => a.account);
  const owners = sessionOwners(accounts);
  return accounts.map((account, i) => ({
    stateDir: ownStateDir(stateDir, account),
    isOwn: owners[i] ?? EVERY_SESSION,
  }));
}

/** Gives the name of a session's account; "" where it is not known. */
export function accountNames(
  { roots, demo }: { readonly roots: readonly FoundFolder[]; readonly demo: boolean },
  homeDir: string,
): (sessionId: string) => string {
  // Its folder is a temporary one, whose path means nothing.
  if (demo) return () => "demo";
  const accounts = signedInAccounts(foundPaths(roots), homeDir).map((a) => a.account);
  const owners = sessionOwners(accounts);
  return (sessionId) => accounts[owners.findIndex((isOwn) => isOwn(sessionId))]?.name ?? "";
}

/** What each account spent, where there is more than one; empty else. */
export function accountSpends(
  history: History,
  accounts: readonly Account[],
  zone: Zone,
  nowMs: number,
): readonly AccountSpend[] {
  if (accounts.length < 2) return [];
  const owners = sessionOwners(accounts);
  return accounts.map(({ name }, i) => {
    const { todayUsd, weekUsd, monthUsd } = summarySnapshot(history, zone, nowMs, owners[i]);
    return { account: name, todayUsd, weekUsd, monthUsd };
  });
}
