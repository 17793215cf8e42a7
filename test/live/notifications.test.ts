/** The dashboard's notifications outside its own screen, each of which is sent once. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Notifier } from "../../src/app/live/notifier.ts";
import type { AlertRow, SessionStatus } from "../../src/core/dashboard/dashboard-data.ts";
import type { LiveState } from "../../src/view/dashboard/ui-state.ts";
import { assistantRow, makeTree, SESSION, userRow } from "../helpers/make-tree.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { openTerminal } from "../helpers/terminal.ts";
import { sampleState } from "./samples/sample-data.ts";
import { ALERTS } from "./samples/sample-limits.ts";

type Heard = { readonly written: string[]; open(): Notifier };

/** Notifiers of one data folder, as two dashboards have them. */
function heard(notify: object): Heard {
  const stateDir = tempDir();
  const settingsFile = join(stateDir, "settings.json");
  writeFileSync(settingsFile, JSON.stringify({ alerts: { notify } }));
  const written: string[] = [];
  const push = (text: string): void => void written.push(text);
  return { written, open: () => new Notifier({ settingsFile, stateDir, write: push, onError: push }) };
}

function stateWith(alerts: readonly AlertRow[], status: SessionStatus = "busy"): LiveState {
  const state = sampleState();
  const data = state.data as NonNullable<LiveState["data"]>;
  const sessions = data.sessions.map((s, i) => (i === 0 ? { ...s, status } : s));
  return { ...state, data: { ...data, alerts, sessions } };
}

const OSC9 = (text: string): string => `\u001b]9;Claude Code: ${text}\u0007`;
const BUDGET = "Budget of the month at 137%, resets Dec 1 00:00: claude-cost budget";
const WINDOW = "5-hour window at 83%, resets 16:17: claude-cost limits";

describe("a notifier", () => {
  it("tells of each alert once, by all dashboards together, in one notification", () => {
    const { written, open } = heard({ terminal: "osc9" });
    const first = open();
    first.heed(stateWith(ALERTS));
    first.heed(stateWith(ALERTS));
    open().heed(stateWith(ALERTS));
    expect(written).toEqual([OSC9(`${BUDGET} · ${WINDOW}`)]);
  });
  it("tells nothing unless it is asked to, and claims nothing then, so that another can tell", () => {
    const { written, open } = heard({ terminal: "off" });
    open().heed(stateWith(ALERTS));
    expect(written).toEqual([]);
  });
  it("leaves out what was silenced, and news", () => {
    const { written, open } = heard({ terminal: "bell" });
    const [budget] = ALERTS as [AlertRow];
    const state = stateWith([budget, { ...budget, id: "n", severity: "news" }]);
    open().heed({ ...state, ui: { ...state.ui, silenced: new Set(["b"]) } });
    expect(written).toEqual([]);
    open().heed(stateWith([budget]));
    expect(written).toEqual(["\u0007"]);
  });
  it("tells of a session that begins to wait, not of one that waited already", () => {
    const { written, open } = heard({ terminal: "osc777" });
    const watching = open();
    watching.heed(stateWith([], "waiting"));
    watching.heed(stateWith([], "busy"));
    expect(written).toEqual([]);
    watching.heed(stateWith([], "waiting"));
    watching.heed(stateWith([], "waiting"));
    expect(written).toEqual(["\u001b]777;notify;Claude Code;Round ledger sums half to even waits for an answer\u0007"]);
  });
  it("says nothing of waiting where that is switched off", () => {
    const { written, open } = heard({ terminal: "bell", waiting: false });
    const watching = open();
    watching.heed(stateWith([], "busy"));
    watching.heed(stateWith([], "waiting"));
    expect(written).toEqual([]);
  });
  it("runs the user's command with the message, and says where it cannot be started", async () => {
    const { written, open } = heard({ command: ["/no/such/program", "{message}"] });
    open().heed(stateWith(ALERTS.slice(0, 1)));
    await expect.poll(() => written.join()).toContain("'/no/such/program' could not be started");
  });
});

it("the dashboard in a terminal tells of a session that begins to wait", { timeout: 60_000 }, async () => {
  const home = tempDir();
  const root = join(home, ".claude");
  const at = new Date(Date.now() - 60_000).toISOString();
  makeTree(root, {
    [`${SESSION}.jsonl`]: [userRow("Count the lines", { timestamp: at }), assistantRow({ timestamp: at })],
  });
  const dataDir = join(home, "data");
  mkdirSync(dataDir);
  mkdirSync(join(root, "sessions"));
  writeFileSync(join(dataDir, "settings.json"), JSON.stringify({ alerts: { notify: { terminal: "osc9" } } }));
  const say = (status: string): void =>
    writeFileSync(
      join(root, "sessions", `${process.pid}.json`),
      JSON.stringify({ pid: process.pid, sessionId: SESSION, cwd: "/home/dev/app", status }),
    );
  say("busy");
  const terminal = openTerminal(["watch", "--data-dir", dataDir], { home, columns: 80, rows: 24 });
  await terminal.waitForContent("busy");
  say("waiting");
  await terminal.waitForContent("waiting");
  await expect
    .poll(() => terminal.raw(), { timeout: 20_000 })
    .toMatch(/\u001b\]9;Claude Code: .* waits for an answer\u0007/);
  terminal.write("q");
  expect(await terminal.exited).toBe(0);
});
