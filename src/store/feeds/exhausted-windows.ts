/**
 * `feeds/exhausted.jsonl`: when a window of the plan was used up, and until when. One line each, written by the first
 * process that detects it; a line with `below` cancels what a newer answer disproved. This is evidence for which
 * requests drew on usage credits.
 */

import { join } from "node:path";
import type { Span } from "../../core/limits/calendar.ts";
import type { Limit } from "../../core/limits/limit.ts";
import { appendText, readLines } from "../files/append-text.ts";
import type { DataPaths } from "../files/data-dir.ts";
import { claimCrossing, isClaimed, releaseCrossing } from "../state/crossings.ts";

type Line = Span & {
  readonly window: string;
  /** The client's folder; missing in lines of older versions, and where it is not known. */
  readonly root?: string;
  /** The window was below 100 % after all: its earlier lines do not count. */
  readonly below?: true;
};

function fileIn(paths: DataPaths): string {
  return join(paths.dataDir, "feeds", "exhausted.jsonl");
}

/**
 * Records each window that is used up and not yet recorded, with the time of the answer that reported it; cancels the
 * record where a newer answer for the same window is below 100 %. Reads the file once per window.
 * @param root the client's folder whose windows they are; null = not known
 */
export function noteExhausted(paths: DataPaths, limits: readonly Limit[], root: string | null): void {
  for (const { kind, id, usedPercent, resetsAtMs, asOfMs } of limits) {
    if (kind !== "window" || usedPercent === null || resetsAtMs === null) continue;
    const claim = `exhausted ${root ?? ""} ${id}@${slotOf(resetsAtMs)}`;
    const line: Line = { window: id, fromMs: asOfMs, toMs: resetsAtMs, ...(root === null ? {} : { root }) };
    if (usedPercent >= 100) {
      if (claimCrossing(paths.stateDir, claim)) append(paths, line);
    } else if (
      isClaimed(paths.stateDir, claim) &&
      spansOf(paths, id).some((s) => s.fromMs < asOfMs && isSame(s, line))
    ) {
      append(paths, { ...line, below: true });
      releaseCrossing(paths.stateDir, claim);
    }
  }
}

/** Unreadable lines are skipped. @param roots of the account; lines without a folder apply to every account */
export function readExhausted(paths: DataPaths, roots: readonly string[]): readonly Span[] {
  const own = spansOf(paths, null).filter(({ root }) => root === undefined || roots.includes(root));
  return own.map(({ fromMs, toMs }) => ({ fromMs, toMs }));
}

/** Reset times of one window differ by seconds between reports. */
const slotOf = (resetsAtMs: number): number => Math.round(resetsAtMs / 900_000);

const isSame = (a: Line, b: Line): boolean =>
  a.window === b.window && a.root === b.root && slotOf(a.toMs) === slotOf(b.toMs);

/** @param window null = of all windows */
function spansOf(paths: DataPaths, window: string | null): readonly Line[] {
  let spans: Line[] = [];
  for (const value of readLines(fileIn(paths))) {
    const line = lineOf(value);
    if (line === null || (window !== null && line.window !== window)) continue;
    if (line.below) spans = spans.filter((span) => !isSame(span, line) || span.fromMs >= line.fromMs);
    else spans.push(line);
  }
  return spans;
}

const append = (paths: DataPaths, line: Line): void => appendText(fileIn(paths), `${JSON.stringify(line)}\n`);

function lineOf({ window, fromMs, toMs, below, root }: Readonly<Record<string, unknown>>): Line | null {
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs)) return null;
  const span = { window: typeof window === "string" ? window : "", fromMs: Number(fromMs), toMs: Number(toMs) };
  const line = typeof root === "string" ? { ...span, root } : span;
  return below === true ? { ...line, below } : line;
}
