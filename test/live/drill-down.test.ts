/** Enter goes deeper and Esc comes back to the row that one came from. */

import { describe, expect, test } from "vitest";
import { buildFrame } from "../../src/view/dashboard/frame.ts";
import { EVERYTHING, scopeKey } from "../../src/view/dashboard/places/place.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import { INITIAL_UI, type LiveState } from "../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { NOW_MS, ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

const SIZES = [
  [40, 24],
  [60, 24],
  [80, 24],
  [120, 50],
  [160, 50],
] as const;
type Size = readonly [columns: number, rows: number];

const frameOf = (state: LiveState, [columns, rows]: Size) =>
  buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: state.nowMs });

function press(state: LiveState, size: Size, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => {
    const { scrollEnd, lists } = frameOf(s, size);
    return reduce(s, { type: "key", key, text: key.length === 1 ? key : "", scrollEnd, lists });
  }, state);
}

function textOf(state: LiveState, size: Size): string {
  const { header, stacks, footer } = frameOf(state, size);
  const body = stacks.flatMap(({ panes }) => panes.flatMap(({ lines }) => lines));
  return [...header, ...body, ...footer].map((line) => plainLine(line).trimEnd()).join("\n");
}

const FOLLOWED = "3f2a91bc-0000-4000-8000-000000000000";
const TODAY = ZONE.dayOf(NOW_MS);

describe.each(SIZES)("at %i x %i", (...size) => {
  test.each([
    ["Now: the followed session", ["1", "enter"], { kind: "session", sessionId: FOLLOWED }],
    ["Now: a turn", ["1", "j", "j", "enter"], { kind: "turn", sessionId: FOLLOWED, turn: 4 }],
    ["Sessions: a session", ["3", "enter"], { kind: "session", sessionId: FOLLOWED }],
    ["a session: its newest turn", ["3", "enter", "enter"], { kind: "turn", sessionId: FOLLOWED, turn: 5 }],
    ["Sessions: its causes", ["3", "o"], { kind: "causes", sessionId: FOLLOWED }],
    [
      "History: the day before",
      ["4", "j", "j", "enter"],
      { kind: "scope", scope: { ...EVERYTHING, first: TODAY - 1, last: TODAY - 1 } },
    ],
    [
      // Wednesday, the 18th: the week began two days before.
      "History: this week",
      ["4", "w", "enter"],
      { kind: "scope", scope: { ...EVERYTHING, first: TODAY - 2, last: TODAY + 4 } },
    ],
    [
      "History: this month",
      ["4", "m", "enter"],
      { kind: "scope", scope: { ...EVERYTHING, first: TODAY - 17, last: TODAY + 12 } },
    ],
    ["Limits: the second", ["5", "j", "j", "enter"], { kind: "limit", limitId: "budget:month" }],
    ["Background: a session", ["6", "G", "k", "enter"], { kind: "session", sessionId: sessionIdAt(2) }],
    ["alerts: what the second is about", ["a", "j", "enter"], { kind: "limit", limitId: "five_hour" }],
  ] as const)("%s", (_, keys, place) => {
    const before = press(sampleState(), size, ...keys.slice(0, -1));
    const opened = press(before, size, keys.at(-1) as string);
    expect(opened.ui.place).toEqual(place);
    expect(textOf(opened, size)).not.toBe(textOf(before, size));
    const returned = press(opened, size, "escape");
    expect(returned.ui).toEqual(before.ui);
    expect(textOf(returned, size)).toBe(textOf(before, size));
  });
});

function sessionIdAt(index: number): string {
  return sampleState().data?.sessions[index]?.sessionId as string;
}

const WIDE: Size = [160, 50];

test("a project of today: its sessions, and from there one of them and back", () => {
  const scope = { ...EVERYTHING, first: TODAY, last: TODAY, project: "/home/dev/work/ledger-service" };
  const opened = press(sampleState(), WIDE, "2", "right", "right", "right", "enter");
  expect(opened.ui.place).toEqual({ kind: "scope", scope });
  expect(textOf(opened, WIDE)).toMatch(/Today › ledger-service, Wed 2026-11-18/);
  expect(textOf(opened, WIDE)).toContain("adding up");
  const data = opened.data as NonNullable<LiveState["data"]>;
  const [first] = data.sessions;
  const sums = { key: scopeKey(scope), sessions: first ? [first] : [], days: data.days, background: data.background };
  const summed = reduce(opened, { type: "data", data: { ...data, scope: sums } });
  const session = press(summed, WIDE, "enter");
  expect(session.ui.place).toEqual({ kind: "session", sessionId: FOLLOWED });
  expect(textOf(session, WIDE)).toContain("Today › ledger-service, Wed 2026-11-18 › Session 3f2a91bc");
  expect(press(session, WIDE, "escape", "escape").ui.place).toEqual({ kind: "view" });
});

test("a model of History: its days and sessions of the same time", () => {
  const opened = press(sampleState(), WIDE, "4", "l", "l", "l", "enter");
  const scope = { ...EVERYTHING, first: TODAY - 29, last: TODAY, model: "claude-opus-5-5" };
  expect(opened.ui.place).toEqual({ kind: "scope", scope });
  expect(textOf(opened, WIDE)).toMatch(/Days/);
});

test("a turn: its requests with what each answered, and what came into the context", () => {
  const text = textOf(press(sampleState(), WIDE, "3", "enter", "enter"), WIDE);
  expect(text).toMatch(/› 15:0\d|14:01/);
  expect(text).toMatch(/prompt .*400k +400 +300 +\$0\.17/);
  expect(text).toMatch(/general-purpose .*9\.0k +9\.0k +800 +\$0\.02/);
  expect(text).toMatch(/Bash .*406k +5\.0k +120 +unpriced/);
  expect(text).toMatch(/Bash +npm test +~5\.0k/);
});

test("a limit: its level, the working of its forecast, and who drew on it, each a way to its session", () => {
  const opened = press(sampleState(), WIDE, "5", "enter");
  const text = textOf(opened, WIDE);
  // 83 % used when 55 % of the time is over: 83 / 55 = 150.9 % by the reset.
  expect(text).toContain("55% of its time is over and 83% of it is used: at that rate, 151% by the reset.");
  expect(text).toMatch(/14:03 at the earliest, or not before the reset/);
  expect(text).toMatch(/ledger-service: Fix the rounding of invoices .*~48%/);
  expect(text).toMatch(/elsewhere: chat, other machines .*~8%/);
  expect(press(opened, WIDE, "enter").ui.place).toEqual({ kind: "session", sessionId: "10000000-2222" });
});

test("what is gone says so, and Esc goes back", () => {
  const gone = press(sampleState(), WIDE, "5", "enter", "enter");
  expect(textOf(gone, WIDE)).toContain("is not there any more");
  expect(press(gone, WIDE, "escape").ui.place).toEqual({ kind: "limit", limitId: "five_hour" });
});

test("Esc at the top changes nothing, and never quits", () => {
  expect(press(sampleState(), WIDE, "escape", "escape").ui).toEqual(INITIAL_UI);
});
