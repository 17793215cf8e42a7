/** The dashboard's one store: every change goes through the reducer. */

import { createStore, type StoreApi } from "zustand/vanilla";
import type { Zone } from "../../core/calendar/zone.ts";
import { type LiveEvent, reduce } from "../../view/dashboard/reduce.ts";
import { initialState, type LiveState } from "../../view/dashboard/ui-state.ts";

export type LiveStore = {
  readonly store: StoreApi<LiveState>;
  dispatch(event: LiveEvent): void;
};

/** The clock is asked at each key: what a key brings up lasts from then, not from when the screen last changed. */
export function createLiveStore(now: () => number, zone: Zone): LiveStore {
  const store = createStore<LiveState>(() => initialState(now(), zone));
  const dispatch = (event: LiveEvent): void => {
    const before: readonly LiveEvent[] = event.type === "key" ? [{ type: "tick", nowMs: now() }] : [];
    store.setState((state) => [...before, event].reduce(reduce, state), true);
  };
  return { store, dispatch };
}
