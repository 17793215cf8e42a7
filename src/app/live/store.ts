/** The dashboard's store: every change goes through the reducer. */

import { createStore, type StoreApi } from "zustand/vanilla";
import type { Zone } from "../../core/calendar/zone.ts";
import { type LiveEvent, reduce } from "../../view/dashboard/reduce.ts";
import { initialState, type LiveState } from "../../view/dashboard/ui-state.ts";

export type LiveStore = {
  readonly store: StoreApi<LiveState>;
  dispatch(event: LiveEvent): void;
};

/** The clock is read at each key, so that a message lasts from then on, not from the last screen update. */
export function createLiveStore(now: () => number, zone: Zone): LiveStore {
  const store = createStore<LiveState>(() => initialState(now(), zone));
  const dispatch = (event: LiveEvent): void => {
    const before: readonly LiveEvent[] = event.type === "key" ? [{ type: "tick", nowMs: now() }] : [];
    store.setState((state) => [...before, event].reduce(reduce, state), true);
  };
  return { store, dispatch };
}
