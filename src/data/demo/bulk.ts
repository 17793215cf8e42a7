/**
 * Log trees of any size, for benchmarks: sizes of files and of tool results are distributed as for a busy developer.
 */

import { PLAIN_TERMS } from "./billing.ts";
import { PROJECTS, TASKS } from "./cast.ts";
import { clientAt, mainModel, smallModel } from "./clients.ts";
import { forkOf } from "./oddities.ts";
import { Random } from "./random.ts";
import { Session } from "./session.ts";
import type { SessionPlan } from "./session-plan.ts";
import type { DemoFile, TruthItem } from "./types.ts";

const LARGEST = 87_000_000;

/** Size of a session by the share of sessions that are smaller; with their subagents, the median file has 105 kB. */
const SIZES: readonly (readonly [share: number, bytes: number])[] = [
  [0, 1_000],
  [0.25, 100_000],
  [0.6, 210_000],
  [0.89, 654_000],
  [0.985, 5_400_000],
  [0.999, 20_000_000],
  [1, LARGEST],
];

export type BulkOptions = { readonly seed: number | string; readonly endMs: number; readonly bytes: number };

/** Yields sessions until the files together have the requested size. */
export function* bulkSessions(options: BulkOptions): Generator<{ files: DemoFile[]; items: TruthItem[] }> {
  let left = options.bytes;
  for (let n = 0; left > 0; n++) {
    const random = new Random(options.seed, "bulk", n);
    // One very large session in every large tree, because the client has no limit.
    const wanted = n === 0 && left > 5e8 ? LARGEST : sizeAt(random.fraction());
    const session = new Session(plan(random, options, Math.min(wanted, Math.max(left, 1000))));
    session.play(0);
    session.exit();
    const sessions = [session];
    if (session.hasLedger && session.main.bytes < 2_000_000 && random.chance(0.03)) sessions.push(forkOfBulk(session));
    const files = sessions.flatMap((s) => s.files());
    left -= files.reduce((sum, file) => sum + file.text.length, 0);
    yield { files, items: sessions.flatMap((s) => s.items) };
  }
}

function forkOfBulk(parent: Session): Session {
  const startMs = parent.main.lastMs + 60_000;
  const fork = forkOf(parent, { ...parent.plan, startMs, minBytes: 0 });
  fork.play(2);
  fork.exit();
  return fork;
}

/** Interpolates between two known shares, on a logarithmic scale. */
function sizeAt(share: number): number {
  const next = SIZES.findIndex(([s]) => s > share);
  const [lowShare, low] = SIZES[next - 1] as (typeof SIZES)[number];
  const [highShare, high] = SIZES[next] as (typeof SIZES)[number];
  return Math.round(low * (high / low) ** ((share - lowShare) / (highShare - lowShare)));
}

function plan(random: Random, options: BulkOptions, bytes: number): SessionPlan {
  const client = clientAt(random.fraction());
  const project = random.pick(PROJECTS);
  // Large sessions last for days: they start early enough to end in time.
  const startMs = options.endMs - 86_400_000 - bytes * 12 - random.int(0, 80 * 86_400_000);
  return {
    random,
    client,
    cwd: `${project.cwd}-${random.int(1, 12)}`,
    branch: random.pick(project.branches),
    entrypoint: "cli",
    task: random.pick(TASKS),
    model: mainModel(random, client, startMs),
    small: smallModel(client, startMs),
    terms: { ...PLAIN_TERMS, ttl: client.version !== "1.0.21" && random.chance(0.3) ? "1h" : "5m" },
    startMs,
    stopMs: options.endMs,
    turns: 0,
    ending: "exit",
    appetite: random.longTail(600, 0.5),
    bytesPerToken: 3,
    searches: true,
    delegation: 0.008,
    minBytes: bytes,
  };
}
