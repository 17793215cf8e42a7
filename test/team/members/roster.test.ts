import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseInvite, pseudonymOf } from "../../../src/app/team/secret.ts";
import { listTeamFiles } from "../../../src/store/team/team-folder.ts";
import { assistantRow, makeTree } from "../../helpers/make-tree.ts";
import { runHere } from "../../helpers/run-here.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { joined, ok, RUN, team } from "../world.ts";

/** A team in which Alice has shared, and Bob has not. */
async function world() {
  const dir = tempDir();
  const [lead, alice, folder] = [join(dir, "lead"), join(dir, "alice"), join(dir, "shared")];
  const invite = await team(lead, folder);
  makeTree(join(alice, ".claude"), { "a.jsonl": [assistantRow({ timestamp: "2026-11-18T10:00:00Z" })] });
  await joined(alice, invite, "alice@example.com");
  await ok(["team", "share", "--yes"], alice);
  const { secret } = parseInvite(invite);
  const roster = (...args: string[]) => runHere(["team", "roster", ...args], { home: lead, ...RUN });
  const listed = async () => JSON.parse((await roster("--json")).stdout).members;
  return {
    lead,
    folder,
    roster,
    listed,
    alice: pseudonymOf(secret, "alice@example.com"),
    bob: pseudonymOf(secret, "bob"),
  };
}

describe("team roster set", () => {
  test("says what an entry has, and what is taken away", async () => {
    const { roster, listed, alice } = await world();
    const set = async (...args: string[]): Promise<string> =>
      (await roster("set", "alice@example.com", ...args)).stderr.trim();
    expect(await set()).toBe(`${alice} is entered: without name, group and cost centre.`);
    expect(await set("--group", "platform", "--cost-center", "4100", "--name", "Alice")).toBe(
      `${alice} is on the roster: name Alice, group platform, cost centre 4100.`,
    );
    expect(await set("--group", "")).toBe(
      `${alice} is on the roster: name Alice, group platform taken away, cost centre 4100.`,
    );
    expect(await set("--cost-center", " ", "--name", "\u200b")).toBe(
      `${alice} is on the roster: name Alice taken away, cost centre 4100 taken away.`,
    );
    expect(await listed()).toEqual([{ member: alice, name: null, group: null, costCenter: null }]);
  });

  test("finds a member by the name that the roster has", async () => {
    const { roster, listed, alice } = await world();
    await roster("set", alice, "--name", "Alice Example");
    expect((await roster("set", "alice example", "--group", "platform")).stderr).toContain(
      `${alice} is on the roster: name Alice Example, group platform.`,
    );
    expect(await listed()).toHaveLength(1);
    await roster("set", "bob", "--name", "Alice example");
    const ambiguous = await roster("set", "Alice Example", "--group", "x");
    expect(ambiguous.code).toBe(2);
    expect(ambiguous.stderr).toMatch(/'Alice Example' is the name of several members: dev-.*, dev-/);
    expect((await roster("remove", "Alice Example")).code).toBe(2);
  });

  test.each(["", "  ", "\u200b"])("refuses '%s', which is no name", async (name) => {
    const { roster, listed } = await world();
    for (const verb of ["set", "remove"]) {
      expect(await roster(verb, name)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("a name has at least one visible character"),
      });
    }
    expect(await listed()).toEqual([]);
  });

  test("warns of somebody who has shared nothing, with the pseudonym that was probably meant", async () => {
    const { roster, alice, bob } = await world();
    const typo = `${alice.slice(0, -1)}${alice.endsWith("0") ? "1" : "0"}`;
    expect((await roster("set", typo)).stderr).toContain(
      `${typo} has shared nothing: did you mean ${alice}? (team roster remove ${typo})`,
    );
    // A digit was left out: no pseudonym, and hardly a name.
    const cut = await roster("set", alice.slice(0, -1));
    expect(cut.stderr).toContain(`has shared nothing: did you mean ${alice}?`);
    expect((await roster("set", "bob")).stderr).toContain(`${bob} has shared nothing yet`);
    expect((await roster("set", alice.toUpperCase())).stderr).not.toContain("has shared nothing");
    const unknown = await roster("remove", `${bob.slice(0, -1)}${bob.endsWith("0") ? "1" : "0"}`);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining(`Did you mean ${bob}?`) });
    expect((await roster("remove", "nobody at all")).stderr).toContain("team roster list");
  });

  test("knows a member whose months were all merged", async () => {
    const { lead, roster, alice, folder } = await world();
    await ok(["team", "compact"], lead, { nowMs: Date.parse("2026-12-20T00:00:00Z") });
    expect(listTeamFiles(folder).usage).toEqual([]);
    expect((await roster("set", alice)).stderr).not.toContain("has shared nothing");
  });
});

describe("team init", () => {
  test("takes back that all agreed, and a last date", async () => {
    const dir = tempDir();
    const [lead, folder] = [join(dir, "lead"), join(dir, "shared")];
    mkdirSync(lead);
    const init = async (...args: string[]) => {
      const ran = await ok(["team", "init", folder, "--json", ...args], lead);
      return { ...JSON.parse(ran.stdout).team, stderr: ran.stderr };
    };
    expect(await init("--all-agreed", "--to", "2026-12-31")).toMatchObject({ agreedToNames: true, to: "2026-12-31" });
    // Another change leaves both as they are, and says how to take the first back.
    const kept = await init("--k", "6");
    expect(kept).toMatchObject({ agreedToNames: true, to: "2026-12-31", k: 6 });
    expect(kept.stderr).toContain("--no-all-agreed takes that back");
    const back = await init("--no-all-agreed", "--to", "none");
    expect(back).toMatchObject({ agreedToNames: false, to: null, k: 6 });
    expect(back.stderr).toContain("shown of at least 6 people");
  });

  test("refuses a folder without a name, which would be the one that the shell is in", async () => {
    const home = tempDir();
    for (const dir of ["", "  "]) {
      const ran = await runHere(["team", "init", dir], { home, ...RUN });
      expect(ran).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("has no name") });
    }
    expect(existsSync(join(home, "team.json"))).toBe(false);
  });

  test("refuses an empty name, and so does team join", async () => {
    const dir = tempDir();
    const [lead, folder] = [join(dir, "lead"), join(dir, "shared")];
    const invite = await team(lead, folder);
    for (const args of [
      ["init", folder, "--name", " "],
      ["join", invite, "--as", "", "--yes"],
    ]) {
      const ran = await runHere(["team", ...args], { home: lead, ...RUN });
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain("a name has at least one visible character");
    }
  });
});
