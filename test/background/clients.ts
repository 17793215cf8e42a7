/**
 * Clients that work in one session at once, each with its own ledger as the real client writes it, and the true
 * figures.
 */

import type { RequestEvent } from "../../src/core/background/events.ts";
import { type Case, type Counts, event, type Ledger, OPUS, type Response, SONNET } from "./case.ts";

export type Request = {
  readonly background: boolean;
  readonly sonnet: boolean;
  readonly counts: Counts;
  /** Seconds since the previous request. */
  readonly takes: number;
};

export type Client = {
  /** Seconds after the first client's start. */
  readonly starts: number;
  readonly requests: readonly Request[];
  /** Seconds of idling before it ends. */
  readonly idle: number;
  readonly killed: boolean;
};

type Usage = Record<string, [number, number, number, number]>;

export type ManyClients = Case & {
  readonly responses: readonly Response[];
  readonly ledgers: readonly Ledger[];
  readonly events: readonly RequestEvent[];
  /** All background use of the session that was billed. */
  readonly truth: Usage;
  /**
   * Whether two clients that continued from the same ledger worked at once: then what each spent cannot always be
   * determined.
   */
  readonly hasSiblings: boolean;
};

type Running = { client: Client; begins: number; ends: number };

/** A ledger as it is at the end of the file. */
type Written = { begins: number; at: number; start: number; wall: number; usage: Usage; resumes: boolean };

function add(usage: Usage, model: string, counts: Counts): void {
  const sum = usage[model] ?? [0, 0, 0, 0];
  usage[model] = sum.map((n, k) => n + (counts[k] ?? 0)) as [number, number, number, number];
}

export function work(clients: readonly Client[]): ManyClients {
  const truth: Usage = {};
  const responses: Response[] = [];
  const events: RequestEvent[] = [];
  const running = clients.map((client): Running => {
    const spent = client.requests.reduce((sum, { takes }) => sum + takes, 0);
    return { client, begins: client.starts, ends: client.starts + spent + client.idle };
  });
  const usageOf = new Map(running.map((r) => [r, use(r, truth, responses, events)]));
  responses.sort((a, b) => a.at - b.at);
  const written: Written[] = [];
  for (const r of [...running].sort((a, b) => a.ends - b.ends)) {
    if (r.client.killed) continue;
    // A client continues from the last ledger in the file when it starts.
    const from = written.filter(({ at }) => at <= r.begins).at(-1);
    const usage = structuredClone(from?.usage ?? {});
    for (const [model, counts] of Object.entries(usageOf.get(r) as Usage)) add(usage, model, counts);
    const wall = (from?.wall ?? 0) + r.ends - r.begins;
    const start = from?.start ?? r.begins;
    written.push({ begins: r.begins, at: r.ends, start, wall, usage, resumes: from !== undefined });
  }
  const ledgers = written.map(({ at, start, wall, usage }): Ledger => {
    const last = responses.findLast((response) => response.at <= at);
    return { s: "a", at: last?.at ?? at, start, wall, models: usage };
  });
  const resumed = written.filter(({ resumes }) => resumes);
  const hasSiblings = resumed.some((a) =>
    resumed.some((b) => a !== b && a.start === b.start && a.begins < b.at && b.begins < a.at),
  );
  return { responses, ledgers, events, truth, hasSiblings, sessions: ["a"] };
}

function use({ client, begins }: Running, truth: Usage, responses: Response[], events: RequestEvent[]): Usage {
  const usage: Usage = {};
  let now = begins;
  for (const { background, sonnet, counts, takes } of client.requests) {
    now += takes;
    const model = sonnet ? SONNET : OPUS;
    add(usage, model, counts);
    const requestId = `req_${responses.length + events.length}_${now}`;
    if (background) {
      add(truth, model, counts);
      events.push(event("a", now, "compact", counts, { model, requestId }));
    } else responses.push({ s: "a", at: now, counts, model, requestId });
  }
  return usage;
}
