/** The accounts that the client's folders are signed in to, and their known state. */

import { sep } from "node:path";
import { type ClientAccount, type RootState, readClientStates } from "../../claude-code/feeds/client-state.ts";
import type { Zone } from "../../core/calendar/zone.ts";
import { groupBy } from "../../core/groups.ts";
import type { Account, AccountSpend } from "../../core/limits/account.ts";
import { EVERY_SESSION, type IsOwn } from "../../core/limits/spending.ts";
import { readSeenAccounts } from "../../store/feeds/account-history.ts";
import type { DataPaths } from "../../store/files/data-dir.ts";
import { knownStateDir, ownStateDir } from "../../store/state/account-folders.ts";
import type { History } from "../load/history.ts";
import { summarySnapshot } from "../load/spend-snapshot.ts";
import { noteAccounts } from "./note-accounts.ts";
import { changeNotes, sessionOwners, withEarlier } from "./session-owners.ts";

/** An account, with the client's state in each of its folders. */
export type SignedIn = { readonly account: Account; readonly states: readonly RootState[] };

/** At least one: a folder where nobody is signed in counts as an account of its own, unless no folder is signed in. */
export function signedInAccounts(roots: readonly string[], homeDir: string): readonly SignedIn[] {
  const byKey = groupBy(readClientStates(roots, homeDir), ({ account }) => account?.key ?? "");
  // Folders without an account are added to the only account there is, because the standard folders are included even
  // if unused.
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

/** The client stored nothing there. */
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

export type FoundFolder = { readonly path: string; readonly found: boolean };

/** Folders with logs; all folders where there are none. */
export function foundPaths(roots: readonly FoundFolder[]): readonly string[] {
  const found = roots.filter((root) => root.found);
  return (found.length > 0 ? found : roots).map((root) => root.path);
}

type Folders = { readonly roots: readonly FoundFolder[] };
type Places = Pick<DataPaths, "dataDir" | "stateDir">;

/** Where each account's sums are written, and which sessions count for it. */
export function summaryOwners(
  { roots }: Folders,
  { dataDir, stateDir }: Places,
  homeDir: string,
  nowMs: number,
): readonly { readonly stateDir: string; readonly isOwn: IsOwn }[] {
  const found = foundPaths(roots);
  const [only = ""] = found;
  const before = readSeenAccounts(dataDir);
  // The state file is large: it is not read where the owner of the only folder is known and has never changed.
  const isOnes = found.length < 2 && new Set(before.filter((s) => s.root === only).map((s) => s.key)).size < 2;
  const known = isOnes ? knownStateDir(stateDir, only) : null;
  if (known !== null) return [{ stateDir: known, isOwn: EVERY_SESSION }];
  const signedIn = signedInAccounts(found, homeDir);
  for (const { states } of signedIn) noteAccounts(dataDir, states, nowMs);
  const accounts = signedIn.map((a) => a.account);
  const owners = sessionOwners(accounts, readSeenAccounts(dataDir));
  return accounts.map((account, i) => ({
    stateDir: ownStateDir(stateDir, account),
    isOwn: owners[i] ?? EVERY_SESSION,
  }));
}

export type AccountNames = {
  /** The name of the account of a session at a time (epoch milliseconds); "" where it is not known. */
  nameOf(sessionId: string, timeMs: number): string;
  /** Notes on changes of account that affect the result. */
  readonly notes: readonly string[];
};

export function accountNames(
  { roots, demo }: Folders & { readonly demo: boolean },
  dataDir: string,
  homeDir: string,
): AccountNames {
  // The demo's folder is a temporary one, whose path is meaningless.
  if (demo) return { nameOf: () => "demo", notes: [] };
  const seen = readSeenAccounts(dataDir);
  const signedIn = signedInAccounts(foundPaths(roots), homeDir).map((a) => a.account);
  const accounts = withEarlier(signedIn, seen);
  const owners = sessionOwners(accounts, seen);
  return {
    nameOf: (sessionId, timeMs) => accounts[owners.findIndex((isOwn) => isOwn(sessionId, timeMs))]?.name ?? "",
    notes: changeNotes(signedIn, seen),
  };
}

/** What each account spent, where there are several, or were this month; otherwise empty. */
export function accountSpends(
  history: History,
  signedIn: readonly Account[],
  dataDir: string,
  zone: Zone,
  nowMs: number,
): readonly AccountSpend[] {
  if (history.demo) return [];
  const seen = readSeenAccounts(dataDir);
  const accounts = withEarlier(signedIn, seen);
  if (accounts.length < 2) return [];
  const owners = sessionOwners(accounts, seen);
  const spends = accounts.map(({ name }, i) => {
    const { todayUsd, weekUsd, monthUsd } = summarySnapshot(history, zone, nowMs, owners[i]);
    return { account: name, todayUsd, weekUsd, monthUsd };
  });
  return spends.filter(({ weekUsd, monthUsd }, i) => i < signedIn.length || weekUsd !== "0" || monthUsd !== "0");
}
