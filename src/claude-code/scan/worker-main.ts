/** Entry of `dist/worker.cjs`: a thread that reads logs. */

import { parentPort } from "node:worker_threads";
import { columnBuffers, type SharedWork, scanQueue } from "./scan-queue.ts";

parentPort?.once("message", (work: SharedWork) => {
  const share = scanQueue(work);
  parentPort?.postMessage(share, columnBuffers(share));
});
