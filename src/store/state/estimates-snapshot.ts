/** `state/estimates.json`: what turns and subagents usually cost, for the hooks. Replaced as a whole; disposable. */

import { join } from "node:path";
import type { Estimates } from "../../core/estimates/estimates.ts";
import type { Spread } from "../../core/estimates/spread.ts";
import { writeDisposable } from "../files/atomic-file.ts";
import { readStateJson, stateJson } from "./state-json.ts";

const VERSION = 1;

function fileIn(stateDir: string): string {
  return join(stateDir, "estimates.json");
}

/** @returns false where our folder cannot be written: a report must not fail because of it */
export function writeEstimates(stateDir: string, estimates: Estimates): boolean {
  return writeDisposable(fileIn(stateDir), stateJson({ version: VERSION, ...estimates }));
}

/** null where there are no valid ones. */
export function readEstimates(stateDir: string): Estimates | null {
  const value = readStateJson(fileIn(stateDir)) as (Partial<Estimates> & { version?: unknown }) | null;
  const { version, atMs, turns, agents } = value ?? {};
  if (version !== VERSION || !Number.isFinite(atMs) || !Array.isArray(turns) || !Array.isArray(agents)) return null;
  const sets = [...turns, ...agents] as readonly ({ readonly spread?: Partial<Spread> } | null)[];
  return sets.every((set) => isSpread(set?.spread)) ? (value as Estimates) : null;
}

function isSpread(spread: Partial<Spread> | undefined): boolean {
  const { count, lowPico, medianPico, highPico } = spread ?? {};
  return Number.isFinite(count) && [lowPico, medianPico, highPico].every((pico) => typeof pico === "bigint");
}
