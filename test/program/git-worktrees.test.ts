/** Sessions in worktrees that git made anywhere: they belong to their repository, also when the worktree is gone. */

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryFolder } from "../../src/claude-code/logs/repository-folder.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runHere } from "../helpers/run-here.ts";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";

type Group = { key: string; requests: number; worktrees?: Group[] };

/** A file at each path below the folder. */
function put(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
}

/** As `git worktree add` leaves it: the worktree's `.git` and its folder in the repository's own git folder. */
function linked(dir: string, common: string, name: string, worktree: string): void {
  put(dir, {
    [`${worktree}/.git`]: `gitdir: ${join(dir, common, "worktrees", name)}\n`,
    [`${common}/worktrees/${name}/commondir`]: "../..\n",
    [`${common}/worktrees/${name}/gitdir`]: `${join(dir, worktree, ".git")}\n`,
  });
}

describe("by project", () => {
  test("a worktree is a row below its repository, whether read, indexed, deleted, or known to the archive alone", async () => {
    const dir = tempDir();
    linked(dir, "shop/.git", "fix", "elsewhere/fix");
    const rowIn = (sessionId: string, path: string) => assistantRow({ sessionId, cwd: join(dir, path) });
    makeTree(join(dir, "client"), {
      "s1.jsonl": [rowIn("s1", "shop")],
      "s2.jsonl": [rowIn("s2", "elsewhere/fix")],
      "s3.jsonl": [rowIn("s3", "elsewhere/fix/src/api")],
    });
    const env = { HOME: dir, CLAUDE_CONFIG_DIR: join(dir, "client"), CLAUDE_COST_DIR: join(dir, "ours"), TZ: "UTC" };
    const byProject = async (...args: string[]): Promise<Group[]> =>
      JSON.parse((await runHere(["by", "project", "--json", ...args], { home: dir, env })).stdout).groups;
    const expected = [
      { key: join(dir, "shop"), requests: 3, worktrees: [{ key: join(dir, "elsewhere", "fix"), requests: 2 }] },
    ];
    expect(await byProject("--no-index")).toMatchObject(expected);
    // Which puts settled days into the archive.
    expect(await byProject()).toMatchObject(expected);
    for (const name of ["shop", "elsewhere", "fix"]) {
      const [group] = await byProject("--project", name);
      expect([name, group?.requests]).toEqual([name, name === "shop" ? 3 : 2]);
    }
    rmSync(join(dir, "elsewhere"), { recursive: true });
    expect(await byProject()).toMatchObject(expected);
    // Read again: the logs refer to a folder that no longer exists, but the archive has recorded what it was.
    expect(await byProject("--no-index")).toMatchObject(expected);
    rmSync(join(dir, "client", "projects"), { recursive: true });
    expect(await byProject()).toMatchObject(expected);
  });
});

describe("the folder of a working directory", () => {
  const dir = sharedTempDir();
  const at = (path: string): string => join(dir, path);

  test("made by git itself", () => {
    const git = (cwd: string, ...args: string[]): void => {
      const who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
      execFileSync("git", [...who, ...args], { cwd, env: { ...process.env, HOME: dir }, stdio: "ignore" });
    };
    mkdirSync(at("real"));
    git(at("real"), "init");
    git(at("real"), "commit", "--allow-empty", "-m", "One");
    git(at("real"), "worktree", "add", at("real-fix"), "-b", "fix");
    git(at("real"), "clone", "--bare", at("real"), at("bare.git"));
    git(at("bare.git"), "worktree", "add", at("bare-fix"), "fix");
    mkdirSync(at("real/src"));
    expect(repositoryFolder(at("real"))).toEqual({ project: at("real"), worktree: "" });
    expect(repositoryFolder(at("real/src"))).toEqual({ project: at("real/src"), worktree: "" });
    expect(repositoryFolder(at("real-fix"))).toEqual({ project: at("real"), worktree: at("real-fix") });
    expect(repositoryFolder(at("bare-fix"))).toEqual({ project: at("bare.git"), worktree: at("bare-fix") });
  });

  test("of a repository that is hidden in a folder, by relative paths, with no word of the common folder", () => {
    put(dir, {
      "hidden/main/.git": "gitdir: ../.bare/worktrees/main\n",
      "hidden/.bare/worktrees/main/commondir": "../..\n",
      "bald/.git": "gitdir: ../gone/.git/worktrees/bald",
    });
    expect(repositoryFolder(at("hidden/main/deep"))).toEqual({ project: at("hidden"), worktree: at("hidden/main") });
    expect(repositoryFolder(at("bald"))).toEqual({ project: at("gone"), worktree: at("bald") });
  });

  test("of the client's own worktree is known by its path, whatever `.git` says", () => {
    linked(dir, "app/.git", "x", "app/.claude/worktrees/x");
    expect(repositoryFolder(at("app/.claude/worktrees/x/src"))).toEqual({ project: at("app"), worktree: "x" });
  });

  test("stays what the log says where `.git` is anything else, and nothing is waited for", () => {
    linked(dir, "sub/.git", "x", "sub/inner/x");
    put(dir, {
      "module/.git": "gitdir: ../super/.git/modules/module\n",
      "empty/.git": "",
      "noise/.git": "\0\u001b[31mgitdir: /x/.git/worktrees/y\n",
      "server/.git": "gitdir: //server/share/.git/worktrees/y\n",
      "common/.git": "gitdir: ../common-git/worktrees/y\n",
      "common-git/worktrees/y/commondir": "//server/share/.git\n",
    });
    mkdirSync(at("folder/.git"), { recursive: true });
    mkdirSync(at("loop"));
    symlinkSync(".git", at("loop/.git"));
    put(dir, { "large/.git": `gitdir: ${at("sub/.git/worktrees/x")}\n` });
    truncateSync(at("large/.git"), 8193);
    const plain = ["module", "empty", "noise", "server", "common", "folder", "loop", "large", "not-there"];
    if (process.platform !== "win32") {
      mkdirSync(at("pipe"));
      execFileSync("mkfifo", [at("pipe/.git")]);
      plain.push("pipe");
    }
    for (const name of plain) expect(repositoryFolder(at(name)), name).toEqual({ project: at(name), worktree: "" });
    for (const odd of ["", "relative/fix", "\\\\server\\share\\fix", "//server/share/fix", "/a\0b", "C:\\shop\\fix"]) {
      expect(repositoryFolder(odd).worktree, odd).toBe("");
    }
    put(dir, { "limit/.git": `gitdir: ${at("sub/.git/worktrees/x")}\n`.padEnd(8192) });
    expect(repositoryFolder(at("limit"))).toEqual({ project: at("sub"), worktree: at("limit") });
  });
});
