/** Progress of a long scan: one line on stderr, only where stderr is a terminal, gone when done. */

import type { Progress } from "../../app/load/scan-logs.ts";
import type { ControlSequence } from "../../core/clean-text.ts";
import { bytes, duration } from "../../view/text/format.ts";
import type { Out } from "../io.ts";

/** Nothing is shown before this: most runs are over by then. */
const QUIET_MS = 400;
const EVERY_MS = 100;
/** Back to the beginning of the line, which is then empty. */
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

/** As many parts, in order, as fit on one line: a line that wraps could not be cleared. */
function fitting(parts: readonly string[], width: number): string {
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line}  ${part}`;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}
