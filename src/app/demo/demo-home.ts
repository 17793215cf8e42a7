/** The folders of `--demo`: a history that ends about now, in the temp folder, shared by the next few runs. */

import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isProcessAlive, runningSessions } from "../../claude-code/feeds/running-sessions.ts";
import type { DemoOptions } from "../../data/demo/types.ts";
import { makeFolder } from "../../runtime/make-folder.ts";
import { temporaryName } from "../../store/files/atomic-file.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { writeDemoLimits } from "./demo-limits.ts";
import { writeDemoTelemetry } from "./demo-telemetry.ts";
import { publish, writeDemoTree } from "./demo-tree.ts";

export { demoTeam } from "./demo-team.ts";

export type DemoHome = {
  /** The value for `CLAUDE_CONFIG_DIR`. */
  readonly root: string;
  /** The value for `CLAUDE_COST_DIR`. */
  readonly dataDir: string;
};

export type DemoPlace = {
  readonly tmpDir: string;
  readonly nowMs: number;
  /** Local time minus UTC. */
  readonly offsetMs: number;
};

/** The options of the demo's history, without the time at which it ends. */
export const DEMO_SHAPE = { seed: "demo", days: 62, bytesPerToken: 0.01 } as const;

type DemoShape = Omit<DemoOptions, "endMs" | "offsetMs">;

/** Version of the demo: folders of older versions are not used again. */
const VERSION = 10;
/** How long the invented developer has had telemetry set up. */
const HEARD_MS = 9 * 24 * 3_600_000;
/** How long a history counts as ending now. */
const FRESH_MS = 15 * 60_000;
/** Older histories are kept this long, because a dashboard may still show one. */
const KEPT_MS = 12 * 3_600_000;
const KEPT = 4;

/** @param shape of a history that is made; one that is there already is used whatever its shape */
export function demoHome(place: DemoPlace, shape: DemoShape = DEMO_SHAPE): DemoHome {
  const base = ownFolder(place.tmpDir);
  const made = histories(base);
  const fresh = made.find(
    (h) =>
      h.version === VERSION &&
      h.offsetMs === place.offsetMs &&
      h.endMs <= place.nowMs &&
      place.nowMs - h.endMs < FRESH_MS,
  );
  const dir = join(base, fresh ? fresh.name : make(base, place, shape));
  for (const old of made.slice(KEPT)) if (!isInUse(join(base, old.name, "claude"))) remove(base, old.name);
  for (const old of made) if (place.nowMs - old.endMs > KEPT_MS) remove(base, old.name);
  const home = { root: join(dir, "claude"), dataDir: join(dir, "data") };
  announceRunning(dir, home.root);
  return home;
}

/** A folder in the temp folder that no other user can have created. */
function ownFolder(tmpDir: string): string {
  const uid = process.getuid?.() ?? 0;
  const base = join(tmpDir, `claude-cost-demo-${uid}`);
  makeFolder(base, 0o700);
  const found = lstatSync(base);
  const isOurs = found.isDirectory() && (process.getuid === undefined || found.uid === uid);
  return isOurs ? base : mkdtempSync(`${base}-`);
}

type Made = { readonly version: number; readonly name: string; readonly endMs: number; readonly offsetMs: number };

/** Newest first. */
function histories(base: string): readonly Made[] {
  return readdirSync(base)
    .flatMap((name) => {
      const m = /^v(\d+)_(\d+)_(-?\d+)$/.exec(name);
      return m ? [{ version: Number(m[1]), name, endMs: Number(m[2]), offsetMs: Number(m[3]) }] : [];
    })
    .sort((a, b) => b.endMs - a.endMs);
}

function make(base: string, { nowMs, offsetMs }: DemoPlace, shape: DemoShape): string {
  const name = `v${VERSION}_${nowMs}_${offsetMs}`;
  const building = temporaryName(join(base, name));
  const options = { ...shape, endMs: nowMs, offsetMs };
  const truth = writeDemoTree(join(building, "claude"), options);
  const open = truth.sessions
    .filter((s) => s.ending === "open")
    .map(({ sessionId, project }) => ({ sessionId, project }));
  writeFileSync(join(building, "open.json"), JSON.stringify(open));
  writeDemoLimits(join(building, "claude"), join(building, "data"), nowMs);
  writeDemoTelemetry(dataPaths(join(building, "data"), {}).otelDir, truth, nowMs - HEARD_MS);
  publish(building, join(base, name));
  return name;
}

/**
 * Whether a run that shows it, such as a dashboard, has not ended. The process that started the run always lives
 * longer, so it does not count.
 */
const isInUse = (root: string): boolean =>
  runningSessions([root], isProcessAlive).some(({ status }) => status === "busy");

/** Lists the open sessions as running in this process and in the one that started it. */
function announceRunning(dir: string, root: string): void {
  const open: readonly { sessionId: string; project: string }[] = JSON.parse(
    readFileSync(join(dir, "open.json"), "utf8"),
  );
  makeFolder(join(root, "sessions"));
  const pids = [process.pid, process.ppid];
  open.slice(0, pids.length).forEach(({ sessionId, project }, i) => {
    const entry = { pid: pids[i], sessionId, cwd: project, status: i === 0 ? "busy" : "idle" };
    writeFileSync(join(root, "sessions", `${pids[i]}.json`), JSON.stringify(entry));
  });
}

function remove(base: string, name: string): void {
  rmSync(join(base, name), { recursive: true, force: true });
}
