/** The WebAssembly module that walks rows (`wasm/`): found, compiled and instantiated. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Compiled; threads may share it. Absent from the types of this Node's library. */
export type ScanModule = object;

type WebAssemblyApi = {
  readonly Module: new (bytes: Uint8Array) => ScanModule;
  readonly Instance: new (module: ScanModule, imports: object) => { readonly exports: unknown };
  readonly CompileError: new () => Error;
};

type Counter = { readonly value: number };

/** What `wasm/scan.ts` says of each. Places are offsets into `memory`. */
export type ScanExports = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  recordAt(): number;
  placesAt(): number;
  placeAt(): number;
  previousPlaceAt(): number;
  startFile(): void;
  setLastMs(timeMs: number): void;
  scan(from: number, end: number): number;
  lastEvent(): number;
  partsAt(): number;
  countParts(): number;
  take(): number;
  fold(): number;
  setTable(rowsAt: number, rowCount: number, slotsAt: number, slotCount: number): void;
  clearTable(): void;
  isTableFull(): number;
  tableRows(): number;
  tableAt(): number;
  setColumns(at: number, rows: number, unpricedAt: number): void;
  setLanes(at: number, count: number, webSearchPico: number): void;
  layOut(from: number, count: number, at: number): void;
  clearColumns(): void;
  isPlain(from: number, length: number): number;
  hashBytes(seed: number, from: number, length: number): number;
  readonly undatedCount: Counter;
  readonly unpricedCount: Counter;
  readonly lastMs: Counter;
  readonly isFact: Counter;
  readonly rows: Counter;
  readonly noUsage: Counter;
  readonly notBilled: Counter;
  readonly noModel: Counter;
};

/** Beside the bundle that this file is part of; where the sources run as they are, in `dist`. */
const PLACES = ["./scan.wasm", "../../../dist/scan.wasm"];

let compiled: ScanModule | null | undefined;

/** Compiles the module once; null where there is no WebAssembly (as under `--jitless`), none with SIMD, or no module. */
export function scanModule(): ScanModule | null {
  compiled ??= compile();
  return compiled;
}

function compile(): ScanModule | null {
  const api = webAssembly();
  const file = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  if (!api || file === undefined) return null;
  try {
    return new api.Module(readFileSync(file));
  } catch (error) {
    if (error instanceof api.CompileError) return null;
    throw error;
  }
}

function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
}

/** @throws RangeError where the system gives no memory for it */
export function instantiate(module: ScanModule): ScanExports {
  const api = webAssembly() as WebAssemblyApi;
  return new api.Instance(module, {}).exports as ScanExports;
}
