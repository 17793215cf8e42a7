/** Days and sessions of a rollup as the dashboard shows them. */

import type { BackgroundEntry, SessionBackground } from "../background/types.ts";
import type { Pico, PicoSum } from "../pricing/money.ts";
import type { SessionFacts } from "../usage/session-facts.ts";
import type { DayNumber, Zone } from "../usage/zone.ts";
import type { DayLine, SessionLine, SessionStatus } from "./dashboard-data.ts";
import { DayRollup, type LiveRollup, SessionRollup, sumValue } from "./live-rollup.ts";

/** Background by the day it is booked on. */
export function backgroundByDay(
  background: ReadonlyMap<string, SessionBackground>,
  zone: Zone,
): ReadonlyMap<DayNumber, Pico> {
  const days = new Map<DayNumber, Pico>();
  const book = (entry: BackgroundEntry): void => {
    const day = zone.dayOf(entry.timeMs);
    if (entry.costPico !== null) days.set(day, (days.get(day) ?? 0n) + entry.costPico);
  };
  for (const session of background.values()) session.entries.forEach(book);
  return days;
}

function named(sums: ReadonlyMap<number, PicoSum>, nameOf: (code: number) => string): ReadonlyMap<string, Pico> {
  const byName = new Map<string, Pico>();
  for (const [code, sum] of sums) byName.set(nameOf(code), (byName.get(nameOf(code)) ?? 0n) + sum.value);
  return byName;
}

export function dayLines(
  rollup: LiveRollup,
  background: ReadonlyMap<DayNumber, Pico>,
  nameOf: (code: number) => string,
): ReadonlyMap<DayNumber, DayLine> {
  const lines = new Map<DayNumber, DayLine>();
  for (const day of new Set([...rollup.days.keys(), ...background.keys()])) {
    const sums = rollup.days.get(day) ?? new DayRollup(day);
    const costPico = sums.cost.value;
    const backgroundPico = background.get(day) ?? 0n;
    lines.set(day, {
      day,
      costPico,
      backgroundPico,
      totalPico: costPico + backgroundPico,
      requests: sums.requests,
      unpriced: sums.unpriced,
      tokens: sums.tokens,
      hours: sums.hours,
      models: named(sums.models, nameOf),
      projects: new Map([...sums.projects].map(([project, sum]) => [project, sum.value])),
    });
  }
  return lines;
}

export type SessionInputs = {
  readonly facts: ReadonlyMap<string, SessionFacts>;
  readonly background: ReadonlyMap<string, SessionBackground>;
  /** What the client says of sessions that run now. */
  readonly running: ReadonlyMap<string, SessionStatus>;
  readonly nameOf: (code: number) => string;
};

/** Latest activity first; sessions that used nothing are left out unless they run. */
export function sessionLines(rollup: LiveRollup, inputs: SessionInputs): readonly SessionLine[] {
  const ids = new Set([...rollup.sessions.keys(), ...inputs.running.keys()]);
  const lines = [...ids].map((id) => sessionLine(rollup.sessions.get(id) ?? new SessionRollup(id), inputs));
  return lines.sort((a, b) => latest(b) - latest(a) || (a.sessionId < b.sessionId ? -1 : 1));
}

const latest = (line: SessionLine): number => (Number.isFinite(line.lastMs) ? line.lastMs : 0);

function sessionLine(sums: SessionRollup, { facts, background, running, nameOf }: SessionInputs): SessionLine {
  const known = facts.get(sums.sessionId);
  const side = background.get(sums.sessionId);
  const costPico = sums.cost.value;
  const backgroundPico = side?.costPico ?? null;
  const byCost = [...named(sums.models, nameOf)].sort((a, b) => (a[1] === b[1] ? 0 : b[1] > a[1] ? 1 : -1));
  return {
    sessionId: sums.sessionId,
    title: known?.title?.text ?? "",
    project: known?.project || sums.project,
    branch: sums.branch,
    status: running.get(sums.sessionId) ?? "closed",
    models: byCost.map(([name]) => name),
    model: sums.last ? nameOf(sums.last.model) : "",
    firstMs: known && !Number.isNaN(known.firstMs) ? Math.min(known.firstMs, sums.firstMs) : sums.firstMs,
    lastMs: known && !Number.isNaN(known.lastMs) ? Math.max(known.lastMs, sums.lastMs) : sums.lastMs,
    requests: sums.requests,
    unpriced: sums.unpriced,
    costPico,
    subagentsPico: sumValue(sums.subagents),
    backgroundStatus: side?.status ?? "unrecorded",
    backgroundPico,
    totalPico: costPico + (backgroundPico ?? 0n),
    input: sums.input,
    cached: sums.cached,
    output: sums.output,
    compactions: known?.compactions.length ?? 0,
    apiErrors: known?.apiErrors ?? 0,
  };
}
