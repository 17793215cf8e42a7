/**
 * An invented client: it runs, resumes, forks and is killed, writes its ledger as the real one does, and knows the true
 * figures.
 */

import type { Case, Counts, Ledger, Response } from "./case.ts";
import { OPUS, SONNET } from "./case.ts";

export type Step = {
  readonly background: boolean;
  readonly sonnet: boolean;
  readonly counts: Counts;
  readonly takes: number;
};

export type Run = {
  readonly kind: "new" | "resume" | "fork";
  /** Index into the sessions so far. */
  readonly of: number;
  readonly steps: readonly Step[];
  readonly killed: boolean;
  /** Seconds before the run, before its first request, and idle at its end. */
  readonly gap: number;
  readonly startUp: number;
  readonly idle: number;
};

type Usage = Record<string, [number, number, number, number]>;
type State = { start: number; wall: number; usage: Usage };
type Session = { id: string; saved: State | null; inherited: State | null; copies: Response[]; truth: Usage };

export type World = Case & {
  readonly responses: readonly Response[];
  readonly ledgers: readonly Ledger[];
  /** Background use billed to each session, whether it was logged or not. */
  readonly truth: ReadonlyMap<string, Usage>;
};

const copy = (usage: Usage): Usage => structuredClone(usage);

function add(usage: Usage, model: string, counts: Counts): void {
  const sum = usage[model] ?? [0, 0, 0, 0];
  usage[model] = sum.map((n, k) => n + (counts[k] ?? 0)) as [number, number, number, number];
}

export function live(runs: readonly Run[]): World {
  const sessions: Session[] = [];
  const responses: Response[] = [];
  const ledgers: Ledger[] = [];
  let now = 0;
  for (const run of runs) {
    now += run.gap;
    const session = enter(sessions, responses, run);
    const from = session.saved ?? session.inherited;
    const state: State = from ? { ...from, usage: copy(from.usage) } : { start: now, wall: 0, usage: {} };
    // What a fork took over is in no file of its own before its first run has ended.
    session.inherited = null;
    const begun = now;
    let lastRow = now;
    now += run.startUp;
    for (const [k, step] of run.steps.entries()) {
      now += step.takes;
      const model = step.sonnet ? SONNET : OPUS;
      add(state.usage, model, step.counts);
      // A fork without prompts of its own cannot always be distinguished from its parent.
      if (step.background && !(run.kind === "fork" && k === 0)) add(session.truth, model, step.counts);
      else {
        responses.push({ s: session.id, at: now, counts: step.counts, model });
        lastRow = now;
      }
    }
    now += run.idle;
    state.wall += now - begun;
    if (!run.killed) {
      session.saved = state;
      ledgers.push({ s: session.id, at: lastRow, start: state.start, wall: state.wall, models: copy(state.usage) });
    }
  }
  return {
    responses,
    ledgers,
    sessions: sessions.map((s) => s.id),
    copies: Object.fromEntries(sessions.map((s) => [s.id, s.copies])),
    truth: new Map(sessions.map((s) => [s.id, s.truth])),
  };
}

function enter(sessions: Session[], responses: readonly Response[], run: Run): Session {
  const known = sessions[run.of % Math.max(1, sessions.length)];
  if (run.kind === "resume" && known) return known;
  const from = run.kind === "fork" ? known : undefined;
  const session = {
    id: `s${sessions.length}`,
    saved: null,
    inherited: from?.saved ?? null,
    copies: from ? [...from.copies, ...responses.filter((r) => r.s === from.id)] : [],
    truth: {},
  };
  sessions.push(session);
  return session;
}
