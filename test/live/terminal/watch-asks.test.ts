/** What the dashboard is asked to do beside showing: copying, writing rows, running commands. At the terminal and its files. */

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assistantRow, makeTree, SESSION, usage, userRow } from "../../helpers/make-tree.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { openTerminal, type Terminal } from "../../helpers/terminal.ts";

const TITLE = 'Count, "the" lines';
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** A session of $1.00: 50,000 tokens of output of Opus 5.5 at $20 a million. */
function home(): string {
  const dir = tempDir();
  makeTree(join(dir, ".claude"), {
    [`${SESSION}.jsonl`]: [
      userRow(TITLE, { timestamp: ago(5) }),
      assistantRow({ timestamp: ago(4), usage: usage({ output_tokens: 50_000 }) }),
    ],
  });
  return dir;
}

/** Texts copied to the clipboard, in order, by the text before each. */
function copied(raw: string, prefix = "\u001b]52;c;"): string[] {
  return raw
    .split(prefix)
    .slice(1)
    .map((rest) => Buffer.from(rest.slice(0, rest.indexOf("\u0007")), "base64").toString());
}

const exportsOf = (dir: string): string => join(dir, "cost", "exports");

async function atSessions(terminal: Terminal): Promise<void> {
  await terminal.waitForContent("Turns");
  terminal.write("3");
  await terminal.waitForContent("open first");
}

describe("in a terminal", { timeout: 60_000 }, () => {
  it("copies the chosen row's session, and says so", async () => {
    const terminal = openTerminal(["watch"], { home: home(), columns: 100, rows: 30 });
    await atSessions(terminal);
    terminal.write("j");
    terminal.write("y");
    await terminal.waitForContent(`copied ${SESSION}`);
    terminal.write("q");
    await terminal.exited;
    expect(copied(terminal.raw())).toEqual([SESSION]);
    expect(terminal.raw(), "outside tmux there is no envelope").not.toContain("\u001bPtmux;");
  });

  it("writes the rows as CSV and as JSON, with exact dollars, and says where", async () => {
    const dir = home();
    const terminal = openTerminal(["watch"], { home: dir, columns: 160, rows: 30 });
    await atSessions(terminal);
    terminal.write("e");
    await terminal.waitForContent(/1 row written to ~\/cost\/exports\/sessions-\S+\.csv/);
    terminal.write("E");
    await terminal.waitForContent(/1 row written to .*\.json/);
    terminal.write("q");
    await terminal.exited;
    const files = readdirSync(exportsOf(dir)).sort();
    expect(files).toEqual([
      expect.stringMatching(/^sessions-\d.*\.csv$/),
      expect.stringMatching(/^sessions-\d.*\.json$/),
    ]);
    const [csv = "", json = ""] = files.map((name) => readFileSync(join(exportsOf(dir), name), "utf8"));
    const [header = "", row = ""] = csv.split(/\r?\n/);
    expect(header).toMatch(/^Session,Project,Title,.*,Cost$/);
    expect(row).toContain('"Count, ""the"" lines"');
    expect(row).toMatch(/,1$/);
    expect(JSON.parse(json)).toEqual([expect.objectContaining({ Title: TITLE, Cost: "1", Requests: 1 })]);
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "names the folder that it cannot write to, and goes on",
    async () => {
      const dir = home();
      mkdirSync(join(dir, "cost"), { recursive: true });
      chmodSync(join(dir, "cost"), 0o500);
      const terminal = openTerminal(["watch"], { home: dir, columns: 160, rows: 30 });
      await atSessions(terminal);
      terminal.write("e");
      await terminal.waitForContent(/cannot write .*exports.* \(EACCES\)/);
      chmodSync(join(dir, "cost"), 0o700);
      terminal.write("q");
      expect(await terminal.exited).toBe(0);
    },
  );

  it("names the file that stands in the way of the folder", async () => {
    const dir = home();
    mkdirSync(join(dir, "cost"), { recursive: true });
    writeFileSync(exportsOf(dir), "not a folder");
    const terminal = openTerminal(["watch"], { home: dir, columns: 160, rows: 30 });
    await atSessions(terminal);
    terminal.write("e");
    await terminal.waitForContent(/cannot write .*exports.* \((EEXIST|ENOTDIR|ENOENT)\)/);
    terminal.write("q");
    expect(await terminal.exited).toBe(0);
    expect(readFileSync(exportsOf(dir), "utf8")).toBe("not a folder");
  });

  it("runs a command of our own with the chosen session, shows what it wrote, and what it refused", async () => {
    const terminal = openTerminal(["watch"], { home: home(), columns: 100, rows: 30 });
    await atSessions(terminal);
    terminal.write(":why .\r");
    await terminal.waitForContent(/claude-cost why [\s\S]*answers[\s\S]*\$1\.00/);
    terminal.write("\u001b");
    await terminal.waitForContent("open first");
    terminal.write(":sessons\r");
    await terminal.waitForContent(/unknown command 'sessons'[\s\S]*sessions/);
    terminal.write("\u001b");
    await terminal.waitForContent("open first");
    terminal.write(":watch\r");
    await terminal.waitForContent("'watch' does not end");
    terminal.write("q");
    expect(await terminal.exited).toBe(0);
  });

  it.each([
    ["report --html", /^report-\d.*\.html$/],
    ["report --html --titles", /^report-\d.*\.html$/],
    ["receipt . --html", /^receipt-\d.*\.html$/],
  ])("writes the page of ':%s' to a file and shows where, instead of the page's source", async (command, name) => {
    const dir = home();
    const terminal = openTerminal(["watch"], { home: dir, columns: 60, rows: 30 });
    await atSessions(terminal);
    terminal.write(`:${command}\r`);
    await terminal.waitForContent("wrote");
    expect(terminal.screen().join("\n")).not.toMatch(/<html|<style/);
    const shown = terminal.screen().join("");
    terminal.write("q");
    expect(await terminal.exited).toBe(0);
    const files = readdirSync(exportsOf(dir));
    expect(files).toEqual([expect.stringMatching(name)]);
    expect(shown, "the whole path, in several lines where it is long").toContain(join(exportsOf(dir), files[0] ?? ""));
    expect(readFileSync(join(exportsOf(dir), files[0] ?? ""), "utf8")).toMatch(/^<!doctype html>[\s\S]*\$1\.00/i);
  });
});

function hasTmux(): boolean {
  try {
    return Number(/\d+\.\d+/.exec(execFileSync("tmux", ["-V"], { encoding: "utf8" }))?.[0] ?? 0) >= 3.3;
  } catch {
    return false;
  }
}

if (!hasTmux()) console.warn("no tmux 3.3 here: copying through it is not tried");

describe.skipIf(!hasTmux())("in tmux", { timeout: 60_000 }, () => {
  /** @param option the one that lets it through */
  function openInTmux(dir: string, option: string): Terminal {
    const conf = join(dir, "tmux.conf");
    writeFileSync(conf, `${option}\nset -g status off\nset -as terminal-features ",*:clipboard"\n`);
    const through = ["tmux", "-S", join(dir, "socket"), "-f", conf, "new-session", "-x", "100", "-y", "30"];
    return openTerminal(["watch"], { home: dir, columns: 100, rows: 30, through });
  }

  async function copiedThrough(option: string): Promise<string[]> {
    const dir = home();
    const terminal = openInTmux(dir, option);
    await atSessions(terminal);
    terminal.write("j");
    terminal.write("y");
    await terminal.waitForContent(`copied ${SESSION}`);
    terminal.write("q");
    await terminal.exited;
    expect(existsSync(join(dir, "cost")), "the folder of this test is the one that was used").toBe(true);
    return copied(terminal.raw(), "\u001b]52;");
  }

  it("reaches the terminal outside by allow-passthrough", async () => {
    expect((await copiedThrough("set -g allow-passthrough on")).length).toBeGreaterThan(0);
  });

  it("reaches it by set-clipboard", async () => {
    expect((await copiedThrough("set -g set-clipboard on")).length).toBeGreaterThan(0);
  });

  it("hands a notification on by allow-passthrough", async () => {
    const dir = home();
    const sessions = join(dir, ".claude", "sessions");
    mkdirSync(sessions);
    mkdirSync(join(dir, "cost"));
    writeFileSync(join(dir, "cost", "settings.json"), JSON.stringify({ alerts: { notify: { terminal: "osc777" } } }));
    const say = (status: string): void => {
      const entry = { pid: process.pid, sessionId: SESSION, cwd: "/home/dev/app", status };
      writeFileSync(join(sessions, `${process.pid}.json`), JSON.stringify(entry));
    };
    say("busy");
    const terminal = openInTmux(dir, "set -g allow-passthrough on");
    await terminal.waitForContent("busy");
    say("waiting");
    await terminal.waitForContent("waiting");
    const told = /\u001b\]777;notify;Claude Code;.* waits for an answer\u0007/;
    await expect.poll(() => terminal.raw(), { timeout: 20_000 }).toMatch(told);
    terminal.write("q");
    await terminal.exited;
  });

  it("does not where tmux lets neither through", async () => {
    expect(await copiedThrough("set -g set-clipboard off")).toEqual([]);
  });
});
