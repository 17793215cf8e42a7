import fc from "fast-check";
import { expect, it } from "vitest";
import type { Origin } from "../responses/origin.ts";
import { NO_DETAILS } from "../responses/origin.ts";
import type { RunningStatus } from "./dashboard-data.ts";
import { SessionRows } from "./dashboard-rows.ts";
import { SessionSums } from "./session-sums.ts";

const originOf = (sessionId: string): Origin => ({ ...NO_DETAILS, sessionId, loggedIn: sessionId });

const response = (sessionId: string, timeMs: number, sign: 1 | -1) => ({
  origin: originOf(sessionId),
  timeMs,
  model: 0,
  cost: 10 * sign,
  requests: sign,
  unpriced: 0,
  input: 0,
  cached: 0,
  output: 0,
  isSubagents: false,
  isPrompt: false,
});

/** What happens between two frames: responses of sessions, and sessions that start or end. */
const frame = fc.array(
  fc.record({
    session: fc.integer({ min: 0, max: 60 }).map((n) => `s${n}`),
    timeMs: fc.integer({ min: 0, max: 40 }),
    kind: fc.constantFrom("response", "response", "start", "end"),
  }),
  // One more than are inserted one by one.
  { maxLength: 33 },
);

it("keeps the sessions in the order in which a new list has them, with few changes and with many", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
      const sums = new SessionSums();
      const running = new Map<string, RunningStatus>();
      const rows = new SessionRows();
      const inputs = { facts: new Map(), background: new Map(), running, nameOf: () => "opus" };
      rows.of({ sessions: sums }, inputs, null);
      for (const changes of frames) {
        for (const { session, timeMs, kind } of changes) {
          if (kind === "response") sums.count(response(session, timeMs, 1));
          else if (kind === "start") running.set(session, { status: "busy", folder: "/home/dev/app" });
          else running.delete(session);
        }
        const before = rows.of({ sessions: sums }, inputs, new Set());
        const copy = [...before];
        const grown = rows.of({ sessions: sums }, inputs, new Set(changes.map(({ session }) => session)));
        expect(grown).toEqual(new SessionRows().of({ sessions: sums }, inputs, null));
        expect(before, "what was shown stays as it was").toEqual(copy);
      }
    }),
  );
});
