/** Entry of `dist/worker.cjs`: a thread that helps to read logs. */

import { setFlagsFromString } from "node:v8";
import { parentPort } from "node:worker_threads";
import { columnBuffers, type SharedWork, scanQueue } from "./scan-queue.ts";

/**
 * How much a function must have run before V8 optimises it, in all threads. With V8's own value optimising takes a
 * quarter of the processor time of a large scan, which ends before that could pay off.
 */
const PATIENCE = "--interrupt-budget=1000000";
/** The newest Node that has that flag: later ones complain of it on stderr. */
const NEWEST_NODE = 20;

if (Number.parseInt(process.versions.node, 10) <= NEWEST_NODE) setFlagsFromString(PATIENCE);
parentPort?.once("message", (work: SharedWork) => {
  const share = scanQueue(work);
  parentPort?.postMessage(share, columnBuffers(share));
});
