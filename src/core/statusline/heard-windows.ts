/**
 * The plan's windows as a session's status line reported them. A frame can be drawn again without a new answer of the
 * API, and can leave a window out: the figure then keeps the time at which an answer gave it, and stands until the reset.
 */

import type { StatuslineInput, StatuslineWindow } from "./snapshot.ts";

export type HeardWindow = StatuslineWindow & {
  /** When an answer gave this figure; epoch milliseconds. */
  readonly heardAtMs: number;
  /** Earlier figures until the same reset, oldest first; missing in records of older versions. */
  readonly steps?: readonly WindowStep[];
};

/** When an answer gave a percentage, epoch milliseconds; a pair, since a record has many. */
export type WindowStep = readonly [atMs: number, usedPercent: number];

/** The part of a feed's record that has its windows. */
type RecordedWindows = {
  readonly recordedAtMs: number;
  readonly windows?: readonly HeardWindow[];
  readonly input: StatuslineInput;
};

/** The windows of a record. Records of older versions have the last frame's windows alone. */
export function heardWindows(feed: RecordedWindows): readonly HeardWindow[] {
  return feed.windows ?? feed.input.windows.map((window) => ({ ...window, heardAtMs: feed.recordedAtMs }));
}

/** The windows after one more frame. */
export function nextWindows(
  previous: RecordedWindows | null,
  input: StatuslineInput,
  nowMs: number,
): readonly HeardWindow[] {
  const known = previous === null ? [] : heardWindows(previous);
  const isAnswer = previous === null || hasAnswered(previous.input, input);
  const inFrame = input.windows.map((window) => {
    const before = known.find((k) => k.id === window.id);
    return before && !isAnswer && isSameFigure(before, window)
      ? before
      : { ...window, heardAtMs: nowMs, steps: nextSteps(before, window) };
  });
  return [...inFrame, ...leftOut(known, inFrame, nowMs)];
}

/** A step is at least one point, so that a window has about a hundred. */
const MAX_STEPS = 120;
/** Reset times of one window differ by seconds between answers. */
const SAME_RESET_MS = 600_000;

function nextSteps(before: HeardWindow | undefined, window: StatuslineWindow): readonly WindowStep[] {
  const { usedPercent = null, resetsAtMs = null, heardAtMs = 0, steps = [] } = before ?? {};
  const isSame = resetsAtMs !== null && Math.abs((window.resetsAtMs ?? 0) - resetsAtMs) <= SAME_RESET_MS;
  if (!isSame) return [];
  const hasGrown = usedPercent !== null && usedPercent !== window.usedPercent;
  if (!hasGrown || usedPercent < (steps.at(-1)?.[1] ?? 0) + 1) return steps;
  return [...steps, [heardAtMs, usedPercent] as const].slice(-MAX_STEPS);
}

/** Windows that a later frame does not have, and that have not reset. */
export function leftOut(
  known: readonly HeardWindow[],
  inFrame: readonly HeardWindow[],
  nowMs: number,
): readonly HeardWindow[] {
  return known.filter((k) => (k.resetsAtMs ?? nowMs + 1) > nowMs && !inFrame.some((w) => w.id === k.id));
}

/** Whether the API answered between the two frames: the client's totals only grow with an answer. */
function hasAnswered(last: StatuslineInput, input: StatuslineInput): boolean {
  return (input.costUsd ?? 0) > (last.costUsd ?? 0) || (input.apiMs ?? 0) > (last.apiMs ?? 0);
}

function isSameFigure(a: StatuslineWindow, b: StatuslineWindow): boolean {
  return a.usedPercent === b.usedPercent && a.usedUsd === b.usedUsd && a.resetsAtMs === b.resetsAtMs;
}
