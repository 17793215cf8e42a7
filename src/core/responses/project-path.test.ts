import fc from "fast-check";
import { expect, it } from "vitest";
import { projectFolder } from "./project-path.ts";

const projectOf = (cwd: string): string => projectFolder(cwd).project;

it("spells a folder in one way", () => {
  expect(projectOf("c:\\Users\\mia\\till")).toBe("C:\\Users\\mia\\till");
  expect(projectOf("c:/Users/mia/till/")).toBe("C:\\Users\\mia\\till");
  expect(projectOf("/home/dev/re\u0301sume\u0301")).toBe("/home/dev/résumé");
  expect(projectOf("/home/dev/app//")).toBe("/home/dev/app");
});

it("leaves alone what is no other spelling", () => {
  for (const path of [
    "",
    "/",
    "C:\\",
    "/home/c:/x",
    "cd:/x",
    "\\\\server\\share\\x",
    "/home/dev/App",
    "/a/.claude/worktrees",
  ]) {
    expect(projectFolder(path)).toEqual({ project: path, worktree: "" });
  }
});

it("gives a worktree, and every folder in it, to its repository", () => {
  const shop = { project: "/home/dev/shop", worktree: "elastic-cori" };
  expect(projectFolder("/home/dev/shop/.claude/worktrees/elastic-cori")).toEqual(shop);
  expect(projectFolder("/home/dev/shop/.claude/worktrees/elastic-cori/src/a")).toEqual(shop);
  expect(projectFolder("c:\\shop\\.claude\\worktrees\\x\\src")).toEqual({ project: "C:\\shop", worktree: "x" });
  // For a worktree in a worktree, the outermost repository.
  expect(projectOf("/r/.claude/worktrees/a/.claude/worktrees/b")).toBe("/r");
});

it("takes no longer for a hostile path", () => {
  const start = performance.now();
  for (const part of ["/", "\\", "/.claude", "/.claude/worktrees", ".claude/worktrees/"]) {
    projectFolder(`${part.repeat(200_000)}x`);
  }
  expect(performance.now() - start).toBeLessThan(2_000);
});

it("changes nothing when it is asked again", () => {
  const part = fc.constantFrom("c:", "C:", "/", "\\", ".claude", "worktrees", "/.claude/worktrees/", "e\u0301", "x");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
      const { project } = projectFolder(parts.join(""));
      expect(projectFolder(project).project.length).toBeLessThanOrEqual(project.length);
      expect(projectOf(projectOf(project))).toBe(projectOf(project));
    }),
  );
});
