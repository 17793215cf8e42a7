/** Everything visible can be filtered, sorted, copied, written to a file and queried on a command line. */

import { describe, expect, test } from "vitest";
import { usdString } from "../../src/core/pricing/money.ts";
import { buildFrame } from "../../src/view/dashboard/frame.ts";
import { KEYMAP } from "../../src/view/dashboard/keys/keymap.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import type { Ask, LiveState } from "../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { NOW_MS, ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

const frameOf = (state: LiveState, columns = 160, rows = 50) =>
  buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: NOW_MS });

const press = (state: LiveState, ...keys: readonly string[]): LiveState => pressAt(state, 160, 50, keys);

function pressAt(state: LiveState, columns: number, rows: number, keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => {
    const { scrollEnd, lists } = frameOf(s, columns, rows);
    return reduce(s, { type: "key", key, text: key.length === 1 ? key : "", scrollEnd, lists });
  }, state);
}

function linesOf(state: LiveState, columns = 160, rows = 50): readonly string[] {
  const { header, stacks, footer } = frameOf(state, columns, rows);
  return [...header, ...stacks.flatMap(({ panes }) => panes.flatMap(({ lines }) => lines)), ...footer].map((line) =>
    plainLine(line).trimEnd(),
  );
}
const textOf = (state: LiveState, columns = 160): string => linesOf(state, columns).join("\n");

/** The chosen row and the titles of a Sessions view, from the top. */
const costs = (state: LiveState): readonly string[] =>
  [...textOf(state, 100).matchAll(/(\$[\d.]+|unpriced)$/gm)].map(([c]) => c);

describe("sorting", () => {
  const sessions = press(sampleState(), "3");
  const own = costs(sessions);

  test("begins with the cost, a second s reverses, a third goes to the next column; what is not known is last", () => {
    expect(costs(press(sessions, "s"))).toEqual(["$21.50", "$4.27", "$1.00", "unpriced"]);
    expect(costs(press(sessions, "s", "s"))).toEqual(["$1.00", "$4.27", "$21.50", "unpriced"]);
    expect(textOf(press(sessions, "s"))).toContain("Cost ▼");
    expect(textOf(press(sessions, "s", "s"))).toContain("Cost ▲");
    expect(textOf(press(sessions, "s", "s", "s"))).toContain("Background ▼");
    expect(textOf(press(sessions, "S", "S", "S"))).toContain("Project ▼");
  });
  test("comes back to the list's own order after the last column", () => {
    // Eight columns, each one way and the other.
    const keys = Array.from({ length: 17 }, () => "s");
    expect(press(sessions, ...keys).ui.sorts).toEqual({});
    expect(costs(press(sessions, ...keys))).toEqual(own);
  });
  test("goes to the first row", () => {
    const chosen = press(sessions, "j", "s");
    expect(linesOf(chosen).filter((line) => line.startsWith("› "))).toEqual([expect.stringContaining("$21.50")]);
  });
  test.each([
    ["1", "Turn"],
    ["2", "Cost"],
    ["4", "Cost"],
    ["6", "Background"],
  ])("works in view %s", (view) => {
    expect(textOf(press(sampleState(), view, "j", "s"))).toMatch(/(Cost|Background) ▼/);
  });
});

describe("filtering", () => {
  test.each([
    ["1", "suite", "Run the whole suite"],
    ["2", "web", "web"],
    ["3", "sticky", "1, 4 in all"],
    ["4", "2026-11-16", "Mon 2026-11-16"],
    ["5", "budget", "Budget of the month"],
    ["6", "sticky", "Make the head"],
  ])("view %s shows only what has %s, names the filter in the header, and Esc takes it away", (view, words, found) => {
    const all = press(sampleState(), view);
    const filtered = press(all, "/", ...words, "enter");
    expect(textOf(filtered)).toContain(found);
    expect(textOf(filtered)).toContain(`/${words}`);
    expect(linesOf(filtered)).not.toEqual(linesOf(all));
    expect(press(filtered, "escape").ui).toEqual(all.ui);
  });
  test("what matches nothing says so", () => {
    expect(textOf(press(sampleState(), "3", "/", ..."zzz"))).toContain("nothing matches 'zzz'");
  });
});

test("a list that does not fit names its position and marks it at its edge", () => {
  const text = (state: LiveState): string => linesOf(state, 80, 22).join("\n");
  const top = press(sampleState(), "1", "enter");
  expect(text(top)).toMatch(/Turns ─+ 1–[1-4] of 5, newest first/);
  expect(text(top)).toMatch(/┃\n/);
  expect(text(press(top, "j", "j", "j", "j"))).toMatch(/[2-5]–5 of 5/);
});

test("the chosen row is inverse as a whole, and nothing else is", () => {
  for (const columns of [40, 60, 80, 120, 160]) {
    const { stacks } = frameOf(press(sampleState(), "3", "j"), columns, 24);
    const lines = stacks.flatMap(({ width, panes }) =>
      panes.flatMap((pane) => pane.lines.map((line) => ({ width, line }))),
    );
    const inverse = lines.filter(({ line }) => line.some((part) => part.inverse));
    expect(inverse).toHaveLength(1);
    for (const { line, width } of inverse) {
      const bar = line.filter((part) => part.inverse).map((part) => part.text);
      expect(plainLine(line).length).toBe(width);
      expect(bar.join("").trimEnd()).toBe(plainLine(line).trimEnd());
    }
  }
});

const asked = (state: LiveState): Ask | null => state.ui.ask;
const SESSION = "3f2a91bc-0000-4000-8000-000000000000";

describe("copying", () => {
  test.each([
    ["the alert shown", ["1"], "claude-cost budget"],
    ["the alert chosen", ["a", "j"], "claude-cost limits"],
    ["a session in the list", ["3", "j"], "77aa0c1d-0000-4000-8000-000000000000"],
    ["the session that is open", ["3", "enter"], SESSION],
    ["a chosen day, with the exact cost", ["4", "j"], "2026-11-18\t0.46\t40\t4000000"],
  ])("%s", (_, keys, text) => {
    expect(asked(press(sampleState(), ...keys, "y"))).toEqual({ id: 1, kind: "copy", text });
  });
  test("says what was done, for six seconds", () => {
    const state = reduce(sampleState(), { type: "done", text: "copied it" });
    expect(textOf(state)).toContain("copied it");
    expect(textOf(reduce(state, { type: "tick", nowMs: NOW_MS + 5_999 }))).toContain("copied it");
    expect(textOf(reduce(state, { type: "tick", nowMs: NOW_MS + 6_000 }))).not.toContain("copied it");
  });
});

describe("writing rows to a file", () => {
  test("has the rows as they are filtered and ordered, money exact, times in UTC", () => {
    const state = press(sampleState(), "3", "/", ..."ledger", "enter", "s", "e");
    expect(asked(state)).toMatchObject({ kind: "export", format: "csv", name: "sessions" });
    const { columns, rows } = asked(state) as Extract<Ask, { kind: "export" }>;
    expect(columns).toEqual([
      "Session",
      "Project",
      "Title",
      "Model",
      "Status",
      "Last",
      "Requests",
      "Background",
      "Cost",
    ]);
    expect(rows).toEqual([
      [
        state.data?.sessions.find(({ project }) => project.includes("ledger"))?.sessionId,
        "ledger-service",
        "Round ledger sums half to even",
        "opus-5-5",
        "busy",
        new Date(NOW_MS - 120_000).toISOString(),
        48,
        60_000_000_000n,
        4_270_000_000_000n,
      ],
    ]);
  });
  test("background has the session's id too, and limits have money, times and source", () => {
    const background = asked(press(sampleState(), "6", "e")) as Extract<Ask, { kind: "export" }>;
    expect(background.columns).toEqual(["Session", "Project", "Title", "Last", "Known", "Background"]);
    const limits = asked(press(sampleState(), "5", "e")) as Extract<Ask, { kind: "export" }>;
    const of = (id: string): Record<string, unknown> => {
      const row = limits.rows.find((values) => values[limits.columns.indexOf("id")] === id) ?? [];
      return Object.fromEntries(limits.columns.map((column, i) => [column, row[i]]));
    };
    const known = sampleState().data?.limits ?? [];
    expect(limits.rows.length).toBe(known.length);
    for (const limit of known) {
      expect(of(limit.id)).toMatchObject({
        source: limit.source,
        usedUsd: limit.usedPico === null ? null : usdString(limit.usedPico),
        resetsAt: limit.resetsAtMs === null ? null : new Date(limit.resetsAtMs).toISOString(),
      });
    }
    expect(known.some(({ usedPico }) => usedPico !== null)).toBe(true);
  });
  test("E asks for JSON; an empty list is not written", () => {
    expect(asked(press(sampleState(), "4", "E"))).toMatchObject({ kind: "export", format: "json" });
    expect(asked(press(sampleState(), "3", "/", ..."zzz", "enter", "e"))).toBeNull();
  });
});

describe("a command", () => {
  test.each([
    [[..."why ."], ["why", SESSION]],
    [[..."claude-cost limits"], ["limits"]],
    [[..."tag . \"two words\" 'and three'"], ["tag", SESSION, "two words", "and three"]],
  ])("%j is run as %j", (typed, args) => {
    const state = press(sampleState(), "3", ":", ...typed, "enter");
    expect(asked(state)).toEqual({ id: 1, kind: "run", args });
    expect(state.ui.command).toBeNull();
  });
  test.each(["watch", "live", "listen", "hook", "statusline"])("%s does not end, and is refused", (name) => {
    const state = press(sampleState(), ":", ...name, "enter");
    expect(asked(state)).toBeNull();
    expect(textOf(state)).toContain(`'${name}' does not end`);
  });
  test("is seen while it is typed, keys of the view being letters, and Esc leaves it", () => {
    const state = press(sampleState(), "3", ":", "q", "4", "x", "backspace");
    expect(textOf(state)).toContain(":q4▏");
    expect(press(state, "escape").ui).toEqual(press(sampleState(), "3").ui);
  });
  test("shows what it wrote over the view, cleaned; it scrolls, is copied whole, and Esc comes back", () => {
    const before = press(sampleState(), "4", "j");
    const lines = Array.from({ length: 80 }, (_, i) => (i === 0 ? "\u001b[2J\u0007first" : `line ${i}`));
    const state = reduce(before, { type: "output", output: { title: "claude-cost why", lines } });
    for (const columns of [40, 80, 160]) {
      const text = textOf(state, columns);
      expect(text).toContain("first");
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
      expect(text).toMatch(/▼ \d+ lines/);
    }
    expect(textOf(press(state, "G"))).toContain("line 79");
    expect((asked(press(state, "y")) as Extract<Ask, { kind: "copy" }>).text.split("\n")).toHaveLength(80);
    expect(textOf(press(state, "j", "escape"))).toBe(textOf(before));
  });
});

test("what has no price is nowhere said to cost nothing: in its row, beside the list, in its own place", () => {
  // The sample's last session has 48 requests, and none of them a price.
  const chosen = press(sampleState(), "3", "G");
  expect(textOf(chosen)).toMatch(/Chosen ─+ unpriced$/m);
  expect(textOf(chosen)).toMatch(/A request +–/);
  const opened = press(chosen, "enter");
  expect(textOf(opened)).toMatch(/Session 9c11ffee ─+ unpriced/);
  expect(textOf(opened)).toMatch(/^Cost +unpriced/m);
});

test("a command about the chosen session is not run where none is chosen", () => {
  const asked = press(sampleState(), "5", ":", ..."why .", "enter");
  expect(asked.ui.ask).toBeNull();
  expect(asked.ui.toast?.text).toBe("no session is chosen that '.' could stand for");
});

test("no page of the help ends in the name of a group, and every key is on one of them", () => {
  for (const rows of [12, 16, 24, 30, 36, 50]) {
    const seen = new Set<string>();
    for (
      let page = 0, state = press(sampleState(), "?");
      page < 12;
      page++, state = pressAt(state, 80, rows, ["tab"])
    ) {
      const lines = linesOf(state, 80, rows).slice(rows >= 16 ? 2 : 1, rows >= 16 ? -3 : -2);
      const shown = lines.filter((line) => line !== "");
      expect(shown.at(-1), `page ${page} of ${rows} rows`).toMatch(/^ {2}/);
      for (const line of shown) seen.add(line);
    }
    expect([...seen].filter((line) => line.startsWith("  "))).toHaveLength(KEYMAP.length);
  }
});

describe("the help in a small terminal", () => {
  const pageAfter = (...keys: readonly string[]): readonly string[] => {
    const state = pressAt(press(sampleState(), "?"), 80, 16, keys);
    return linesOf(state, 80, 16).slice(2, -3);
  };
  const { scrollEnd: last } = frameOf(press(sampleState(), "?"), 80, 16);
  const tabs = (count: number): readonly string[] => Array.from({ length: count }, () => "tab");

  test("is paged through by the keys that scroll a view, from the first page to the last", () => {
    expect(last).toBeGreaterThan(2);
    const [first, second, end] = [pageAfter(), pageAfter("tab"), pageAfter(...tabs(last))];
    expect(new Set([first.join(), second.join(), end.join()]).size).toBe(3);
    for (const key of ["j", "down", "pagedown", "space"]) expect(pageAfter(key)).toEqual(second);
    for (const key of ["k", "up", "pageup"]) {
      expect(pageAfter("tab", "tab", key)).toEqual(second);
      expect(pageAfter(key)).toEqual(first);
    }
    expect(pageAfter("G")).toEqual(end);
    expect(pageAfter("G", "j")).toEqual(end);
    expect(pageAfter("G", "g")).toEqual(first);
    expect(pageAfter("G", "tab")).toEqual(first);
    expect(pageAfter("tab", "shift-tab")).toEqual(first);
  });

  test("moves nothing in the view that it covers", () => {
    const state = pressAt(press(sampleState(), "3", "?"), 80, 16, ["j", "G", "k"]);
    expect(state.ui.chosen).toBeNull();
  });
});
