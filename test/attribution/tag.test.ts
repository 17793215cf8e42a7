/** `claude-cost tag`: how it tags a session, a project or a branch, and what it refuses. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EVIL, faultIn } from "../gate/hostile.ts";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { jsonHere, type Ran, runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const A = "a1111111-0000-4000-8000-000000000000";
const B = "b2222222-0000-4000-8000-000000000000";

function homeWith(...places: readonly (readonly [session: string, cwd: string, branch: string])[]): string {
  const home = tempDir();
  makeTree(
    join(home, ".claude"),
    Object.fromEntries(
      places.map(([sessionId, cwd, gitBranch], i) => [
        `projects/p${i}/${sessionId}.jsonl`,
        [assistantRow({ sessionId, cwd, timestamp: `2026-11-2${i}T10:00:00.000Z`, row: { gitBranch } })],
      ]),
    ),
  );
  return home;
}

const usual = (): string => homeWith([A, "/home/dev/api", "feature/x"], [B, "/home/dev/web", "main"]);
const tag = (home: string, ...args: readonly string[]): Promise<Ran> =>
  runHere(["tag", ...args], { home, cwd: "/home/dev" });

async function codes(home: string): Promise<Record<string, string>> {
  const { groups } = await jsonHere<{ groups: { key: string; requests: number }[] }>(["by", "tag"], { home });
  return Object.fromEntries(groups.map(({ key, requests }) => [key, String(requests)]));
}

describe("a tag is given to", () => {
  test.each([
    ["a session by the beginning of its id", "a111", "session a1111111"],
    ["the session last active", "current", "session b2222222"],
    ["a project by its name", "api", "project api"],
    ["a project by its name in other letters", "API", "project api"],
    ["a project by its path", "/home/dev/api", "project api"],
    ["a project by its path from here", "./api", "project api"],
    ["a branch", "feature/x", "branch feature/x of api"],
    ["a branch with the kind said", "branch:main", "branch main of web"],
    ["a session with the kind said, by fewer characters", "session:a", "session a1111111"],
  ])("%s", async (_, target, name) => {
    const home = usual();
    expect(await tag(home, target, "CC-1")).toMatchObject({ code: 0, stdout: "", stderr: `${name} is tagged CC-1\n` });
    expect(await codes(home)).toEqual({ "CC-1": "1", "": "1" });
    expect((await tag(home)).stdout).toContain(name);
    expect(await tag(home, target, "CC-2")).toMatchObject({ code: 0 });
    expect(await codes(home)).toEqual({ "CC-2": "1", "": "1" });
    expect(await tag(home, "remove", target)).toMatchObject({ code: 0, stderr: `${name} is not tagged any more\n` });
    expect(await codes(home)).toEqual({ "": "2" });
  });
});

describe("refused, and nothing is written", () => {
  const twins = (): string => homeWith([A, "/opt/api", "api"], [B, "/srv/api", "api"]);

  test.each<[string, () => string, readonly string[], string, string]>([
    ["an unknown name", usual, ["wev", "X"], "no session, project or branch 'wev'", "Did you mean web?"],
    ["no code", usual, ["api"], "which code is 'api' to have?", "claude-cost tag TARGET CODE"],
    ["an empty code", usual, ["api", ""], "the code must be 1 to 64 visible characters", ""],
    ["a code of 65 characters", usual, ["api", "x".repeat(65)], "the code must be 1 to 64 visible characters", ""],
    [
      "a code with an invisible character",
      usual,
      ["api", "x\u200b"],
      "the code must be 1 to 64 visible characters",
      "",
    ],
    ["two projects of one name", twins, ["project:api", "X"], "'api' is 2 projects", "Say its path: /"],
    ["a branch of two projects", twins, ["branch:api", "X"], "'api' is 2 branches", "Say whose with --project"],
    ["a project and a branch", twins, ["api", "X"], "'api' is project and branch", "project:api or branch:api"],
    ["a range", usual, ["api", "X", "--since", "7d"], "`tag` does not take --since", "by tag"],
    ["the demo's", usual, ["orders-api", "X", "--demo"], "the demo's tags are made up", ""],
    [
      "to remove what is not there",
      usual,
      ["remove", "web"],
      "project web has no tag",
      "`claude-cost tag` lists them.",
    ],
  ])("%s", async (_, home, args, message, hint) => {
    const ran = await tag(home(), ...args);
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain(hint);
  });

  test("a code of 64 characters is taken", async () => {
    expect(await tag(usual(), "api", "x".repeat(64))).toMatchObject({ code: 0 });
  });

  test("a branch of two projects is taken with --project", async () => {
    const home = twins();
    expect(await tag(home, "branch:api", "X", "--project", "srv")).toMatchObject({ code: 0 });
    const { tags } = JSON.parse(readFileSync(join(home, "cost", "settings.json"), "utf8"));
    expect(tags).toEqual([{ kind: "branch", project: "/srv/api", branch: "api", code: "X" }]);
  });
});

test("a tag is removed by its name when its session is in no log any more", async () => {
  const home = homeWith([A, "/home/dev/api", "main"]);
  await tag(home, "a111", "CC-1");
  const empty = await runHere(["tag", "remove", "a111"], {
    home: tempDir(),
    env: { CLAUDE_COST_DIR: join(home, "cost") },
  });
  expect(empty).toMatchObject({ code: 0, stderr: "session a1111111 is not tagged any more\n" });
});

test("names from outside are harmless in the list", async () => {
  const home = homeWith([A, `/x/${EVIL}`, EVIL]);
  await tag(home, "session:a", "CC-1");
  await tag(home, `/x/${EVIL}`, "CC-2");
  for (const args of [[], ["list"], ["--json"]]) expect(faultIn((await tag(home, ...args)).stdout)).toBe("");
});

test("without tags it says how to set one", async () => {
  expect((await tag(usual())).stdout).toContain("none: set one with `claude-cost tag current CC-1001`");
});
