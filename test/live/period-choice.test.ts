/** The days picked: which they are, how they step, and that every view but Now and Limits shows them. */

import { describe, expect, test } from "vitest";
import { parseDay } from "../../src/core/calendar/period.ts";
import { buildFrame } from "../../src/view/dashboard/frame.ts";
import { parsePeriod, periodChoiceName, scopeOfPeriod } from "../../src/view/dashboard/period-choice.ts";
import { EVERYTHING, scopeKey } from "../../src/view/dashboard/places/place.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { NOW_MS, ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

const day = (text: string): number => parseDay(text) as number;
/** A Wednesday. */
const TODAY = day("2026-11-18");

function press(state: LiveState, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => reduce(s, { type: "key", key, text: key.length === 1 ? key : "" }), state);
}

const shown = (state: LiveState): readonly [string, string] | null => {
  const { range } = state.ui;
  if (range === null) return null;
  const { first, last } = scopeOfPeriod(range, TODAY);
  const text = (n: number | null): string => (n === null ? "" : new Date(n * 86_400_000).toISOString().slice(0, 10));
  return [text(first), text(last)];
};

describe("stepping", () => {
  test.each([
    ["2", ["["], ["2026-11-17", "2026-11-17"]],
    ["2", ["[", "["], ["2026-11-16", "2026-11-16"]],
    ["2", ["[", "]"], ["2026-11-18", "2026-11-18"]],
    ["2", ["]", "]"], ["2026-11-18", "2026-11-18"]],
    ["4", ["w", "["], ["2026-11-16", "2026-11-22"]],
    ["4", ["w", "[", "["], ["2026-11-09", "2026-11-15"]],
    ["4", ["m", "[", "[", "["], ["2026-09-01", "2026-09-30"]],
    ["3", ["t", "j", "j", "j", "enter"], ["2026-11-12", "2026-11-18"]],
    ["3", ["t", "j", "j", "j", "enter", "["], ["2026-11-05", "2026-11-11"]],
    ["3", ["t", "j", "j", "j", "j", "j", "j", "enter", "["], ["", ""]],
    ["6", ["t", ..."2026-11-01..2026-11-10", "enter"], ["2026-11-01", "2026-11-10"]],
    ["6", ["t", ..."2026-11-01..2026-11-10", "enter", "["], ["2026-10-22", "2026-10-31"]],
    // Ten days later they would still hold today; another ten are all to come.
    ["6", ["t", ..."2026-11-01..2026-11-10", "enter", "]", "]"], ["2026-11-11", "2026-11-20"]],
    // Whole months step by as many months, of whatever length; weeks by weeks.
    ["6", ["t", ..."2026-10", "enter", "["], ["2026-09-01", "2026-09-30"]],
    ["6", ["t", ..."2026-10", "enter", "[", "[", "[", "[", "[", "[", "[", "["], ["2026-02-01", "2026-02-28"]],
    ["6", ["t", ..."2026-10", "enter", "]"], ["2026-11-01", "2026-11-30"]],
    ["6", ["t", ..."2026-10", "enter", "]", "]"], ["2026-11-01", "2026-11-30"]],
    ["6", ["t", ..."2026-04..2026-06", "enter", "["], ["2026-01-01", "2026-03-31"]],
    ["6", ["t", ..."2026-01..2026-02", "enter", "["], ["2025-11-01", "2025-12-31"]],
    ["6", ["t", ..."2026-10-01..2026-10-30", "enter", "["], ["2026-09-01", "2026-09-30"]],
    ["6", ["t", ..."2026-10-02..2026-10-31", "enter", "["], ["2026-09-02", "2026-10-01"]],
    ["6", ["t", ..."2026-11-09..2026-11-15", "enter", "["], ["2026-11-02", "2026-11-08"]],
    // The calendar of the program has the years 0 to 9999.
    ["6", ["t", ..."0000-01-01..9999-12-31", "enter", "[", "["], ["0000-01-01", "9999-12-31"]],
    ["6", ["t", ..."0000-01-01..9999-12-31", "enter", "]"], ["0000-01-01", "9999-12-31"]],
    ["6", ["t", ..."0000-01", "enter", "["], ["0000-01-01", "0000-01-31"]],
    ["6", ["t", ..."0000-01-02", "enter", "[", "["], ["0000-01-01", "0000-01-01"]],
    ["3", ["t", ..."7d", "enter"], ["2026-11-12", "2026-11-18"]],
    ["3", ["t", ..."1d", "enter"], ["2026-11-18", "2026-11-18"]],
    ["3", ["t", ..."30d", "enter", "["], ["2026-09-20", "2026-10-19"]],
    ["2", ["t", "escape"], null],
    ["2", ["[", "t", "k", "k", "enter"], null],
  ] as const)("%s %j", (view, keys, days) => {
    expect(shown(press(sampleState(), view, ...keys))).toEqual(days);
  });
});

test.each([
  ["2026-11-02", "2026-11-02", "2026-11-02"],
  ["2026-02", "2026-02-01", "2026-02-28"],
  ["2026-01..2026-02", "2026-01-01", "2026-02-28"],
  ["2026-11-02..2026-11-02", "2026-11-02", "2026-11-02"],
])("'%s' is %s to %s", (text, first, last) => {
  expect(parsePeriod(text, TODAY)).toEqual({ unit: "days", first: day(first), last: day(last) });
});

test.each([
  // Now is 2026-11-18: a range that has begun may end later.
  ["2026-11-18", true],
  ["2026-11-19", false],
  ["2026-11", true],
  ["2026-12", false],
  ["2026-11-18..2026-12-31", true],
  ["2026-11-19..2026-12-31", false],
])("days are accepted only where they have begun: %s %s", (text, isAccepted) => {
  const state = press(sampleState(), "2", "t", ...text, "enter");
  expect(state.ui.picker === null).toBe(isAccepted);
  if (!isAccepted) expect(state.ui.toast?.text).toBe(`not yet: '${text}' is in the future`);
});

test.each([
  "0d",
  "d",
  "7dd",
  "99999999d",
  "-7d",
  "7d..8d",
  "",
  "..",
  "2026-11-02..2026-11-01",
  "2026-13",
  "2026-02-30",
  "2026",
  "a..b",
  "2026-11..2026-12..2027-01",
])("'%s' is no days, and the picker says so and stays", (text) => {
  expect(parsePeriod(text, TODAY)).toBeNull();
  if (text === "") return;
  const keys = [...text];
  const states = keys.map((_, i) => press(sampleState(), "2", "t", ...keys.slice(0, i + 1)));
  // Refused with the first letter that no days contain, else at Enter.
  const refused = states.find(({ ui }) => ui.toast?.isRefusal) ?? press(sampleState(), "2", "t", ...keys, "enter");
  expect(refused.ui.picker).not.toBeNull();
  expect(refused.ui.toast?.text).toMatch(/^not days: '.+'; like 2026-11-02, .* or 7d$/);
});

test.each([
  [{ unit: "day", back: 0 }, "today"],
  [{ unit: "day", back: 1 }, "yesterday"],
  [{ unit: "day", back: 2 }, "Mon 2026-11-16"],
  [{ unit: "week", back: 0 }, "this week"],
  [{ unit: "week", back: 1 }, "2026-W46"],
  [{ unit: "month", back: 1 }, "2026-10"],
  [{ unit: "7-days", back: 0 }, "7 days"],
  [{ unit: "7-days", back: 1 }, "2026-11-05..2026-11-11"],
  [{ unit: "all" }, "all time"],
  [null, "each view's own"],
] as const)("%j is called %s", (choice, name) => {
  expect(periodChoiceName(choice, TODAY)).toBe(name);
});

describe.each([40, 60, 80, 120, 160])("at %i columns", (columns) => {
  const textOf = (state: LiveState): string => {
    const frame = buildFrame(state, { columns, rows: 50 }, { zone: ZONE, unicode: true, nowMs: NOW_MS });
    const body = frame.stacks.flatMap(({ panes }) => panes.flatMap(({ lines }) => lines));
    return [...frame.header, ...body].map(plainLine).join("\n");
  };

  test("the header names the days in every view that obeys them, and in no other", () => {
    const picked = press(sampleState(), "2", "[");
    for (const view of ["2", "3", "4", "6"]) expect(textOf(press(picked, view))).toContain("yesterday");
    expect(textOf(press(picked, "1"))).not.toContain("yesterday");
    const limits = textOf(press(picked, "5"));
    expect(limits.replace("each limit's own period, not yesterday", "")).not.toContain("yesterday");
    if (columns > 40) expect(limits).toContain("each limit's own period, not yesterday");
  });

  test("Sessions waits for the sums of the days, and then shows just their sessions", () => {
    const picked = press(sampleState(), "2", "[", "3");
    expect(textOf(picked)).toContain("adding up");
    const data = picked.data as NonNullable<LiveState["data"]>;
    const key = scopeKey({ ...EVERYTHING, first: TODAY - 1, last: TODAY - 1 });
    const [, second] = data.sessions;
    const scope = { key, sessions: second ? [second] : [], days: new Map(), background: data.background };
    const text = textOf(reduce(picked, { type: "data", data: { ...data, scope } }));
    expect(text).toMatch(/Sessions ─+ 1/);
    expect(text).toContain("$1.00");
    expect(text).not.toContain("$4.27");
  });

  test("Background waits for the kinds of the days, and then shows just those", () => {
    const picked = press(sampleState(), "6", "[", "[");
    expect(textOf(press(sampleState(), "6"))).toMatch(/compact .*\$1\.50/);
    expect(textOf(picked)).toMatch(/By kind ─+\s+adding up/);
    const data = picked.data as NonNullable<LiveState["data"]>;
    const key = scopeKey({ ...EVERYTHING, first: TODAY - 1, last: TODAY - 1 });
    const kinds = [{ kind: "session_title", requests: 1, tokens: null, costPico: 60_000_000_000n }];
    const background = { ...data.background, costPico: 60_000_000_000n, kinds };
    const scope = { key, sessions: [], days: new Map(), background };
    const text = textOf(reduce(picked, { type: "data", data: { ...data, scope } }));
    expect(text).toMatch(/By kind ─+ yesterday \$0\.06/);
    expect(text).toMatch(/session title .*\$0\.06/);
    expect(text).not.toContain("compact ");
  });

  test("History lists only those days", () => {
    const text = textOf(press(sampleState(), "4", "w", "[", "d"));
    expect(text).toContain("2026-11-16");
    expect(text).not.toContain("2026-11-15");
  });
});

describe("the list of periods", () => {
  const picker = (state: LiveState) => state.ui.picker;

  test("g and G go to its ends, and a move takes away what was typed", () => {
    const open = press(sampleState(), "2", "t");
    expect(picker(press(open, "G"))).toEqual({ at: 6, text: "" });
    expect(picker(press(open, "j", "j", "g"))).toEqual({ at: 0, text: "" });
    expect(picker(press(open, "2", "0", "j"))).toEqual({ at: 1, text: "" });
  });

  test("a letter that no days contain is refused, and what was typed before it stays", () => {
    const refused = press(sampleState(), "2", "t", "7", "x");
    expect(picker(refused)?.text).toBe("7");
    expect(refused.ui.toast?.text).toContain("not days: '7x'");
    expect(picker(press(refused, "d"))?.text).toBe("7d");
  });

  test("why a range was refused is gone with the next key", () => {
    const refused = press(sampleState(), "2", "t", "2", "0", "enter");
    expect(refused.ui.toast?.text).toContain("not days: '20'");
    expect(press(refused, "2").ui.toast).toBeNull();
    expect(press(refused, "escape").ui.toast).toBeNull();
  });

  test("what was done stays for its six seconds whatever is pressed", () => {
    const done = reduce(sampleState(), { type: "done", text: "copied x" });
    expect(press(done, "j").ui.toast?.text).toBe("copied x");
  });
});
