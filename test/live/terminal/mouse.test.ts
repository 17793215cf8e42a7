/** Clicks and the wheel: which part of the screen they apply to, and what they do. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOUSE_OFF, MOUSE_ON, splitMouse } from "../../../src/ui/mouse-input.ts";
import { targetAt, wheelTargetAt } from "../../../src/view/dashboard/click-target.ts";
import { buildFrame } from "../../../src/view/dashboard/frame.ts";
import { reduce } from "../../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../../src/view/text/spans.ts";
import { assistantRow, makeTree, SESSION } from "../../helpers/make-tree.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { openTerminal } from "../../helpers/terminal.ts";
import { NOW_MS, ZONE } from "../samples/basics.ts";
import { sampleState } from "../samples/sample-data.ts";

const frameOf = (state: LiveState, columns: number, rows = 40) =>
  buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: NOW_MS });

function press(state: LiveState, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => reduce(s, { type: "key", key, text: key.length === 1 ? key : "" }), state);
}

/** The position of the text on the screen. There must be no wide characters before it in its line. */
function placeOf(state: LiveState, columns: number, text: string): readonly [column: number, row: number] {
  const { header, stacks } = frameOf(state, columns);
  const at = header.findIndex((line) => plainLine(line).includes(text));
  if (at >= 0) return [plainLine(header[at] ?? []).indexOf(text), at];
  let left = 0;
  for (const { width, panes } of stacks) {
    const lines = panes.flatMap((pane, i) => (i > 0 ? [[], ...pane.lines] : pane.lines)).map(plainLine);
    const row = lines.findIndex((line) => line.includes(text));
    if (row >= 0) return [left + (lines[row]?.indexOf(text) ?? 0), header.length + row];
    left += width + 3;
  }
  throw new Error(`'${text}' is not on the screen`);
}

function click(state: LiveState, columns: number, text: string): LiveState {
  const target = targetAt(frameOf(state, columns), ...placeOf(state, columns, text));
  const { scrollEnd, lists } = frameOf(state, columns);
  return reduce(state, { type: "mouse", kind: "click", target, scrollEnd, lists });
}

describe.each([60, 80, 120, 160])("at %i columns", (columns) => {
  test("a click on a tab shows its view", () => {
    expect(click(sampleState(), columns, columns < 80 ? "4" : "4 History").ui.view).toBe("history");
  });
  test("a click on a row chooses it, another opens it", () => {
    const sessions = press(sampleState(), "3");
    const chosen = click(sessions, columns, "waiting");
    expect(chosen.ui.chosen?.id).toMatch(/^77aa0c1d/);
    expect(click(chosen, columns, "waiting").ui.place).toMatchObject({ kind: "session" });
  });
  test("a click on a header sorts by it, another turns it round", () => {
    const sorted = click(press(sampleState(), "3"), columns, "Cost");
    expect(sorted.ui.sorts).toEqual({ sessions: { header: "Cost", isReversed: false } });
    expect(click(sorted, columns, "Cost ▼").ui.sorts).toEqual({ sessions: { header: "Cost", isReversed: true } });
  });
  test("a click on a limit chooses it, another opens it; so with alerts", () => {
    const chosen = click(press(sampleState(), "5"), columns, "Budget of the month");
    expect(chosen.ui.chosen).toEqual({ list: "limits", id: "budget:month" });
    expect(click(chosen, columns, "Budget of the month").ui.place).toEqual({ kind: "limit", limitId: "budget:month" });
    const second = click(press(sampleState(), "a"), columns, "5-hour window at 83%");
    expect(second.ui.alertAt).toBe(1);
    expect(click(second, columns, "5-hour window at 83%").ui.place).toEqual({ kind: "limit", limitId: "five_hour" });
  });
});

test("a click beside everything does nothing, wherever it is", () => {
  const state = press(sampleState(), "2");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 100 }), (column, row) => {
      const target = targetAt(frameOf(state, 120), column, row);
      if (target === null) expect(reduce(state, { type: "mouse", kind: "click", target }).ui).toEqual(state.ui);
    }),
  );
});

test("the wheel scrolls a view, moves a choice, and does nothing while something is typed", () => {
  const wheel = (state: LiveState, kind: "wheel-up" | "wheel-down"): LiveState =>
    reduce(state, { type: "mouse", kind, target: null, scrollEnd: 100 });
  const view = press(sampleState(), "4");
  expect(wheel(view, "wheel-down").ui.scroll).toBe(3);
  expect(wheel(wheel(view, "wheel-down"), "wheel-up").ui.scroll).toBe(0);
  const chosen = press(view, "j");
  expect(wheel(chosen, "wheel-down").ui.chosen).toEqual({ list: "periods", id: "2026-11-15" });
  const typing = press(view, "/");
  expect(wheel(typing, "wheel-down").ui).toEqual(typing.ui);
});

/** The state after the wheel over a text on the screen, as the terminal reports it. */
function wheelOver(state: LiveState, columns: number, text: string, kind: "wheel-up" | "wheel-down"): LiveState {
  const frame = frameOf(state, columns);
  const at = placeOf(state, columns, text);
  const { scrollEnd, lists } = frame;
  const [target, wheel] = [targetAt(frame, ...at), wheelTargetAt(frame, ...at)];
  return reduce(state, { type: "mouse", kind, target, wheel, scrollEnd, lists });
}

describe("the wheel over a list moves through that list, whichever has the selection", () => {
  const chosenIn = ({ ui }: LiveState): string | undefined => ui.chosen?.list;
  const now = press(sampleState(), "1", "j");

  test("over another list than the one with the selection, also over its title", () => {
    expect(chosenIn(now)).toBe("turns");
    for (const text of ["Open sessions", "Make the heade"]) {
      const over = wheelOver(now, 160, text, "wheel-down");
      expect(chosenIn(over)).toBe("open");
      // At its end it stays in it.
      expect(chosenIn(wheelOver(wheelOver(over, 160, text, "wheel-down"), 160, text, "wheel-down"))).toBe("open");
    }
  });
  test("up over such a list changes nothing, because it is at its first row", () => {
    expect(wheelOver(now, 160, "Open sessions", "wheel-up").ui).toEqual(now.ui);
  });
  test("a view that scrolls as a whole goes on from list to list", () => {
    const today = press(sampleState(), "2", "j");
    const [columns, rows] = [80, 16];
    const frame = buildFrame(today, { columns, rows }, { zone: ZONE, unicode: true, nowMs: NOW_MS });
    const wheel = wheelTargetAt(frame, 5, 8);
    expect(wheel?.scrolls).toBe(true);
    const { scrollEnd, lists } = frame;
    let state = today;
    for (let i = 0; i < 30; i++) {
      state = reduce(state, { type: "mouse", kind: "wheel-down", target: null, wheel, scrollEnd, lists });
    }
    expect(chosenIn(state)).toBe(lists.at(-1));
  });
  test("turns the pages of the help", () => {
    const help = press(sampleState(), "?");
    const down = reduce(help, { type: "mouse", kind: "wheel-down", target: null, scrollEnd: 1 });
    expect(down.ui.helpPage).toBe(1);
    expect(reduce(down, { type: "mouse", kind: "wheel-down", target: null, scrollEnd: 1 }).ui.helpPage).toBe(1);
    expect(reduce(down, { type: "mouse", kind: "wheel-up", target: null, scrollEnd: 1 }).ui.helpPage).toBe(0);
  });
});

test("reports are taken out of what is typed, and nothing else is", () => {
  expect(splitMouse("a\u001b[<0;10;3Mb\u001b[<0;10;3m\u001b[<64;1;1M\u001b[<65;1;2M\u001b[<2;5;5Mc\u001b[A")).toEqual({
    text: "abc\u001b[A",
    events: [
      { kind: "click", column: 9, row: 2 },
      { kind: "wheel-up", column: 0, row: 0 },
      { kind: "wheel-down", column: 0, row: 1 },
    ],
  });
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes("\u001b[<")),
      (text) => {
        expect(splitMouse(text)).toEqual({ text, events: [] });
      },
    ),
  );
});

describe("in a terminal", { timeout: 60_000 }, () => {
  /** With one log: a demo would take longer to make than the rest takes. */
  const home = (): string => {
    const dir = tempDir();
    makeTree(join(dir, ".claude"), { [`${SESSION}.jsonl`]: [assistantRow({ timestamp: new Date().toISOString() })] });
    return dir;
  };
  const open = () => openTerminal(["watch"], { home: home(), columns: 100, rows: 30 });
  const lastOf = (raw: string, text: string): number => raw.lastIndexOf(text);

  /** Which of the switches for the mouse were written, in order. */
  const switches = (raw: string): string[] =>
    [...raw.matchAll(/\u001b\[\?1000([hl])/g)].map(([, end]) => (end === "h" ? "on" : "off"));

  test.each([
    ["q", "q", 0],
    ["Ctrl-C", "\u0003", 0],
  ] as const)("takes clicks, gives the mouse to the terminal at M, and gives it back at %s", async (_, key, code) => {
    const terminal = open();
    await terminal.waitForContent("Turns");
    terminal.write("\u001b[<0;38;1M\u001b[<0;38;1m");
    await terminal.waitForContent("[4 History]");
    expect(switches(terminal.raw())).toEqual(["on"]);
    terminal.write("M");
    await terminal.waitForContent("the terminal has the mouse");
    expect(switches(terminal.raw())).toEqual(["on", "off"]);
    terminal.write("M");
    await terminal.waitForContent("the mouse is taken");
    expect(switches(terminal.raw())).toEqual(["on", "off", "on"]);
    terminal.write(key);
    expect(await terminal.exited).toBe(code);
    expect(switches(terminal.raw())).toEqual(["on", "off", "on", "off"]);
    expect(lastOf(terminal.raw(), MOUSE_OFF)).toBeGreaterThan(lastOf(terminal.raw(), MOUSE_ON));
  });

  test("takes the mouse at M where the settings leave it to the terminal, and leaves it there at exit", async () => {
    const dir = home();
    mkdirSync(join(dir, "cost"));
    writeFileSync(join(dir, "cost", "settings.json"), JSON.stringify({ dashboard: { mouse: false } }));
    const terminal = openTerminal(["watch"], { home: dir, columns: 100, rows: 30 });
    await terminal.waitForContent("Turns");
    expect(switches(terminal.raw())).toEqual([]);
    terminal.write("M");
    await terminal.waitForContent("the mouse is taken");
    expect(switches(terminal.raw())).toEqual(["on"]);
    terminal.write("M");
    await terminal.waitForContent("the terminal has the mouse");
    terminal.write("q");
    expect(await terminal.exited).toBe(0);
    expect(switches(terminal.raw())).toEqual(["on", "off"]);
  });

  /** What a terminal gets when the mouse, pasted text, the wrapping of lines, the cursor and the screen are the user's again, in this order. */
  const CLEAN_END = `${MOUSE_OFF}\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l`;
  /** Makes the program fail, where nothing catches the error, when it receives a signal to do so. */
  const FAILS = 'process.on("SIGUSR2", () => { throw new Error("a fault of the program"); });';

  test.skipIf(process.platform === "win32").each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
    ["SIGUSR2", 1],
  ] as const)("leaves the terminal clean where it is ended by %s (SIGUSR2: a crash)", async (signal, code) => {
    const dir = home();
    writeFileSync(join(dir, "fails.cjs"), FAILS);
    const env = { NODE_OPTIONS: `--require=${join(dir, "fails.cjs")}` };
    const terminal = openTerminal(["watch"], { home: dir, env, columns: 100, rows: 30 });
    await terminal.waitForContent("Turns");
    terminal.kill(signal);
    expect(await terminal.exited).toBe(code);
    const raw = terminal.raw();
    expect(lastOf(raw, CLEAN_END)).toBeGreaterThan(lastOf(raw, MOUSE_ON));
    const end = raw.slice(lastOf(raw, CLEAN_END) + CLEAN_END.length);
    const after = end.replaceAll("\u001b[?25h", "");
    expect(after, "nothing is switched on again").not.toMatch(/\u001b\[\?\d+h/);
    if (signal === "SIGUSR2") expect(after).toContain("a fault of the program");
    else expect(after.trim()).toBe("");
    expect(terminal.screen().join("\n")).not.toContain("Turns");
  });
});
