import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { History } from "../../src/app/load/history.ts";
import { totalOf } from "../../src/core/reports/group.ts";
import { COLUMN_TYPES } from "../../src/core/responses/columns.ts";
import type { Origin } from "../../src/core/responses/origin.ts";
import { loadAndSave } from "../helpers/load-history.ts";
import { runs } from "../helpers/runs.ts";
import { readable, ZONE } from "../index/readable.ts";
import { LogHistory } from "./histories.ts";

/** More of them by hand: `HISTORIES=5000 SEED=1000 npx vitest run test/archive/histories.test.ts`. */
const HISTORIES = Number(process.env["HISTORIES"] ?? runs({ ci: 300, here: 12 }));
const SEED = Number(process.env["SEED"] ?? 1);
const STEPS = 20;

function load(root: string, dataDir: string, nowMs: number, index: boolean): Promise<History> {
  return loadAndSave(
    { configDirs: [], dataDir, archive: true, index, zone: ZONE, demo: false, progress: () => {} },
    { env: { CLAUDE_CONFIG_DIR: root }, homeDir: dataDir, now: () => nowMs },
  );
}

/** Each response with its price and whom it is billed to, and the sums that reports are made of. */
function billed({ table, quarterHourRollup: usage, sessions }: History): readonly string[] {
  const { columns, models, origins } = table;
  const rows = Array.from({ length: columns.length }, (_, i) => {
    const { sessionId, project } = origins[columns.origin[i] as number] as Origin;
    const numbers = COLUMN_TYPES.map(([name]) => (name === "model" || name === "origin" ? "" : columns[name][i]));
    return `${numbers} ${models[columns.model[i] as number]} ${sessionId} ${project}`;
  });
  const { requests, costPico } = totalOf(usage, new Uint8Array(usage.columns.length).fill(1));
  const named = [...sessions.values()].map((s) => `${s.sessionId} ${s.project} ${s.firstMs} ${s.lastMs}`);
  return [...rows.sort(), `${requests} ${costPico}`, ...named.sort()];
}

/** All but the report on the log files, which the archive has not, and the fineness of the sums. */
function everything(history: History): unknown {
  const [rows, , facts, numbers, held, basis, spent, listed] = JSON.parse(readable(history));
  return { rows, facts, inherited: numbers.inherited, held, basis, spent, listed };
}

test(`index and archive agree with --no-index after every step of ${HISTORIES} histories`, async () => {
  for (let seed = SEED; seed < SEED + HISTORIES; seed++) {
    const dir = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
    try {
      const [root, dataDir] = [join(dir, "root"), join(dir, "data")];
      const history = new LogHistory(root, seed);
      for (let step = 1; step <= STEPS; step++) {
        history.step();
        const quick = await load(root, dataDir, history.nowMs, true);
        const plain = await load(root, dataDir, history.nowMs, false);
        const said = (): string => `seed ${seed}: ${history.done.join(" | ")}`;
        expect(quick.notes, said()).toEqual([]);
        expect(billed(quick).join("\n"), said()).toBe(billed(plain).join("\n"));
        if (step === STEPS) expect(everything(quick), said()).toEqual(everything(plain));
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  }
}, 600_000);
