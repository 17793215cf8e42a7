/** The footer names the keys that have an effect on what is shown, and no others. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { buildFrame } from "../../../src/view/dashboard/frame.ts";
import { hintsFor } from "../../../src/view/dashboard/keys/keymap.ts";
import { workingCommands } from "../../../src/view/dashboard/keys/working-commands.ts";
import type { Seen } from "../../../src/view/dashboard/navigate.ts";
import { reduce } from "../../../src/view/dashboard/reduce.ts";
import type { LiveState } from "../../../src/view/dashboard/ui-state.ts";
import { plainLine } from "../../../src/view/text/spans.ts";
import { NOW_MS, ZONE } from "../samples/basics.ts";
import { sampleState } from "../samples/sample-data.ts";

type Size = { readonly columns: number; readonly rows: number };

const frameOf = (state: LiveState, size: Size) => buildFrame(state, size, { zone: ZONE, unicode: true, nowMs: NOW_MS });

function press(state: LiveState, size: Size, keys: readonly string[]): LiveState {
  return keys.reduce((s, key) => {
    const { scrollEnd, lists, headers } = frameOf(s, size);
    return reduce(s, { type: "key", key, text: key.length === 1 ? key : "", scrollEnd, lists, headers });
  }, state);
}

const hintedKeys = (state: LiveState, seen: Seen): readonly string[] =>
  hintsFor(state.ui, workingCommands(state, seen)).hints.map(({ key }) => key);

const NAMES = { Enter: "enter", o: "o", p: "p", "/": "/", s: "s", y: "y" } as const;

test("a key that is named has an effect, and Enter is named wherever it has one", () => {
  const keys = fc.array(
    fc.constantFrom("1", "2", "3", "4", "5", "6", "j", "k", "G", "l", "o", "enter", "enter", "escape", "w", "[", "s"),
    { maxLength: 12 },
  );
  const sizes = fc.constantFrom({ columns: 60, rows: 24 }, { columns: 120, rows: 30 }, { columns: 160, rows: 50 });
  fc.assert(
    fc.property(keys, sizes, (pressed, size) => {
      const state = press(sampleState(), size, pressed);
      const hinted = hintedKeys(state, frameOf(state, size));
      for (const [shown, key] of Object.entries(NAMES)) {
        const after = press(state, size, [key]);
        const isRefused = after.ui.toast?.isRefusal ?? false;
        if (hinted.includes(shown)) expect([shown, isRefused || after === state]).toEqual([shown, false]);
      }
      const isOpened = press(state, size, ["enter"]).ui.place !== state.ui.place;
      expect(hinted.includes("Enter")).toBe(isOpened);
    }),
    { numRuns: 60 },
  );
});

test("nothing that needs a row or a list is named before the logs are read", () => {
  expect(hintedKeys({ ...sampleState(), data: null }, {})).toEqual(["1-6", "j/k", "a"]);
});

test.each([
  ["a request of a turn", ["1", "j", "enter", "j"], "requests"],
  ["what a turn brought into the context", ["1", "j", "enter", "l"], "content"],
  ["a cause of a session", ["1", "o", "j"], "causes"],
])("Enter is not named at %s, which opens nothing", (_, keys, list) => {
  const size = { columns: 120, rows: 40 };
  const state = press(sampleState(), size, keys);
  const footer = (of: LiveState): string => frameOf(of, size).footer.map(plainLine).join();
  expect(footer(press(sampleState(), size, keys.slice(0, 1)))).toContain("Enter open");
  expect(state.ui.chosen?.list).toBe(list);
  expect(footer(state)).not.toContain("Enter open");
});
