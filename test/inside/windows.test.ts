/** What `setup` and `doctor` do on Windows, as far as other systems can test it. */

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { otherHomes } from "../../src/app/inside/other-homes.ts";
import { isOurs } from "../../src/claude-code/settings/our-commands.ts";
import { launcherCommand, unwrapCommand, wrapOption } from "../../src/claude-code/settings/shell-command.ts";
import { unwireSettings, wireSettings, wiringState } from "../../src/claude-code/settings/wiring.ts";
import { shellOf } from "../../src/cli/statusline/statusline-wrap.ts";
import { WIRING_PARTS } from "../../src/core/wiring-parts.ts";
import { writeLauncher } from "../../src/store/state/launcher-script.ts";
import { joinedPath } from "../../src/view/text/joined-path.ts";
import { hasUnicode } from "../../src/view/text/terminal-style.ts";
import { BIN } from "../helpers/run-cli.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";

const CMD = "C:\\Users\\dev\\AppData\\Local\\claude-cost\\Data\\bin\\claude-cost.cmd";

describe("the command that Git Bash and PowerShell both run", () => {
  test.each([
    [CMD, "C:/Users/dev/AppData/Local/claude-cost/Data/bin/claude-cost.cmd"],
    ["C:\\Users\\JOHND~1\\bin\\claude-cost.cmd", "C:/Users/JOHND~1/bin/claude-cost.cmd"],
    ["C:\\Users\\Zoë\\bin\\claude-cost.cmd", "C:/Users/Zoë/bin/claude-cost.cmd"],
    ["C:\\Users\\John Doe\\bin\\claude-cost.cmd", 'node "C:/Users/John Doe/bin/claude-cost.cjs"'],
    ["C:\\Users\\a,b (x)\\bin\\claude-cost.cmd", 'node "C:/Users/a,b (x)/bin/claude-cost.cjs"'],
    ["C:\\Users\\a$b\\bin\\claude-cost.cmd", null],
    ["C:\\Users\\a`b c\\bin\\claude-cost.cmd", null],
    ["C:\\Users\\a\u201cb c\\bin\\claude-cost.cmd", null],
  ])("%s", (launcher, command) => {
    expect(launcherCommand(launcher, "win32")).toBe(command);
    if (command !== null) expect(isOurs(`${command} statusline`, "statusline")).toBe(true);
  });

  test("never begins with a quote, which PowerShell takes for a string, and holds no backslash, which Git Bash drops", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const command = launcherCommand(`C:\\Users\\${name}\\bin\\claude-cost.cmd`, "win32");
        expect(command ?? "C").toMatch(/^(?:node "C:\/|C)/);
        expect(command ?? "").not.toContain("\\");
      }),
    );
  });

  test("runs in bash with a space in its path, and what it wraps comes first", () => {
    const dataDir = join(tempDir(), "a data dir");
    const target = { dataDir, namedDataDir: true, node: process.execPath, main: BIN, platform: "win32" };
    const call = launcherCommand(writeLauncher(target), "win32");
    const command = `${call} statusline ${wrapOption(`printf '%s\\n' "it's \\"theirs\\""`, "win32")}`;
    const env = { PATH: `${join(process.execPath, "..")}:${process.env["PATH"]}`, HOME: dataDir, NO_COLOR: "1" };
    const shown = execFileSync("bash", ["-c", command], { env, input: statuslineJson({ usd: 1 }) }).toString();
    expect(shown).toBe(`it's "theirs"\nOpus 5.5 medium · $1.00\n`);
  });

  test("a status line that it wraps comes back, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (theirs) => {
        const source = JSON.stringify({ statusLine: { type: "command", command: theirs } });
        const launcher = launcherCommand(CMD, "win32") as string;
        const plan = {
          parts: WIRING_PARTS,
          launcher,
          platform: "win32",
          events: ["Stop"],
          endpoint: "http://127.0.0.1:1",
        };
        fc.pre(!isOurs(theirs, "statusline"));
        const wired = wireSettings(source, plan);
        const command = (JSON.parse(wired) as { statusLine: { command: string } }).statusLine.command;
        expect(unwrapCommand(command)).toBe(theirs);
        expect(command).toMatch(/^[\w:./~-]+ statusline --wrap-base64 [\w-]+$/);
        expect(wireSettings(wired, plan)).toBe(wired);
        expect(wiringState(wired).map((s) => s.state)).toEqual(["wired", "wired", "wired"]);
        expect(JSON.parse(unwireSettings(wired, WIRING_PARTS))).toEqual(JSON.parse(source));
      }),
    );
  });

  test("a command that an earlier setup wrote in quotes is written anew", () => {
    const old = `'${CMD}' statusline`;
    const launcher = launcherCommand(CMD, "win32") as string;
    const plan = { parts: ["statusline"] as const, launcher, platform: "win32", events: [], endpoint: "" };
    const wired = wireSettings(JSON.stringify({ statusLine: { type: "command", command: old } }), plan);
    expect(JSON.parse(wired).statusLine.command).toBe(`${launcher} statusline`);
  });
});

test("the wrapped status line runs in the shell that Claude Code would run it in", () => {
  expect(shellOf("linux", {})).toBe(true);
  expect(shellOf("win32", {})).toBe("powershell.exe");
  expect(shellOf("win32", { MSYSTEM: "MINGW64", SHELL: "C:\\Program Files\\Git\\usr\\bin\\bash.exe" })).toBe(
    "C:\\Program Files\\Git\\usr\\bin\\bash.exe",
  );
  expect(shellOf("win32", { MSYSTEM: "MINGW64", SHELL: "/usr/bin/bash" })).toBe("bash.exe");
  expect(shellOf("win32", { CLAUDE_CODE_GIT_BASH_PATH: "D:\\Git\\bin\\bash.exe" })).toBe("D:\\Git\\bin\\bash.exe");
});

test("Unicode where the terminal draws it, ASCII in the old console", () => {
  for (const env of [
    { WT_SESSION: "x" },
    { TERM_PROGRAM: "vscode" },
    { ConEmuANSI: "ON" },
    { TERM: "xterm-256color" },
  ]) {
    expect(hasUnicode(env, "win32")).toBe(true);
  }
  expect([hasUnicode({}, "win32"), hasUnicode({ WT_SESSION: "x", TERM: "dumb" }, "win32")]).toEqual([false, false]);
});

test("a path is shown with its own kind of slash", () => {
  expect(joinedPath("C:\\Users\\dev\\.claude", "projects")).toBe("C:\\Users\\dev\\.claude\\projects");
  expect(joinedPath("/home/dev/.claude", "projects")).toBe("/home/dev/.claude/projects");
});

describe("the home on the other side of WSL", () => {
  const users = (): string => {
    const dir = tempDir();
    for (const name of ["dev", "Public"]) mkdirSync(join(dir, name), { recursive: true });
    mkdirSync(join(dir, "dev", ".claude", "projects"), { recursive: true });
    writeFileSync(join(dir, "desktop.ini"), "");
    return dir;
  };

  test("is proposed where it has logs, from Linux", () => {
    const windowsUsers = users();
    const found = [join(windowsUsers, "dev", ".claude")];
    const options = { platform: "linux", env: { WSL_DISTRO_NAME: "Debian" }, known: [], windowsUsers };
    expect(otherHomes(options)).toEqual(found);
    expect(otherHomes({ ...options, known: found })).toEqual([]);
    expect(otherHomes({ ...options, env: {} })).toEqual([]);
  });

  test("and from Windows, of distributions that run", () => {
    const share = tempDir();
    mkdirSync(join(share, "Debian", "home", "dev", ".claude", "projects"), { recursive: true });
    const options = { platform: "win32", env: {}, known: [], linuxShare: share };
    expect(otherHomes({ ...options, distributions: () => ["Debian"] })).toEqual([
      join(share, "Debian", "home", "dev", ".claude"),
    ]);
    expect(otherHomes({ ...options, distributions: () => [] })).toEqual([]);
  });
});
