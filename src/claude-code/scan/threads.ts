/** Reads files on several threads, where there is enough to read that starting them pays. */

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { FileScan } from "../../core/usage/scan.ts";
import type { ScanRequest } from "./fast-scanner.ts";
import { scanModule } from "./scan-module.ts";
import { type Share, type SharedWork, scansOf, takeShare } from "./shared-work.ts";

/** A thread costs about 40 ms of processor time to start: as much as reading this. */
const BYTES_PER_THREAD = 64_000_000;
const MOST_THREADS = 8;

export type ReadFiles = {
  /** By index of the request; undefined where the file could not be read. */
  readonly scans: readonly (FileScan | undefined)[];
  readonly failed: ReadonlyMap<number, string>;
};

export type ReadOptions = {
  readonly requests: readonly ScanRequest[];
  /** Bytes to read of each. */
  readonly bytes: readonly number[];
  /** Called after each file that this thread has read, with the bytes that no thread has taken yet. */
  readonly onDone: (bytesLeft: number, filesLeft: number) => void;
  /** Default: as many as pay. */
  readonly threads?: number;
  /** The bundle that a thread runs. */
  readonly script?: string;
};

/** Beside the bundle that this file is part of; not there where the sources run as they are. */
function ownScript(): string {
  return fileURLToPath(new URL("./worker.cjs", import.meta.url));
}

export async function readFiles(options: ReadOptions): Promise<ReadFiles> {
  const { requests, bytes, onDone } = options;
  const order = requests.map((_, i) => i).sort((a, b) => (bytes[b] as number) - (bytes[a] as number));
  const left = new Float64Array(order.length + 1);
  for (let i = order.length - 1; i >= 0; i--) left[i] = (left[i + 1] as number) + (bytes[order[i] as number] as number);
  const paying = Math.floor((left[0] as number) / BYTES_PER_THREAD);
  const threads = options.threads ?? Math.min(paying, availableParallelism(), MOST_THREADS);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const module = requests.length > 0 ? scanModule() : null;
  const work: SharedWork = { requests, order, next, module };
  const helpers = threads > 1 ? startHelpers(options.script ?? ownScript(), threads - 1, work) : [];
  const own = takeShare(work, () => {
    const taken = Math.min(Atomics.load(next, 0), order.length);
    onDone(left[taken] as number, order.length - taken);
  });
  return join(requests.length, [own, ...(await Promise.all(helpers))]);
}

function startHelpers(script: string, count: number, work: SharedWork): Promise<Share>[] {
  return existsSync(script) ? Array.from({ length: count }, () => help(script, work)) : [];
}

function help(script: string, workerData: SharedWork): Promise<Share> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData, env: {}, resourceLimits: { maxYoungGenerationSizeMb: 8 } });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function join(count: number, shares: readonly Share[]): ReadFiles {
  const scans: (FileScan | undefined)[] = Array.from({ length: count });
  const failed = new Map<number, string>();
  for (const share of shares) {
    for (const { index, scan } of scansOf(share)) scans[index] = scan;
    for (const [index, code] of share.failed) failed.set(index, code);
  }
  return { scans, failed };
}
