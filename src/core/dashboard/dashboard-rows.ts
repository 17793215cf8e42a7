/** Days and sessions of a rollup as the dashboard shows them. */

import type { SessionBackground } from "../background/types.ts";
import type { DayNumber } from "../calendar/zone.ts";
import type { Pico, PicoSum } from "../pricing/money.ts";
import type { BookedDay } from "../reports/period-list.ts";
import type { SessionFacts } from "../responses/session-facts.ts";
import type { DayRow, RunningStatus, SessionRow, SessionStatus } from "./dashboard-data.ts";
import { DayRollup, type LiveRollup, SessionRollup, sumValue } from "./running-totals.ts";

function named(sums: ReadonlyMap<number, PicoSum>, nameOf: (code: number) => string): ReadonlyMap<string, Pico> {
  const byName = new Map<string, Pico>();
  for (const [code, sum] of sums) byName.set(nameOf(code), (byName.get(nameOf(code)) ?? 0n) + sum.value);
  return byName;
}

type MadeDay = { readonly changes: number; readonly line: DayRow };

/** Lines of days, each made again only when something of it changed: of hundreds, today's does. */
export class DayLines {
  readonly #made = new Map<DayNumber, MadeDay>();

  of(
    rollup: LiveRollup,
    background: ReadonlyMap<DayNumber, BookedDay>,
    nameOf: (code: number) => string,
  ): ReadonlyMap<DayNumber, DayRow> {
    const lines = new Map<DayNumber, DayRow>();
    for (const day of new Set([...rollup.days.keys(), ...background.keys()])) {
      const sums = rollup.days.get(day) ?? new DayRollup(day);
      const backgroundPico = background.get(day)?.pico ?? 0n;
      const made = this.#made.get(day);
      const holds = made?.changes === sums.changes && made.line.backgroundPico === backgroundPico;
      const line = holds ? made.line : dayLine(sums, backgroundPico, nameOf);
      if (!holds) this.#made.set(day, { changes: sums.changes, line });
      lines.set(day, line);
    }
    return lines;
  }
}

function dayLine(sums: DayRollup, backgroundPico: Pico, nameOf: (code: number) => string): DayRow {
  const costPico = sums.cost.value;
  return {
    day: sums.day,
    costPico,
    backgroundPico,
    totalPico: costPico + backgroundPico,
    requests: sums.requests,
    unpriced: sums.unpriced,
    tokens: sums.tokens,
    hours: sums.hours,
    models: named(sums.models, nameOf),
    projects: new Map([...sums.projects].map(([project, sum]) => [project, sum.value])),
  };
}

export type SessionInputs = {
  readonly facts: ReadonlyMap<string, SessionFacts>;
  readonly background: ReadonlyMap<string, SessionBackground>;
  /** What the client says of sessions that run now. */
  readonly running: ReadonlyMap<string, RunningStatus>;
  readonly nameOf: (code: number) => string;
};

type Made = {
  readonly changes: number;
  readonly facts: SessionFacts | undefined;
  readonly background: SessionBackground | undefined;
  readonly status: SessionStatus;
  readonly line: SessionRow;
};

/** Lines of sessions, each made again only when something of it changed: of thousands, few do. */
export class SessionLines {
  readonly #made = new Map<string, Made>();

  /** Latest activity first; sessions that used nothing are left out unless they run. */
  of(rollup: LiveRollup, inputs: SessionInputs): readonly SessionRow[] {
    const lines: SessionRow[] = [];
    for (const sums of rollup.sessions.values()) lines.push(this.#line(sums, inputs));
    for (const id of inputs.running.keys()) {
      if (!rollup.sessions.has(id)) lines.push(sessionLine(new SessionRollup(id), inputs));
    }
    return lines.sort((a, b) => latest(b) - latest(a) || (a.sessionId < b.sessionId ? -1 : 1));
  }

  #line(sums: SessionRollup, inputs: SessionInputs): SessionRow {
    const id = sums.sessionId;
    const made = this.#made.get(id);
    const facts = inputs.facts.get(id);
    const background = inputs.background.get(id);
    const status = inputs.running.get(id)?.status ?? "closed";
    const holds =
      made?.changes === sums.changes &&
      made.facts === facts &&
      made.background === background &&
      made.status === status;
    if (holds) return made.line;
    const line = sessionLine(sums, inputs);
    this.#made.set(id, { changes: sums.changes, facts, background, status, line });
    return line;
  }
}

const latest = (line: SessionRow): number => (Number.isFinite(line.lastMs) ? line.lastMs : 0);

function sessionLine(sums: SessionRollup, { facts, background, running, nameOf }: SessionInputs): SessionRow {
  const known = facts.get(sums.sessionId);
  const side = background.get(sums.sessionId);
  const costPico = sums.cost.value;
  const backgroundPico = side?.costPico ?? null;
  const byCost = [...named(sums.models, nameOf)].sort((a, b) => (a[1] === b[1] ? 0 : b[1] > a[1] ? 1 : -1));
  return {
    sessionId: sums.sessionId,
    title: known?.title?.text ?? "",
    // A session that has just started has no row yet that names its folder.
    project: known?.project || sums.project || (running.get(sums.sessionId)?.folder ?? ""),
    branch: sums.branch,
    status: running.get(sums.sessionId)?.status ?? "closed",
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
