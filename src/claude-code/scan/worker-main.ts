/** Entry of `dist/worker.cjs`: a thread that helps to read logs. */

import { parentPort } from "node:worker_threads";
import { columnBuffers, type SharedWork, scanQueue } from "./scan-queue.ts";

parentPort?.once("message", (work: SharedWork) => {
  const share = scanQueue(work);
  parentPort?.postMessage(share, columnBuffers(share));
});
