/** A thread that helps to read logs. */

import { setFlagsFromString } from "node:v8";
import { parentPort } from "node:worker_threads";
import { columnBuffers, type SharedWork, scanQueue } from "./scan-queue.ts";

/**
 * How much a function must have run before it is compiled for speed, in all threads. By its own measure V8 compiles so
 * much in the second that a large scan takes that it costs a quarter of all processor time and never pays.
 */
const PATIENCE = "--interrupt-budget=1000000";
/** The newest Node that has that flag: later ones complain of it on stderr. */
const NEWEST_NODE = 20;

if (Number.parseInt(process.versions.node, 10) <= NEWEST_NODE) setFlagsFromString(PATIENCE);
parentPort?.once("message", (work: SharedWork) => {
  const share = scanQueue(work);
  parentPort?.postMessage(share, columnBuffers(share));
});
