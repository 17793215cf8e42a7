/** At 40 columns nothing that matters is cut: texts go on in the next line. */

import { describe, expect, test } from "vitest";
import { buildFrame } from "../../src/view/dashboard/frame.ts";
import { KEYMAP } from "../../src/view/dashboard/keys/keymap.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../src/view/text/spans.ts";
import { ZONE } from "./samples/basics.ts";
import { sampleState } from "./samples/sample-data.ts";

function press(state: LiveState, ...keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => reduce(s, { type: "key", key, text: key.length === 1 ? key : "" }), state);
}

function linesOf(state: LiveState, columns: number, rows: number): readonly string[] {
  const frame = buildFrame(state, { columns, rows }, { zone: ZONE, unicode: true, nowMs: state.nowMs });
  const body = frame.stacks.flatMap(({ panes }) => panes.flatMap(({ lines }) => lines));
  const all = [...frame.header, ...body, ...frame.footer];
  expect(frame.header.length + frame.footer.length + (frame.stacks.length > 1 ? 0 : body.length)).toBeLessThan(rows);
  return all.map(plainLine);
}

const joined = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(" ");

describe.each([40, 80, 160])("at %i columns", (columns) => {
  test("the help has every label whole, on as many pages as it takes", () => {
    let state = press(sampleState(), "?");
    let text = "";
    for (let page = 0; page < 8; page++) {
      text += ` ${joined(linesOf(state, columns, 24))}`;
      state = press(state, "tab");
    }
    for (const { label } of KEYMAP) expect(text).toContain(label);
    expect(text).not.toContain("…");
  });

  test("alerts are whole, and the one chosen is in sight", () => {
    const state = press(sampleState(), "a");
    const { alerts } = state.data as NonNullable<LiveState["data"]>;
    const text = joined(linesOf(state, columns, 50));
    for (const { message, command } of alerts) {
      expect(text).toContain(message);
      expect(text).toContain(command);
    }
    const many = Array.from({ length: 30 }, (_, i) => ({ ...(alerts[0] as (typeof alerts)[number]), id: `a${i}` }));
    const listed = { ...state, data: { ...(state.data as NonNullable<LiveState["data"]>), alerts: many } };
    for (let i = 0, s: LiveState = listed; i < 30; i++, s = press(s, "j"))
      expect(linesOf(s, columns, 24).filter((line) => line.startsWith("›"))).toHaveLength(1);
  });

  test("where a file was written is said whole", () => {
    const path = "~/.local/share/claude-cost/exports/sessions-session-1b96a5a0-turns-2026-11-26T123456.csv";
    const text = `23 rows written to ${path}`;
    const lines = linesOf(reduce(sampleState(), { type: "done", text }), columns, 24);
    expect(lines.join("").replaceAll(" ", "")).toContain(text.replaceAll(" ", ""));
  });

  test("the list of periods shows how to type one", () => {
    expect(joined(linesOf(press(sampleState(), "2", "t"), columns, 24))).toContain("2026-11-02..2026-11-08");
  });

  test.each(["5", "6"])("view %s says whole how to know what is not known", (view) => {
    const state = press(sampleState(), view);
    const data = state.data as NonNullable<LiveState["data"]>;
    const background = { ...data.background, costPico: null, kinds: [] };
    const text = joined(linesOf({ ...state, data: { ...data, limits: [], background } }, columns, 24));
    expect(text.replace(/ +/g, " ")).toContain(
      view === "5" ? "claude-cost budget sets a budget of your own" : "ledger at their end, which is read by itself.",
    );
  });

  test("Background has its figures and kinds whole, and its sessions' titles", () => {
    const text = joined(linesOf(press(sampleState(), "6"), columns, 50));
    expect(text).toContain("1 exact, 3 not recorded");
    expect(text).toMatch(/compact +/);
    expect(text).toMatch(/unattributed +/);
    expect(text).toMatch(/Project +Title +/);
  });
});
