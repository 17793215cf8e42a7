import fc from "fast-check";
import { renderToString } from "ink";
import { describe, expect, it } from "vitest";
import { FrameView } from "../../src/ui/frame-view.tsx";
import { buildFrame } from "../../src/view/dashboard/frame.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import { initialState, type LiveState, VIEWS } from "../../src/view/dashboard/ui-state.ts";
import { lineWidth, plainLine, textWidth } from "../../src/view/text/spans.ts";
import { runs } from "../helpers/runs.ts";
import { NOW_MS, ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

const MONO = { theme: { name: "mono" } } as const;

function press(state: LiveState, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => reduce(s, { type: "key", key, text: key.length === 1 ? key : "" }), state);
}

function draw(state: LiveState, columns: number, rows: number, unicode = true): string {
  const frame = buildFrame(state, { columns, rows }, { zone: ZONE, unicode, nowMs: state.nowMs });
  const drawn = renderToString(<FrameView frame={frame} look={MONO} isSpoken={false} />, { columns });
  return drawn.replace(/\u001b\[[\d;]*m/g, "").replace(/ +$/gm, "");
}

describe("each view as a reader sees it", () => {
  for (const [columns, rows] of [
    [40, 24],
    [60, 24],
    [80, 24],
    [120, 36],
    [160, 48],
  ] as const) {
    it.each(VIEWS)(`%s at ${columns} columns`, async (view) => {
      const frame = draw(press(sampleState(), String(VIEWS.indexOf(view) + 1)), columns, rows);
      await expect(`${frame}\n`).toMatchFileSnapshot(`../frames/${view}/${columns}.txt`);
    });
  }
  it.each(VIEWS)("%s in ASCII", async (view) => {
    const frame = draw(press(sampleState(), String(VIEWS.indexOf(view) + 1)), 80, 24, false);
    expect(frame.replace(/[日本語のプロジェクトと絵文字🎉]/gu, "")).toMatch(/^[\n\x20-\x7e]*$/);
    await expect(`${frame}\n`).toMatchFileSnapshot(`../frames/${view}/80-ascii.txt`);
  });
  it.each([
    ["session/80", ["3", "enter"]],
    ["states/help-80", ["?"]],
    ["states/alerts-80", ["a"]],
    ["states/filter-80", ["3", "/", "w", "e", "b"]],
    ["states/months-80", ["4", "m"]],
  ] as const)("%s", async (name, keys) => {
    await expect(`${draw(press(sampleState(), ...keys), 80, 24)}\n`).toMatchFileSnapshot(`../frames/${name}.txt`);
  });
  it("the opened session with what its dollars were spent on, where there is room", async () => {
    await expect(`${draw(press(sampleState(), "3", "enter"), 120, 40)}\n`).toMatchFileSnapshot(
      "../frames/session/120.txt",
    );
  });
  it.each(VIEWS)("%s says at 40 columns that its figures are made up, where they are", (view) => {
    const state = press(sampleState(), String(VIEWS.indexOf(view) + 1));
    const demo = { ...state, data: state.data && { ...state.data, demo: true } };
    const [header = ""] = draw(demo, 40, 24).split("\n");
    expect(header).toMatch(/DEMO +\$[\d.,]+( +\d\d:\d\d)?$/);
    expect(textWidth(header)).toBeLessThanOrEqual(40);
  });
  it.each([40, 80, 120])("a chosen limit keeps its first line whole at %i columns", (columns) => {
    const state = press(sampleState(), "5");
    const plain = draw(state, columns, 50).split("\n");
    const chosen = draw(press(state, "j"), columns, 50).split("\n");
    const at = chosen.findIndex((line) => line.startsWith("› "));
    expect(at).toBeGreaterThan(0);
    const right = (plain[at] as string).split(/ {2,}/).at(-1)?.split("│")[0] ?? "";
    expect(right.length).toBeGreaterThan(3);
    expect(chosen[at]).toContain(right.trim());
  });
  it("a limit's working is whole at 40 columns", () => {
    expect(draw(press(sampleState(), "5", "enter"), 40, 24).replace(/\s+/g, " ")).toMatch(
      /by the reset\..* out [^.]+\./,
    );
  });
  it("a day, a project and a model without a price are not shown as free", () => {
    const state = sampleState();
    const today = ZONE.dayOf(NOW_MS);
    const row = state.data?.days.get(today);
    if (!state.data || !row) throw new Error("the sample has today");
    const none = { pico: 0n, lacksPrices: true };
    const unpriced = { ...row, costPico: 0n, backgroundPico: 0n, totalPico: 0n, unpriced: row.requests };
    const names = { models: new Map([["nova-9", none]]), projects: new Map([["/home/dev/moon", none]]) };
    const days = new Map(state.data.days).set(today, { ...unpriced, ...names });
    const history = draw({ ...press(state, "4"), data: { ...state.data, days } }, 120, 50);
    expect(history).toMatch(/Wed 2026-11-18 +unpriced +40/);
    expect(history).toMatch(/moon +– +unpriced/);
    expect(history).toMatch(/nova-9 +– +unpriced/);
    const day = draw({ ...press(state, "2"), data: { ...state.data, days } }, 80, 24);
    expect(day).toMatch(/today +unpriced/);
    expect(day.split("\n")[0]).toMatch(/ unpriced {2}14:03$/);
    // Other days of the week have prices.
    expect(day).toMatch(/this week +≥\$12\.11/);
  });
  it.each([
    [true, "░", /Spend by hour ─+ top \$[\d.]+, ░ usual/],
    [false, "|", /Spend by hour -+ top \$[\d.]+, \| usual/],
  ])("the usual spend of hours to come has a character of its own (Unicode: %s)", (unicode, glyph, legend) => {
    const state = press(sampleState(), "2");
    const frame = draw(state, 80, 50, unicode);
    expect(frame).toMatch(legend);
    const from = frame.indexOf(`, ${glyph}`);
    const chart = frame.slice(from + 10, frame.indexOf("hour   00", from)).split("\n");
    // It is 14:03: the columns of the hours up to 14 are before column 7 + 15 x 3.
    const [before, after] = [chart.map((line) => line.slice(0, 52)), chart.map((line) => line.slice(52, 79))];
    expect(before.join("")).not.toContain(glyph);
    expect(after.join("")).toContain(glyph);
    expect(after.join("")).not.toMatch(/[#█▇▆▅▄▃▂▁]/);
  });
  it.each([
    ["day", "d"],
    ["week", "w"],
    ["month", "m"],
  ] as const)("projects and models are shown once where the %s in the list is the one picked", (unit, key) => {
    const state = sampleState();
    for (const back of [0, 1]) {
      const picked = { ...state, ui: { ...state.ui, range: { unit, back } } };
      for (const columns of [120, 160]) {
        const frame = draw(press(picked, "4", key), columns, 60);
        for (const what of ["Projects,", "Models,"])
          expect(frame.split(`${what} `).length - 1, `${what} ${back} ${columns}\n${frame}`).toBe(1);
      }
    }
  });
  it("charts over time in braille, where they are wanted and can be shown", () => {
    const drawIn = (unicode: boolean, braille: boolean): string => {
      const state = press(sampleState(), "2");
      const frame = buildFrame(state, { columns: 80, rows: 24 }, { zone: ZONE, unicode, braille, nowMs: state.nowMs });
      return frame.stacks.flatMap((stack) => stack.panes.flatMap((pane) => pane.lines.map(plainLine))).join("\n");
    };
    expect(drawIn(true, true)).toMatch(/[⠁-⣿]/);
    for (const [unicode, braille] of [
      [true, false],
      [false, true],
    ] as const)
      expect(drawIn(unicode, braille)).not.toMatch(/[⠁-⣿]/);
  });
  it("before anything is known, with the sums of an earlier run", async () => {
    const state = reduce(initialState(NOW_MS, ZONE), {
      type: "watch",
      watch: {
        progress: { files: 120, totalFiles: 2530, bytes: 1.2e9, totalBytes: 3.4e9, elapsedMs: 800 },
        earlier: { asOfMs: NOW_MS - 3_600_000, todayUsd: "12.4", weekUsd: "61.02", monthUsd: "212.33" },
      },
    });
    await expect(`${draw(state, 80, 24)}\n`).toMatchFileSnapshot("../frames/states/reading-80.txt");
  });
  it("without any logs", async () => {
    const state = sampleState();
    const none = {
      sessions: [],
      days: new Map(),
      details: new Map(),
      followedId: null,
      limits: [],
      alerts: [],
      files: 0,
      responses: 0,
    };
    const data = { ...(state.data as NonNullable<LiveState["data"]>), ...none };
    await expect(`${draw({ ...state, data }, 80, 24)}\n`).toMatchFileSnapshot("../frames/states/empty-80.txt");
  });
});

it("a terminal too small says what it has and what it needs, and still takes q", () => {
  const frame = draw(sampleState(), 39, 9);
  expect(frame).toContain("have 39 x 9");
  expect(frame).toContain("need 40 x 10");
  expect(press(sampleState(), "q").ui.isQuitting).toBe(true);
});

it("a screen reader is told the figures and spared the drawings", () => {
  const frame = buildFrame(sampleState(), { columns: 80, rows: 24 }, { zone: ZONE, unicode: true, nowMs: NOW_MS });
  const spoken = renderToString(<FrameView frame={frame} look={MONO} isSpoken />, {
    columns: 80,
    isScreenReaderEnabled: true,
  } as never);
  expect(spoken).toContain("41% · 412k of 1.0M");
  expect(spoken).not.toMatch(/[█░─▁▂▃]/);
});

it("no frame is ever taller than the terminal less one row, or wider than it", () => {
  const keys = fc.array(
    fc.constantFrom(
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "enter",
      "escape",
      "?",
      "a",
      "j",
      "k",
      "s",
      "w",
      "m",
      "tab",
      "G",
      "p",
      "x",
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(
      keys,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 2, max: 100 }),
      fc.boolean(),
      (pressed, columns, rows, unicode) => {
        const state = press(sampleState(), ...pressed);
        const frame = buildFrame(state, { columns, rows }, { zone: ZONE, unicode, nowMs: NOW_MS });
        const stackHeights = frame.stacks.map((s) => s.panes.reduce((sum, p) => sum + p.lines.length + 1, -1));
        const height = frame.header.length + frame.footer.length + Math.max(0, ...stackHeights);
        expect(height).toBeLessThanOrEqual(rows - 1);
        if (columns >= 40 && rows >= 10) expect(stackHeights.length, "something is always shown").toBeGreaterThan(0);
        for (const line of [...frame.header, ...frame.footer]) expect(lineWidth(line)).toBe(columns);
        for (const stack of frame.stacks) {
          for (const line of stack.panes.flatMap((p) => p.lines)) expect(lineWidth(line)).toBe(stack.width);
        }
        const width = frame.stacks.reduce((sum, s) => sum + s.width + 3, -3);
        expect(width).toBeLessThanOrEqual(columns);
        expect(
          [...frame.header, ...frame.stacks.flatMap((s) => s.panes.flatMap((p) => p.lines))].map(plainLine).join(""),
        ).not.toMatch(/[\u0000-\u001f\u007f]/);
      },
    ),
    { numRuns: runs({ ci: 300, here: 80 }) },
  );
});

it("what Ink draws has exactly the frame's lines, none of them wrapped", () => {
  for (const columns of [40, 60, 79, 80, 119, 120, 200, 300]) {
    for (const view of ["1", "2", "3", "4", "5", "6"]) {
      const lines = draw(press(sampleState(), view), columns, 30).split("\n");
      expect(lines).toHaveLength(29);
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    }
  }
});

it.each([
  [120, 50],
  [160, 50],
])(
  "at %i x %i no part of History by week and month, of Limits and of what is opened in them is half empty",
  (...size) => {
    const [columns, rows] = size;
    for (const keys of [["4", "w"], ["4", "m"], ["5"], ["5", "j", "enter"], ["5", "j", "j", "enter"]]) {
      const state = press(sampleState(), ...keys);
      const frame = buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: state.nowMs });
      expect(frame.stacks.length).toBeGreaterThan(1);
      const filled = frame.stacks.map(({ panes }) =>
        // A blank line stands between two of them.
        panes.flatMap(({ lines }) => [...lines.map(plainLine), ""]).findLastIndex((line) => line.trim() !== ""),
      );
      const body = rows - 1 - frame.header.length - frame.footer.length;
      for (const last of filled) expect(last).toBeGreaterThan(body / 2);
    }
  },
);

it("at 60 columns everything stays reachable", () => {
  const now = draw(sampleState(), 60, 24);
  for (const words of ["$4.27", "Context", "Turns", "Run the whole suite", "today"])
    expect(now).toContain(words.replace("today", "14:03"));
  expect(draw(press(sampleState(), "3"), 60, 24)).toContain("waiting");
  expect(draw(press(sampleState(), "5"), 60, 24)).toContain("137%");
});

it("what there is no room for is named with the key that shows it, and nothing is named where all is shown", () => {
  expect(draw(sampleState(), 80, 24)).toContain("▼ with 5: 2 limits, l: 2 open sessions, 2: Today by hour, Spend");
  expect(draw(sampleState(), 120, 36)).toContain("▼ with 2: Spend, The last days");
  expect(draw(sampleState(), 160, 50)).not.toContain("▼");
});

it.each([
  [80, 16],
  [80, 12],
  [40, 16],
])("at %i x %i the turns of the session are seen, in Now and in the session's own place", (columns, rows) => {
  for (const state of [sampleState(), press(sampleState(), "enter")]) {
    const drawn = draw(state, columns, rows);
    expect(drawn).toContain("Round ledger sum");
    expect(drawn).toMatch(/Run the whole suite +.*\$0\.49/);
  }
});

it("at 40 columns the list of sessions has their titles, and says how far it goes", () => {
  const drawn = draw(press(sampleState(), "3"), 40, 12);
  expect(drawn).toMatch(/^Sessions ─+ (\d+–\d+ of )?4/m);
  expect(drawn).toMatch(/Round ledger sums half.* \$4\.27/);
});

it("in a slim terminal the day's figure, the act, the session and its gauge come before all else", () => {
  const slim = draw(sampleState(), 59, 24).split("\n");
  expect(slim[0]).toContain("$0.46");
  expect(slim[1]).toContain("▲ Budget 137%: claude-cost budget");
  expect(slim[4]).toContain("Round ledger sums");
  expect(slim[5]).toMatch(/^Context .*41%/);
  expect(draw(sampleState(), 60, 24).split("\n")[1]).toMatch(/^─+$/);
});

it("help and the way out are in the footer at every width", () => {
  const every = Array.from({ length: 81 }, (_, i) => 40 + i);
  const widths = runs({ ci: every, here: every.filter((n) => n % 20 === 0 || n % 20 === 19 || n % 7 === 0) });
  for (const view of VIEWS) {
    for (const columns of widths) {
      const { ui, ...rest } = sampleState();
      const state = { ...rest, ui: { ...ui, view, filter: "ledger" } };
      const frame = buildFrame(state, { columns, rows: 24 }, { zone: ZONE, unicode: true, nowMs: NOW_MS });
      expect(plainLine(frame.footer.at(-1) ?? []).trimEnd()).toMatch(/\? help {2}q quit$/);
    }
  }
});
