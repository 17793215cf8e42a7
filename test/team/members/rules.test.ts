import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shareLater } from "../../../src/cli/share-later.ts";
import { ruleChanges } from "../../../src/core/team/rules.ts";
import type { TeamRules } from "../../../src/core/team/team-file.ts";
import { schemaErrors } from "../../helpers/json-schema.ts";
import { assistantRow, lines, makeTree } from "../../helpers/make-tree.ts";
import { cleanEnv } from "../../helpers/run-cli.ts";
import { runHere } from "../../helpers/run-here.ts";
import { tempDir } from "../../helpers/temp-dir.ts";
import { filesBelow, joined, ok, RUN, rowsIn, team } from "../world.ts";

const RULES: TeamRules = {
  from: 100,
  to: 200,
  k: 5,
  allow: ["projects", "lines"],
  agreedToNames: false,
  retentionMonths: 12,
};

describe("a changed rule", () => {
  it.each<[Partial<TeamRules>, "wider" | "narrower"]>([
    [{ from: 99 }, "wider"],
    [{ from: null }, "wider"],
    [{ from: 101 }, "narrower"],
    [{ to: 201 }, "wider"],
    [{ to: null }, "wider"],
    [{ to: 199 }, "narrower"],
    [{ k: 4 }, "wider"],
    [{ k: 6 }, "narrower"],
    [{ agreedToNames: true }, "wider"],
    [{ allow: ["projects", "lines", "prs"] }, "wider"],
    // One is taken away, another is new.
    [{ allow: ["projects", "prs"] }, "wider"],
    [{ allow: ["lines"] }, "narrower"],
    [{ retentionMonths: 13 }, "wider"],
    [{ retentionMonths: 11 }, "narrower"],
  ])("to %j is %s, and back is the opposite", (change, expected) => {
    const now = { ...RULES, ...change };
    const rule = Object.keys(change)[0];
    expect(ruleChanges(RULES, now)).toMatchObject([{ rule, isWider: expected === "wider" }]);
    const isSwap = change.allow?.includes("prs") && !change.allow.includes("lines");
    expect(ruleChanges(now, RULES)).toMatchObject([{ rule, isWider: isSwap || expected === "narrower" }]);
  });

  it("is none where all are alike, in whatever order", () => {
    expect(ruleChanges(RULES, { ...RULES, allow: ["lines", "projects"] })).toEqual([]);
    expect(ruleChanges({ ...RULES, from: null, to: null }, { ...RULES, from: null, to: null })).toEqual([]);
  });
});

/** Alice has shared the 18th of November under the first rules; the 10th was before the team's first date. */
async function world() {
  const dir = tempDir();
  const [lead, alice, folder] = [join(dir, "lead"), join(dir, "alice"), join(dir, "shared")];
  const invite = await team(lead, folder, "--from", "2026-11-15", "--allow", "projects");
  const at = (day: string) => assistantRow({ timestamp: `${day}T10:00:00Z` });
  makeTree(join(alice, ".claude"), { "a.jsonl": [at("2026-11-10"), at("2026-11-18")] });
  await joined(alice, invite, "alice");
  await ok(["team", "share", "--yes"], alice);
  const share = (...args: string[]) => runHere(["team", "share", ...args], { home: alice, ...RUN });
  const init = (...args: string[]) => ok(["team", "init", folder, ...args], lead);
  const days = async () => (await rowsIn(folder)).map((row) => (row["date"] as Date).getUTCDate());
  const log = join(alice, ".claude", "projects", "-home-dev-app", "a.jsonl");
  const more = (day: string) => writeFileSync(log, readFileSync(log, "utf8") + lines(at(day)));
  const teamDir = join(alice, "cost", "team");
  return { dir, lead, alice, folder, invite, share, init, days, more, teamDir };
}

describe("sharing after the lead has changed a rule", () => {
  it("goes on by narrower ones, and says what has changed, once", async () => {
    const { share, init, days, more } = await world();
    await init("--from", "2026-11-16", "--k", "6", "--allow", "none", "--keep-months", "6");
    more("2026-11-20");
    const { code, stderr } = await share("--yes");
    expect(code).toBe(0);
    expect(stderr).toContain("has changed a rule: first date that is shared: 2026-11-15 before, 2026-11-16 now\n");
    expect(stderr).toContain(
      "has changed a rule: fewest people that a sum is shown of: 5 people before, 6 people now\n",
    );
    expect(stderr).toContain(
      "has changed a rule: what members may choose to share besides: projects before, nothing now\n",
    );
    expect(stderr).toContain("has changed a rule: how long it is kept: 12 months before, 6 months now\n");
    expect(await days()).toEqual([18, 20]);
    expect((await share("--yes")).stderr).not.toContain("lead has changed");
  });

  it.each([
    [["--from", "2026-11-01"], "first date that is shared: 2026-11-15 before, 2026-11-01 now (more is shared)"],
    [["--k", "2"], "fewest people that a sum is shown of: 5 people before, 2 people now (more is shown)"],
    [["--all-agreed"], "all are taken to have agreed to be shown one by one: no before, yes now (more is shown)"],
    [["--keep-months", "24"], "how long it is kept: 12 months before, 24 months now (longer)"],
    [["--allow", "projects,lines"], "to share besides: projects before, projects, lines now (more may be shared)"],
  ])("sends nothing by %j until the member agrees", async (change, message) => {
    const { share, init, days, more, folder, teamDir, alice } = await world();
    await init(...change);
    more("2026-11-20");
    const before = filesBelow(folder);
    const membership = readFileSync(join(teamDir, "membership.json"), "utf8");
    for (const args of [["--yes"], ["--json"], []]) {
      const ran = await share(...args);
      expect(ran, args.join()).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain(message);
      expect(ran.stderr).toContain("nothing is sent until you agree");
      expect(ran.stderr).toContain("--accept");
      expect(ran.stderr).toContain("team leave --delete");
    }
    const shown = JSON.parse((await share("--show", "--json")).stdout);
    expect(schemaErrors("team/share", shown)).toEqual([]);
    expect(shown.ruleChanges).toMatchObject([{ wider: true }]);
    expect(shown.rows.length).toBeGreaterThan(1);
    expect(filesBelow(folder)).toEqual(before);
    expect(readFileSync(join(teamDir, "membership.json"), "utf8")).toBe(membership);
    const doctor = await ok(["team", "doctor", folder], alice, { columns: 300 });
    expect(doctor.stdout).toContain(`${message}: sharing waits until you agree`);
    const agreed = await share("--yes", "--accept");
    expect(agreed).toMatchObject({ code: 0 });
    expect(await days()).toEqual(change[0] === "--from" ? [10, 18, 20] : [18, 20]);
    expect((await share("--yes")).stderr).not.toContain("lead has changed");
    expect((await ok(["team", "doctor", folder], alice)).stdout).not.toContain("changed by the lead");
  });

  it("does not send what a member had set before it was allowed", async () => {
    const { share, init, alice, folder, more } = await world();
    await ok(["config", "set", "team.lines", "true"], alice);
    await init("--allow", "projects,lines");
    more("2026-11-20");
    expect((await share("--yes")).code).toBe(2);
    expect((await rowsIn(folder)).map((row) => row["lines_added"])).toEqual([null]);
  });

  it("takes joining again, where the rules are shown, for an agreement; and old memberships as they are", async () => {
    const { share, init, alice, invite, teamDir } = await world();
    await init("--k", "2");
    await joined(alice, invite, "alice");
    expect((await share("--yes")).code).toBe(0);
    const file = join(teamDir, "membership.json");
    const json = JSON.parse(readFileSync(file, "utf8"));
    delete json.member.rules;
    writeFileSync(file, JSON.stringify(json));
    await init("--k", "3");
    const first = await share("--yes");
    expect(first).toMatchObject({ code: 0, stderr: expect.not.stringContaining("lead has changed") });
    await init("--k", "2");
    expect((await share("--yes")).code).toBe(2);
  });
});

it("is told to the lead who changes it: what has changed, and that members are asked where it is wider", async () => {
  const { init } = await world();
  const asked = "Members are asked before they share again";
  const same = (await init()).stderr;
  expect(same).not.toContain("Changed: ");
  const narrower = (await init("--k", "6", "--name", "Other")).stderr;
  expect(narrower).toContain("Changed: fewest people that a sum is shown of: 5 people before, 6 people now.\n");
  expect(narrower).not.toContain(asked);
  const wider = (await init("--k", "4", "--keep-months", "6")).stderr;
  expect(wider).toContain(
    "Changed: fewest people that a sum is shown of: 6 people before, 4 people now (more is shown).",
  );
  expect(wider).toContain("Changed: how long it is kept: 12 months before, 6 months now.\n");
  expect(wider).toContain(asked);
});

describe("the share once a day", () => {
  it("waits where rules became wider, says so with each report, and goes on when the member has agreed", async () => {
    const { share, init, days, more, alice, teamDir } = await world();
    await ok(["team", "share", "--daily", "on"], alice);
    await init("--k", "2", "--keep-months", "6");
    more("2026-11-20");
    expect(await share("--unattended")).toMatchObject({ code: 2, stdout: "" });
    expect(await days()).toEqual([18]);
    const told = () => shareLater(undefined, cleanEnv(alice), { ...RUN, isRead: true });
    const text =
      "the team's lead has changed a rule: fewest people that a sum is shown of: 5 people before, 2 people now (more is shown); how long it is kept: 12 months before, 6 months now. Nothing is sent until you agree: `claude-cost team share` asks";
    expect([told(), told()]).toEqual([text, text]);
    expect((await share("--yes", "--accept")).code).toBe(0);
    expect(await days()).toEqual([18, 20]);
    expect(told()).toBeNull();
    // Or the lead takes it back.
    await init("--k", "1");
    await share("--unattended");
    expect(told()).toContain("2 people before, 1 person now");
    await init("--k", "2");
    expect((await share("--unattended")).code).toBe(0);
    expect(told()).toBeNull();
    // Nobody waits for a team that was left.
    await init("--k", "1");
    await share("--unattended");
    await ok(["team", "leave"], alice);
    expect(filesBelow(teamDir).map(({ path }) => path)).not.toContain("share-notice.json");
  });

  it("goes on by narrower rules, and says so with the next report, once", async () => {
    const { share, init, days, more, alice } = await world();
    await ok(["team", "share", "--daily", "on"], alice);
    await init("--k", "8");
    more("2026-11-20");
    expect((await share("--unattended")).code).toBe(0);
    expect(await days()).toEqual([18, 20]);
    const told = (isRead = true) => shareLater(undefined, cleanEnv(alice), { ...RUN, isRead });
    expect(told(false)).toBeNull();
    // Days pass, in which nobody looks: nothing of it is lost, and another change is told beside it.
    await share("--unattended");
    await init("--keep-months", "6");
    await share("--unattended");
    await share("--yes");
    expect(told()).toBe(
      "the team's lead has changed a rule: fewest people that a sum is shown of: 5 people before, 8 people now; how long it is kept: 12 months before, 6 months now",
    );
    expect(told()).toBeNull();
  });

  it("is not switched by --show, which prints the rows and writes nothing", async () => {
    const { share, alice, teamDir, folder, more } = await world();
    more("2026-11-20");
    const before = [filesBelow(teamDir), filesBelow(folder)];
    for (const [args, state] of [
      [["--daily", "on"], "off"],
      [["--daily", "off"], "off"],
    ] as const) {
      const ran = await share(...args, "--show");
      expect(ran.code).toBe(0);
      expect(ran.stdout).toContain("2 rows; in each of them:");
      expect(ran.stderr).toContain(`--show writes nothing: sharing once a day is ${state}, as it was`);
    }
    expect([filesBelow(teamDir), filesBelow(folder)]).toEqual(before);
    expect(() => readFileSync(join(alice, "cost", "settings.json"))).toThrow();
    await ok(["team", "share", "--daily", "on"], alice);
    rmSync(join(teamDir, "shared-on"));
    expect((await share("--daily", "off", "--show")).stderr).toContain("sharing once a day is on, as it was");
  });
});
