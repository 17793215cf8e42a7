import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assistantRow, lines, makeTree, SESSION, usage, userRow } from "../../helpers/make-tree.ts";
import { runCli } from "../../helpers/run-cli.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { openTerminal } from "../../helpers/terminal.ts";

const ENTER_ALT = "\u001b[?1049h";
const LEAVE_ALT = "\u001b[?1049l";
const SHOW_CURSOR = "\u001b[?25h";
const WIPES_SCROLLBACK = "\u001b[3J";

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const dollar = { usage: usage({ output_tokens: 50_000 }) };

function home(): string {
  const dir = tempDir();
  const root = join(dir, ".claude");
  makeTree(root, {
    [`${SESSION}.jsonl`]: [
      userRow("Count the lines", { timestamp: ago(5) }),
      assistantRow({ timestamp: ago(4), ...dollar }),
    ],
  });
  mkdirSync(join(root, "sessions"));
  const entry = { pid: process.pid, sessionId: SESSION, cwd: "/home/dev/app", status: "busy" };
  writeFileSync(join(root, "sessions", `${process.pid}.json`), JSON.stringify(entry));
  return dir;
}

const log = (dir: string): string => join(dir, ".claude", "projects", "-home-dev-app", `${SESSION}.jsonl`);

describe("in a terminal", { timeout: 60_000 }, () => {
  it("follows a log being written, shows every view, resizes, quits and leaves the screen as it was", async () => {
    const dir = home();
    const terminal = openTerminal(["watch"], { home: dir, columns: 80, rows: 24 });
    await terminal.waitForContent("Count the lines");
    expect(terminal.screen()[0]).toContain("[1 Now]");
    expect(terminal.screen().at(-1), "one row stays free").toBe("");
    appendFileSync(
      log(dir),
      lines(userRow("Now write the test", { timestamp: ago(1) }), assistantRow({ timestamp: ago(0), ...dollar })),
    );
    await terminal.waitForContent("Now write the test");

    for (const [key, words] of [
      ["2", "Spend by hour"],
      ["3", "open first"],
      ["4", "The year"],
      ["5", "Limits, credits and budgets"],
      ["6", "not recorded yet"],
      ["1", "Turns"],
    ] as const) {
      terminal.write(key);
      await terminal.waitForContent(words);
    }
    terminal.write("3");
    await terminal.waitForContent("open first");
    terminal.write("\r");
    await terminal.waitForContent(`Session ${SESSION.slice(0, 8)}`);
    terminal.write("?");
    await terminal.waitForContent("Keys");
    terminal.write("\u001b");
    await terminal.waitForContent(`Session ${SESSION.slice(0, 8)}`);

    for (const [columns, rows] of [
      [160, 50],
      [60, 20],
      [40, 10],
      [120, 30],
    ] as const) {
      terminal.resize(columns, rows);
      await expect
        .poll(() => terminal.screen().filter((line) => line.includes("1")).length, { timeout: 5_000 })
        .toBeGreaterThan(0);
      terminal.write("1");
      await terminal.waitForContent("[1 Now]");
      await terminal.waitForContent("Session ");
      expect(terminal.screen()).toHaveLength(rows);
    }
    terminal.resize(30, 8);
    await terminal.waitForContent("need 40 x 10");
    terminal.resize(80, 24);
    await terminal.waitForContent("Turns");

    terminal.write("q");
    expect(await terminal.exited).toBe(0);
    const raw = terminal.raw();
    expect(raw.startsWith(ENTER_ALT) || raw.indexOf(ENTER_ALT) < raw.indexOf("[1 Now]")).toBe(true);
    expect(raw.lastIndexOf(LEAVE_ALT)).toBeGreaterThan(raw.lastIndexOf(ENTER_ALT));
    expect(raw.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(raw.lastIndexOf("\u001b[?25l"));
    expect(raw).not.toContain(WIPES_SCROLLBACK);
    expect(terminal.screen().filter((line) => line !== "")).toEqual([
      expect.stringMatching(/^claude-cost: today \$\d/),
    ]);
  });

  it("shows what the followed session's dollars were spent on, where there is room", async () => {
    const terminal = openTerminal(["watch"], { home: home(), columns: 130, rows: 40 });
    await terminal.waitForContent("Context ─");
    await terminal.waitForContent(/What it was spent on ─[\s\S]*%/);
    terminal.write("q");
    expect(await terminal.exited).toBe(0);
  });

  it("leaves nothing of the old frame where the terminal becomes smaller", async () => {
    const terminal = openTerminal(["watch"], { home: home(), columns: 100, rows: 30 });
    await terminal.waitForContent("Count the lines");
    const seen = () => terminal.screen().filter((line) => line.trim() !== "");
    for (const [columns, rows] of [
      [39, 12],
      [120, 40],
      [60, 9],
    ] as const) {
      terminal.resize(columns, rows);
      if (columns === 120) await terminal.waitForContent(/Count the lines.*q quit/s);
      else await expect.poll(seen).toEqual([`have ${columns} x ${rows}`, "need 40 x 10", "q quits"]);
    }
    terminal.write("q");
    expect(await terminal.exited).toBe(0);
  });

  it("cuts a line that the terminal draws wider than it was measured, so that no line below it moves", async () => {
    const dir = home();
    // Measured as two columns each; the emulator draws four for each: one for every person.
    const families = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}".repeat(12);
    makeTree(join(dir, ".claude"), {
      [`${SESSION}.jsonl`]: [
        userRow(`Wide ${families}`, { timestamp: ago(5) }),
        assistantRow({ timestamp: ago(4), ...dollar }),
      ],
    });
    const terminal = openTerminal(["watch"], { home: dir, columns: 60, rows: 24 });
    await terminal.waitForContent(/Wide.*q quit/s);
    for (const [key, title] of [
      ["2", "Spend by hour"],
      ["3", "open first"],
      ["1", "Turns"],
    ] as const) {
      terminal.write(key);
      await terminal.waitForContent(title);
      expect(terminal.screen()[0], `the tabs, at ${key}`).toContain(`[${key}`);
      expect(terminal.screen().findLast((line) => line !== "")).toContain("q quit");
    }
    terminal.write("q");
    expect(await terminal.exited).toBe(0);
    expect(terminal.raw().lastIndexOf("\u001b[?7h"), "lines are wrapped again").toBeGreaterThan(
      terminal.raw().lastIndexOf("\u001b[?7l"),
    );
  });

  it.skipIf(process.platform === "win32")(
    "gives the screen back on Ctrl-Z and takes it again when it goes on",
    async () => {
      const terminal = openTerminal(["watch"], { home: home(), columns: 80, rows: 24 });
      await terminal.waitForContent("Turns");
      terminal.write("\u001a");
      await expect.poll(() => terminal.screen().join("").trim()).toBe("");
      expect(terminal.raw().lastIndexOf(LEAVE_ALT)).toBeGreaterThan(terminal.raw().lastIndexOf(ENTER_ALT));
      // Sent till it is heard: the screen is given back just before the program stops.
      const woken = (): string => {
        terminal.kill("SIGCONT");
        return terminal.screen().join("\n");
      };
      await expect.poll(woken, { timeout: 20_000, interval: 200 }).toContain("Turns");
      terminal.write("2");
      await terminal.waitForContent("Spend by hour");
      terminal.write("q");
      expect(await terminal.exited).toBe(0);
    },
  );

  it("quits on Ctrl-C, and an unknown view is refused before the screen is taken", async () => {
    const terminal = openTerminal(["watch", "--view", "limits"], { home: home(), columns: 80, rows: 24 });
    await terminal.waitForContent("No limit is known yet");
    terminal.write("\u0003");
    expect(await terminal.exited).toBe(0);
    const refused = openTerminal(["watch", "--view", "nowhere"], { home: home(), columns: 80, rows: 24 });
    expect(await refused.exited).toBe(2);
    expect(refused.raw()).not.toContain(ENTER_ALT);
    expect(refused.raw()).toContain("Use one of: now, today");
  });

  it("colours only where it may", async () => {
    const mono = openTerminal(["watch"], { home: home(), columns: 80, rows: 24, env: { NO_COLOR: "1" } });
    await mono.waitForContent("Count the lines");
    mono.write("q");
    await mono.exited;
    expect(mono.raw()).not.toMatch(/\u001b\[(3\d|9\d)m/);
    const ascii = openTerminal(["watch", "--ascii"], { home: home(), columns: 80, rows: 24 });
    await ascii.waitForContent("Count the lines");
    expect(ascii.screen().join("\n")).toMatch(/^[\n\x20-\x7e]*$/);
    ascii.write("q");
    await ascii.exited;
    expect(ascii.raw()).toMatch(/\u001b\[36m/);
  });
});

describe("without a terminal", () => {
  it("refuses with the command to use", async () => {
    const ran = await runCli(["watch"], { home: home() });
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toContain("watch needs a terminal");
    expect(ran.stderr).toContain("claude-cost sessions");
  });

  it.each([
    [{ CI: "true" }, "CI is set"],
    [{ TERM: "dumb" }, "TERM=dumb"],
  ])("refuses with %j although there is one", async (env, words) => {
    const terminal = openTerminal(["watch"], { home: home(), env });
    expect(await terminal.exited).toBe(2);
    expect(terminal.raw()).toContain(words);
    expect(terminal.raw()).not.toContain(ENTER_ALT);
  });
});
