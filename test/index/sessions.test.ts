import { Buffer } from "node:buffer";
import { expect, it } from "vitest";
import { ChangedSessions, detachedSessions } from "../../src/app/load/session-overlay.ts";
import { emptyFacts, type SessionFacts, SessionMap } from "../../src/core/responses/session-facts.ts";
import { encodeSessions, IndexedSessions } from "../../src/store/index/indexed-sessions.ts";

const facts = (sessionId: string, lastMs: number): SessionFacts => ({
  ...emptyFacts(sessionId),
  firstMs: 1,
  lastMs,
  project: "/home/dev/app",
  title: { text: `title “${sessionId}”`, rank: 1 },
});

const THREE = new SessionMap([facts("a", 10), facts("b", Number.NaN), facts("c", 30)].map((f) => [f.sessionId, f]));

function indexed() {
  const { sessionIds, sessionEnds, sessionPlaces, sessionTexts } = encodeSessions(THREE);
  const texts = Buffer.from(sessionTexts);
  const sessions = new IndexedSessions({
    ids: () => Buffer.from(sessionIds),
    ends: () => sessionEnds,
    places: () => sessionPlaces,
    texts: () => texts,
    text: (from, to) => texts.subarray(from, to),
  });
  return { sessions, forget: () => [texts.fill(0), sessionEnds.fill(0), sessionPlaces.fill(0)] };
}

it("sessions that are detached from the index are the same, whatever becomes of its buffers", () => {
  const { sessions, forget } = indexed();
  const detached = detachedSessions(sessions);
  forget();
  expect([...detached]).toEqual([...THREE]);
  expect([...detached.values()]).toEqual([...THREE.values()]);
  expect(detached.size).toBe(3);
  expect(detached.get("b")).toEqual(THREE.get("b"));
  expect([detached.get("d"), detached.has("c"), detached.has("d")]).toEqual([undefined, true, false]);
  for (const fromMs of [9, 10, 11, 30, 31]) expect(detached.idsSince(fromMs)).toEqual(THREE.idsSince(fromMs));
});

it("sessions that were replaced or added are among the others, now and later", () => {
  const changed = new Map([["d", facts("d", 40)]]);
  const { sessions } = indexed();
  for (const all of [new ChangedSessions(sessions, changed), new ChangedSessions(sessions, changed).detached()]) {
    changed.delete("b");
    expect([...all.keys()]).toEqual(["a", "b", "c", "d"]);
    changed.set("b", facts("b", 20));
    expect([...all].map(([id, { lastMs }]) => [id, lastMs])).toEqual([
      ["a", 10],
      ["b", 20],
      ["c", 30],
      ["d", 40],
    ]);
    expect([all.size, [...all.idsSince(20)].sort()]).toEqual([4, ["b", "c", "d"]]);
    const seen: string[] = [];
    all.forEach((_, id) => {
      seen.push(id);
    });
    expect(seen).toEqual(["a", "b", "c", "d"]);
  }
});
