import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_THRESHOLDS, type Limit } from "../../src/core/limits/limit.ts";
import { windowLimit } from "../../src/core/limits/windows.ts";
import { noteExhausted, readExhausted } from "../../src/store/feeds/exhausted-windows.ts";
import { type DataPaths, dataPaths } from "../../src/store/files/data-dir.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { at, HOUR } from "./spend-table.ts";

const NOW = at("2026-11-20T12:00:00Z");
const RESET = NOW + 2 * HOUR;

let paths: DataPaths;
beforeEach(() => {
  paths = dataPaths(tempDir(), {});
});

function window(usedPercent: number, atMs: number, resetsAtMs = RESET): Limit {
  const money = { usedPico: null, limitPico: null, period: null };
  const report = { id: "five_hour", usedPercent, resetsAtMs, atMs, source: "statusline", ...money } as const;
  return windowLimit(report, { nowMs: atMs, thresholds: DEFAULT_THRESHOLDS, habit: null });
}

const hear = (usedPercent: number, atMs: number, resetsAtMs = RESET) =>
  noteExhausted(paths, [window(usedPercent, atMs, resetsAtMs)], null);

describe("the moment at which a window was used up", () => {
  test("is the answer that said so, written down once", () => {
    hear(99.9, NOW - 1000);
    hear(100, NOW);
    hear(100, NOW + 60_000, RESET + 3000);
    hear(104, NOW + 120_000);
    expect(readExhausted(paths, [])).toEqual([{ fromMs: NOW, toMs: RESET }]);
  });

  test("is taken back by a newer answer below 100 %, not by an older one", () => {
    hear(100, NOW);
    hear(12, NOW - 1);
    hear(12, NOW);
    expect(readExhausted(paths, [])).toHaveLength(1);
    hear(12, NOW + 1);
    expect(readExhausted(paths, [])).toEqual([]);
    hear(100, NOW + 5000);
    expect(readExhausted(paths, [])).toEqual([{ fromMs: NOW + 5000, toMs: RESET }]);
  });

  test("of one window is not touched by the next", () => {
    hear(100, NOW);
    hear(3, RESET + 1000, RESET + 5 * HOUR);
    expect(readExhausted(paths, [])).toEqual([{ fromMs: NOW, toMs: RESET }]);
  });

  test("lines that cannot be read are left out", () => {
    hear(100, NOW);
    const file = join(paths.dataDir, "feeds", "exhausted.jsonl");
    appendFileSync(file, 'torn {"\nnull\n7\n{"fromMs":"x","toMs":1}\n');
    expect(readFileSync(file, "utf8")).toContain("torn");
    expect(readExhausted(paths, [])).toEqual([{ fromMs: NOW, toMs: RESET }]);
  });
});
