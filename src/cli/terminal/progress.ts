/** Progress of a long scan: one line on stderr, only where that is a terminal, removed at the end. */

import type { Progress } from "../../app/load/scan-logs.ts";
import type { ControlSequence } from "../../core/clean-text.ts";
import { bytes, duration } from "../../view/text/format.ts";
import type { Out } from "../io.ts";

/** Nothing is shown before this time, because most runs end sooner. */
const QUIET_MS = 400;
const EVERY_MS = 100;
/** Moves to the start of the line and clears it. */
export const CLEAR_LINE = "\r\u001b[K" as ControlSequence;

export function createProgress(stderr: Out, now: () => number): Progress {
  if (!stderr.isTTY) return () => {};
  const startMs = now();
  let shownMs = 0;
  return ({ files, bytes: done, totalFiles, totalBytes }) => {
    const nowMs = now();
    if (done >= totalBytes) {
      if (shownMs > 0) stderr.control(CLEAR_LINE);
      shownMs = 0;
      return;
    }
    if (nowMs - startMs < QUIET_MS || nowMs - shownMs < EVERY_MS) return;
    shownMs = nowMs;
    const perSecond = (done / (nowMs - startMs)) * 1000;
    const left = duration(((totalBytes - done) / perSecond) * 1000);
    const parts = [
      `reading logs  ${bytes(done)} / ${bytes(totalBytes)}`,
      `${left} left`,
      `${bytes(perSecond)}/s`,
      `${files} / ${totalFiles} files`,
    ];
    stderr.control(CLEAR_LINE);
    stderr.write(fitting(parts, stderr.columns - 1));
  };
}

/** As many parts, in order, as fit on one line, because a wrapped line could not be cleared. */
function fitting(parts: readonly string[], width: number): string {
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line}  ${part}`;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}
