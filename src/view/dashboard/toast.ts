import { withUi } from "./navigate.ts";
import type { LiveState } from "./ui-state.ts";

const TOAST_MS = 6_000;

/** Shows a line below the view for a few seconds. */
export function toast(state: LiveState, text: string): LiveState {
  return withUi(state, { toast: { text, untilMs: state.nowMs + TOAST_MS, isRefusal: false } });
}

/** Why a key did nothing: as a toast, but gone with the next key, which may do what was meant. */
export function refuse(state: LiveState, text: string): LiveState {
  return withUi(state, { toast: { text, untilMs: state.nowMs + TOAST_MS, isRefusal: true } });
}
