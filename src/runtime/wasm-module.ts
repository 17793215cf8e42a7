/** Finds, compiles and instantiates the WebAssembly modules of the build. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A compiled module, which threads may share. Not in the types of this Node's library. */
export type WasmModule = object;

export type WasmMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number };

type WebAssemblyApi = {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown };
  readonly CompileError: new () => Error;
};

export const PAGE_BYTES = 65_536;

/** Beside the bundle that contains this file, or in `dist` where the sources are run without being built. */
const PLACES = [".", "../../dist"];

const compiled = new Map<string, WasmModule | null>();

/**
 * Compiles a module once; null where WebAssembly (as under `--jitless`), its SIMD instructions or the module are
 * missing.
 */
export function wasmModule(name: string): WasmModule | null {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const module = compile(name);
  compiled.set(name, module);
  return module;
}

function compile(name: string): WasmModule | null {
  const api = webAssembly();
  const paths = PLACES.map((place) => fileURLToPath(new URL(`${place}/${name}`, import.meta.url)));
  const file = paths.find((path) => existsSync(path));
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

/**
 * @returns the module's exports, with the type that the caller declares
 * @throws RangeError where the system does not provide the memory
 */
export function instantiate<Exports>(module: WasmModule): Exports {
  const api = webAssembly() as WebAssemblyApi;
  return new api.Instance(module, {}).exports as Exports;
}
