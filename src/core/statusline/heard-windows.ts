/**
 * The plan's windows as a session's status line reported them. A snapshot can arrive without a new answer of the API,
 * and can omit a window: the figure then keeps the time of the answer that contained it, and applies until the reset.
 */

import type { StatuslineInput, StatuslineWindow } from "./snapshot.ts";

export type HeardWindow = StatuslineWindow & {
  /** Time of the answer that contained this figure; epoch milliseconds. */
  readonly heardAtMs: number;
  /** Earlier figures until the same reset, oldest first; missing in records of older versions. */
  readonly steps?: readonly WindowStep[];
};

/** The time of an answer with a percentage, epoch milliseconds; stored as a pair, because a record has many. */
export type WindowStep = readonly [atMs: number, usedPercent: number];

/** The part of a feed's record that contains its windows. */
type RecordedWindows = {
  readonly recordedAtMs: number;
  readonly windows?: readonly HeardWindow[];
  readonly input: StatuslineInput;
};

/** The windows of a record. Records of older versions contain only the last snapshot's windows. */
export function heardWindows(feed: RecordedWindows): readonly HeardWindow[] {
  return feed.windows ?? feed.input.windows.map((window) => ({ ...window, heardAtMs: feed.recordedAtMs }));
}

/** The windows after one more snapshot. */
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

/** A step is at least one percentage point, so a window has about a hundred. */
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

/** Windows that a later snapshot omits, and that have not reset. */
export function leftOut(
  known: readonly HeardWindow[],
  inFrame: readonly HeardWindow[],
  nowMs: number,
): readonly HeardWindow[] {
  return known.filter((k) => (k.resetsAtMs ?? nowMs + 1) > nowMs && !inFrame.some((w) => w.id === k.id));
}

/** Whether the API answered between the two snapshots: the client's totals only grow with an answer. */
function hasAnswered(last: StatuslineInput, input: StatuslineInput): boolean {
  return (input.costUsd ?? 0) > (last.costUsd ?? 0) || (input.apiMs ?? 0) > (last.apiMs ?? 0);
}

function isSameFigure(a: StatuslineWindow, b: StatuslineWindow): boolean {
  return a.usedPercent === b.usedPercent && a.usedUsd === b.usedUsd && a.resetsAtMs === b.resetsAtMs;
}
