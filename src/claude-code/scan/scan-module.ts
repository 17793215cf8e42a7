/** The WebAssembly module that walks rows (`wasm/`): found, compiled and instantiated. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Compiled; threads may share it. Absent from the types of this Node's library. */
export type ScanModule = object;

type WebAssemblyApi = {
  readonly Module: new (bytes: Uint8Array) => ScanModule;
  readonly Instance: new (module: ScanModule, imports: object) => { readonly exports: unknown };
};

type Counter = { readonly value: number };

/** Places are offsets into `memory`. */
export type ScanExports = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Where the file's bytes may be put. */
  heapBase(): number;
  startFile(): void;
  /** Reads whole rows; returns where the first one starts that was not read. The byte at `end` is overwritten. */
  scan(from: number, end: number): number;
  records(): number;
  countRecords(): number;
  /** There was no room for more records: the scan is to be carried on. */
  isFull(): number;
  /** Of the file: rows that are done with, and why some of them do not count. */
  readonly rows: Counter;
  readonly noUsage: Counter;
  readonly notBilled: Counter;
  readonly noModel: Counter;
};

/** Beside the bundle that this file is part of; where the sources run as they are, in `dist`. */
const PLACES = ["./scan.wasm", "../../../dist/scan.wasm"];

let compiled: ScanModule | null | undefined;

/** Compiles the module once; null where there is no WebAssembly (as under `--jitless`), or no module. */
export function scanModule(): ScanModule | null {
  compiled ??= compile();
  return compiled;
}

function compile(): ScanModule | null {
  const api = webAssembly();
  const file = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  return api && file !== undefined ? new api.Module(readFileSync(file)) : null;
}

function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
}

/** @throws RangeError where the system gives no memory for it */
export function instantiate(module: ScanModule): ScanExports {
  const api = webAssembly() as WebAssemblyApi;
  return new api.Instance(module, {}).exports as ScanExports;
}
