/** The dashboard's one store: every change goes through the reducer. */

import { createStore, type StoreApi } from "zustand/vanilla";
import { type LiveEvent, reduce } from "../../view/dashboard/reduce.ts";
import { initialState, type LiveState } from "../../view/dashboard/ui-state.ts";

export type LiveStore = {
  readonly store: StoreApi<LiveState>;
  dispatch(event: LiveEvent): void;
};

export function createLiveStore(nowMs: number): LiveStore {
  const store = createStore<LiveState>(() => initialState(nowMs));
  return { store, dispatch: (event) => store.setState((state) => reduce(state, event), true) };
}
