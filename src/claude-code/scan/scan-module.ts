/** The WebAssembly module that walks rows (`wasm/`). */

import { instantiate, type WasmMemory, type WasmModule, wasmModule } from "../../runtime/wasm-module.ts";

export type ScanModule = WasmModule;

type Counter = { readonly value: number };

/** See `wasm/scan.ts`. Addresses are offsets into `memory`. */
export type ScanExports = {
  readonly memory: WasmMemory;
  heapBase(): number;
  recordAt(): number;
  contextsAt(): number;
  contextAt(): number;
  previousContextAt(): number;
  startFile(): void;
  setLastMs(timeMs: number): void;
  setAwaitingMs(timeMs: number): void;
  setLastRequest(hash: number): void;
  leaveLast(): void;
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
  dateRows(fallbackMs: number): number;
  setColumns(at: number, rows: number): void;
  layOut(from: number, count: number, at: number): void;
  readonly lastMs: Counter;
  readonly awaitingMs: Counter;
  readonly lastRequest: Counter;
  readonly isFact: Counter;
  readonly textKind: Counter;
  readonly rows: Counter;
  readonly noUsage: Counter;
  readonly notBilled: Counter;
  readonly noModel: Counter;
};

/** null where it cannot be used. */
export function scanModule(): ScanModule | null {
  return wasmModule("scan.wasm");
}

/** @throws RangeError where the system does not provide the memory */
export function scanExports(module: ScanModule): ScanExports {
  return instantiate<ScanExports>(module);
}
