/** Reads files on several threads, if there is enough to read to justify starting them. */

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { FileScan } from "../../core/responses/scan.ts";
import { optimizeLater } from "../../runtime/optimize-later.ts";
import type { ScanRequest } from "./fast-scanner.ts";
import { scanModule } from "./scan-module.ts";
import { type Share, type SharedWork, scanFileByFile } from "./scan-queue.ts";

/** Starting a thread costs about 40 ms of processor time: as much as reading this many bytes. */
const BYTES_PER_THREAD = 64_000_000;
const MOST_THREADS = 8;
/** From this size on a scan takes longer than the rest of a start. */
const LARGE_SCAN_BYTES = 4_000_000;
/** About what one thread reads while another one sends its scans. */
const HANDOVER_BYTES = 6_000_000;

export type ReadFiles = {
  /** By index of the request; undefined where the file could not be read. */
  readonly scans: readonly (FileScan | undefined)[];
  readonly failed: ReadonlyMap<number, string>;
};

export type ReadOptions = {
  readonly requests: readonly ScanRequest[];
  /** The number of bytes to read of each. */
  readonly bytes: readonly number[];
  /**
   * Called after each file that this thread has read, with the bytes that no thread has started on. Reading continues
   * after the returned promise.
   */
  readonly onDone: (bytesLeft: number, filesLeft: number) => void | Promise<void>;
  /** Default: by the number of bytes. */
  readonly threads?: number;
  /** As in `FastScannerOptions`. */
  readonly forIndex?: boolean;
};

/** Beside the bundle that contains this file; missing where the sources are run without being built. */
function ownScript(): string {
  return fileURLToPath(new URL("./worker.cjs", import.meta.url));
}

/**
 * Threads that read together. They can be started before it is known what there is to read, because starting takes a
 * while.
 */
export class ScanPool {
  readonly #script: string | undefined;
  #helpers: Worker[] = [];

  /** @param script the bundle that the threads run */
  constructor(script?: string) {
    this.#script = script;
  }

  /** Starts the threads for that many bytes. May be called again with more bytes. */
  expect(bytes: number): void {
    if (bytes >= BYTES_PER_THREAD * (this.#helpers.length + 2)) this.#start(threadsFor(bytes));
  }

  async read({ requests, bytes, onDone, threads, forIndex = true }: ReadOptions): Promise<ReadFiles> {
    const order = requests.map((_, i) => i).sort((a, b) => (bytes[b] as number) - (bytes[a] as number));
    const left = new Float64Array(order.length + 1);
    for (let i = order.length - 1; i >= 0; i--)
      left[i] = (left[i + 1] as number) + (bytes[order[i] as number] as number);
    if ((left[0] as number) >= LARGE_SCAN_BYTES) optimizeLater();
    this.#start(threads ?? threadsFor(left[0] as number));
    const next = new Int32Array(new SharedArrayBuffer(4));
    const module = requests.length > 0 ? scanModule() : null;
    const lastFrom = left.findIndex((bytes) => bytes <= HANDOVER_BYTES);
    const work: SharedWork = { requests, order, lastFrom, next, module, forIndex };
    const helped = this.#helpers.map((helper) => help(helper, work));
    this.#helpers = [];
    const reading = scanFileByFile(work, true);
    let step = reading.next();
    while (!step.done) {
      const taken = Math.min(Atomics.load(next, 0), order.length);
      const pause = onDone(left[taken] as number, order.length - taken);
      // Only where requested: a thousand turns of the event loop take longer than reading small files.
      if (pause) await pause;
      step = reading.next();
    }
    const own = step.value;
    return join(requests.length, [own, ...(await Promise.all(helped))]);
  }

  /** @param threads including this one */
  #start(threads: number): void {
    if (threads <= this.#helpers.length + 1) return;
    const script = this.#script ?? ownScript();
    if (!existsSync(script)) return;
    while (this.#helpers.length < threads - 1) {
      const helper = new Worker(script, { env: {}, resourceLimits: { maxYoungGenerationSizeMb: 8 } });
      // A thread without work must not keep the process from ending.
      helper.unref();
      this.#helpers.push(helper);
    }
  }
}

function threadsFor(bytes: number): number {
  return Math.min(Math.floor(bytes / BYTES_PER_THREAD), availableParallelism(), MOST_THREADS);
}

function help(worker: Worker, work: SharedWork): Promise<Share> {
  return new Promise((resolve, reject) => {
    worker.once("message", (share: Share) => resolve(share));
    worker.once("error", reject);
    worker.ref();
    worker.postMessage(work);
  });
}

function join(count: number, shares: readonly Share[]): ReadFiles {
  const scans: (FileScan | undefined)[] = Array.from({ length: count });
  const failed = new Map<number, string>();
  for (const share of shares) {
    for (const { index, scan } of share.scans) scans[index] = scan;
    for (const [index, code] of share.failed) failed.set(index, code);
  }
  return { scans, failed };
}
