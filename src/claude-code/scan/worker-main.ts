/** A thread that helps to read logs. */

import { parentPort, workerData } from "node:worker_threads";
import { packed, type SharedWork, takeShare } from "./shared-work.ts";

const { share, buffers } = packed(takeShare(workerData as SharedWork, () => {}));
parentPort?.postMessage(share, buffers);
