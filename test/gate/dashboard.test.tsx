/** The dashboard with hostile text in every field, as frames at several widths and in a real terminal. */

import { renderToString } from "ink";
import { describe, expect, it } from "vitest";
import { BACKGROUND_QUESTION } from "../../src/ui/ask-background.ts";
import { FrameView } from "../../src/ui/frame-view.tsx";
import { buildFrame } from "../../src/view/dashboard/frame.ts";
import { reduce } from "../../src/view/dashboard/reduce.ts";
import { type LiveState, VIEWS } from "../../src/view/dashboard/ui-state.ts";
import { lineWidth } from "../../src/view/text/spans.ts";
import { runs } from "../helpers/runs.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { openTerminal } from "../helpers/terminal.ts";
import { ZONE } from "../live/samples/basics.ts";
import { sampleState } from "../live/samples/sample-data.ts";
import { EVIL, faultIn, hostileHome } from "./hostile.ts";

/** Fields whose texts are always one of a few that the program knows. */
const KNOWN = new Set(["status", "stage", "severity", "ttl", "backgroundStatus", "trigger", "basis", "phase", "view"]);

/** The same data, with every other text hostile. */
function spoiled(value: unknown, key = ""): unknown {
  if (typeof value === "string") return KNOWN.has(key) ? value : `${EVIL}${value}`;
  if (Array.isArray(value)) return value.map((item) => spoiled(item, key));
  if (value instanceof Map)
    return new Map([...value].map(([k, v]) => [typeof k === "string" ? `${EVIL}${k}` : k, spoiled(v)]));
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [
      k,
      // What a cause is called by is one of a few that the program knows.
      (k === "id" && "about" in value && "parts" in value) ||
      (k === "kind" && /window|budget|prompt|command/.test(String(v)))
        ? v
        : spoiled(v, k),
    ]),
  );
}

function spoiledState(): LiveState {
  const state = sampleState();
  return { ...state, data: spoiled(state.data) as LiveState["data"], watch: { ...state.watch, trouble: EVIL } };
}

const SPOILED = spoiledState();

const press = (state: LiveState, keys: readonly string[]): LiveState =>
  keys.reduce((s, key) => reduce(s, { type: "key", key, text: key.length === 1 ? key : "" }), state);

/** Each view, each dialog over it, and a filter while it is typed. */
const WAYS: readonly (readonly string[])[] = [
  ...VIEWS.map((_, i) => [String(i + 1)]),
  ["a"],
  ["?"],
  ["3", "enter"],
  ["3", "/", "x", "x"],
  ["4", "m"],
  ["4", "enter"],
  ["5", "x"],
  ["a", "x"],
];

describe("frames", () => {
  for (const columns of runs({ ci: [40, 60, 80, 120, 160], here: [40, 80, 160] })) {
    it.each(WAYS.map((keys) => [keys.join(" "), keys] as const))(`%s at ${columns} columns`, (_name, keys) => {
      const state = press(SPOILED, keys);
      for (const unicode of [true, false]) {
        const frame = buildFrame(state, { columns, rows: 40 }, { zone: ZONE, unicode, nowMs: state.nowMs });
        const lines = [
          ...frame.header,
          ...frame.footer,
          ...frame.stacks.flatMap((s) => s.panes.flatMap((p) => p.lines)),
        ];
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(columns);
        for (const isSpoken of [false, true]) {
          const drawn = renderToString(
            <FrameView frame={frame} look={{ theme: { name: "ansi" } }} isSpoken={isSpoken} />,
            {
              columns,
            },
          );
          expect(drawn).not.toMatch(/\u001b\[(?:8|3\d+)m(?:RED|\u009b)/);
          expect(faultIn(drawn.replace(/\u001b\[[\d;]*m/g, ""))).toBe("");
        }
      }
    });
  }
});

it("a real terminal gets nothing of it, in any view", async () => {
  const home = tempDir();
  hostileHome(home);
  const terminal = openTerminal(["watch"], { home, columns: 100, rows: 40 });
  await terminal.waitForContent("FORGED");
  for (const view of ["1", "2", "3", "4", "5", "6"]) {
    terminal.write(view);
    await terminal.waitForContent(`[${view} `);
  }
  terminal.write("a");
  await terminal.waitForContent("Alerts");
  terminal.write("q");
  terminal.write("q");
  await terminal.exited;
  const raw = terminal.raw();
  // What the program itself sends: the question for the background, notifications (whose text is looked at like all
  // others), CSI sequences of seven bits, and a return at the end of a line.
  const rest = raw
    .replace(BACKGROUND_QUESTION, "")
    .replace(/\u001b\]9;([^\u0007\u001b]*)\u0007/g, "$1")
    .replace(/\u001b\[[?>=]?[\d;]*[A-Za-z]/g, "")
    .replaceAll("\r", "");
  expect(faultIn(rest)).toBe("");
  expect(raw).not.toContain("\u001b[31mRED");
});
