import type { RootState } from "../../claude-code/feeds/client-state.ts";
import { noteSeenAccounts } from "../../store/feeds/account-history.ts";

/** Records who is signed in to the folders, where that has changed since the last record. */
export function noteAccounts(dataDir: string, states: readonly RootState[], nowMs: number): void {
  const seen = states.flatMap(({ root, account }) => (account === null ? [] : [{ root, ...account, atMs: nowMs }]));
  noteSeenAccounts(dataDir, seen);
}
