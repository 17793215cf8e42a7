import { withUi } from "./navigate.ts";
import type { LiveState } from "./ui-state.ts";

const TOAST_MS = 6_000;

/** A line below the view for a few seconds. */
export function toast(state: LiveState, text: string): LiveState {
  return withUi(state, { toast: { text, untilMs: state.nowMs + TOAST_MS } });
}
