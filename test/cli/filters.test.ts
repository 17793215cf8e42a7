/** Filters: which rows they select, what a report says about them, and which are refused. */

import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { assistantRow, makeTree, usage } from "../helpers/make-tree.ts";
import { jsonHere, runHere } from "../helpers/run-here.ts";
import { sharedTempDir } from "../helpers/temp-dir.ts";

const home = sharedTempDir();
const API = "a1111111-0000-4000-8000-000000000000";
const WEB = "b2222222-0000-4000-8000-000000000000";
const DOCS = "c3333333-0000-4000-8000-000000000000";

/** $0.00204 a request of Opus 5.5: 10 input at $4 and 100 output at $20 a million. */
beforeAll(() => {
  const row = (sessionId: string, cwd: string, timestamp: string, model = "claude-opus-5-5") =>
    assistantRow({ sessionId, cwd, timestamp, model, usage: usage({ input_tokens: 10, output_tokens: 100 }) });
  makeTree(join(home, ".claude"), {
    [`projects/-home-dev-api/${API}.jsonl`]: [row(API, "/home/dev/api", "2026-11-18T10:00:00.000Z")],
    [`projects/-home-dev-web/${WEB}.jsonl`]: [
      row(WEB, "/home/dev/web", "2026-11-19T10:00:00.000Z"),
      row(WEB, "/home/dev/web", "2026-11-20T10:00:00.000Z", "claude-haiku-5-5"),
    ],
    [`projects/-home-dev-docs/${DOCS}.jsonl`]: [row(DOCS, "/home/dev/docs", "2026-11-25T10:00:00.000Z")],
  });
});

type Periods = { readonly totals: { readonly requests: number }; readonly periods: readonly { period: string }[] };
const requests = async (...args: string[]): Promise<number> =>
  (await jsonHere<Periods>(["daily", ...args], { home })).totals.requests;

describe("a filter given twice", () => {
  test("lets through what either name means", async () => {
    expect(await requests("--project", "api")).toBe(1);
    expect(await requests("--project", "api", "--project", "web")).toBe(3);
    expect(await requests("--session", "a111", "--session", "c333")).toBe(2);
    expect(await requests("--model", "haiku-5-5", "--model", "opus-5-5")).toBe(4);
  });

  test("and another filter narrows each other", async () => {
    expect(await requests("--project", "api", "--project", "web", "--model", "haiku-5-5")).toBe(1);
  });
});

describe("a name that nothing used", () => {
  test.each([
    [["daily", "--project", "wev"], "--project: nothing used 'wev'", "Did you mean web?"],
    [["sessions", "--project", "docz"], "--project: nothing used 'docz'", "Did you mean docs?"],
    [["by", "project", "--model", "opus-5-6"], "--model: nothing used 'opus-5-6'", "Did you mean opus-5-5?"],
    [["--session", "ffff"], "--session: nothing used 'ffff'", "`claude-cost sessions` lists them."],
    [["daily", "--json", "--project", "api", "--project", "nope"], "--project: nothing used 'nope'", "Known: "],
  ])("%j is an error that names what is near", async (args, message, hint) => {
    const ran = await runHere(args, { home });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(`claude-cost: ${message}`);
    expect(ran.stderr).toContain(hint);
  });
});

describe("a report with filters", () => {
  test("names them in its title", async () => {
    const { stdout } = await runHere(["daily", "--project", "api", "--project", "web", "--since", "2026-11-18"], {
      home,
    });
    expect(stdout.split("\n")[0]).toBe("Cost by day  project api or web, since 2026-11-18");
  });

  test("has them in its JSON, and none where none were given", async () => {
    const narrowed = await jsonHere(["daily", "--model", "haiku-5-5", "--until", "2026-11-20"], { home });
    expect(narrowed).toMatchObject({
      filter: { since: null, until: "2026-11-20", projects: [], models: ["haiku-5-5"], sessions: [] },
    });
    expect(await jsonHere(["daily"], { home })).not.toHaveProperty("filter");
  });

  test("calls a range a range, not all time and not this week", async () => {
    const { stdout } = await runHere(["--since", "2026-11-18", "--until", "2026-11-20"], { home });
    expect(stdout).toContain("2026-11-18 to 2026-11-20");
    expect(stdout).toMatch(/^In range +\$0\.0\d+ +3 days {2}3 requests {2}2 sessions( |$)/m);
    expect(stdout).not.toMatch(/All time|This week|so far|Today/);
  });
});

test("daily says how many days without use it does not list", async () => {
  // The 18th, 19th, 20th and 25th have use: of the eight days from the first to the last, four have none.
  expect((await runHere(["daily"], { home })).stdout).toContain("4 days without use not listed");
  expect((await runHere(["daily", "--until", "2026-11-20"], { home })).stdout).not.toContain("without use");
});

describe("a week", () => {
  test.each([
    // 2026-11-19 is a Thursday: with it the week of the 18th ends and that of the 19th to the 25th begins.
    ["thursday", ["2026-11-12", "2026-11-19"]],
    ["wednesday", ["2026-11-18", "2026-11-25"]],
    ["sunday", ["2026-11-15", "2026-11-22"]],
    ["monday", ["2026-W47", "2026-W48"]],
  ])("may begin on %s", async (day, periods) => {
    const { periods: weeks } = await jsonHere<Periods>(["weekly", "--start-of-week", day], { home });
    expect(weeks.map((w) => w.period)).toEqual(periods);
  });
});

describe("sessions", () => {
  type Listed = { readonly sessions: readonly { sessionId: string }[]; readonly totals: { sessions: number } };
  const ids = async (...args: string[]): Promise<string> =>
    (await jsonHere<Listed>(["sessions", ...args], { home })).sessions.map((s) => s.sessionId[0]).join("");

  test.each([
    [[], "cba"],
    [["--reverse"], "abc"],
    [["--sort", "project"], "acb"],
    [["--sort", "cost"], "bca"],
    [["--sort", "cost", "--reverse"], "acb"],
    [["--sort", "tokens", "--limit", "1"], "b"],
  ])("%j", async (args, order) => expect(await ids(...args)).toBe(order));

  test("count all of them where only some are listed", async () => {
    const { totals } = await jsonHere<Listed>(["sessions", "--limit", "1"], { home });
    expect(totals.sessions).toBe(3);
  });

  test.each(["0", "-1", "x", "1.5"])("--limit %s is refused", async (limit) => {
    expect(await runHere(["sessions", `--limit=${limit}`], { home })).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("an option that a command has no use for", () => {
  test.each([
    ["watch", "--since", "7d"],
    ["watch", "--project", "api"],
    ["plan", "--csv"],
    ["limits", "--since", "7d"],
    ["context", "--since", "today"],
    ["why", "--csv"],
    ["doctor", "--model", "opus"],
  ])("%s %s is refused", async (...args) => {
    const ran = await runHere(args, { home });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(`\`${args[0]}\` does not take ${args[1]}`);
  });
});

describe("a word that is no command", () => {
  test.each([
    [["dayli"], "Did you mean daily?"],
    [["dayli", "--help"], "Did you mean daily?"],
    [["help", "dayli"], "Did you mean daily?"],
    [["--project", "api", "dayli"], "Did you mean daily?"],
    [["nonsense", "-h"], "`claude-cost --help` lists the commands."],
    [["limits", "silense", "--help"], "Did you mean silence?"],
    [["plan", "nonsense", "--help"], "`claude-cost plan --help` lists the commands."],
  ])("%j is an error, with --help too", async (args, hint) => {
    const ran = await runHere(args, { home });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("unknown command");
    expect(ran.stderr).toContain(hint);
  });

  test("may be the value of an option or the argument of a command", async () => {
    expect((await runHere(["--project", "api", "daily"], { home })).code).toBe(0);
    expect((await runHere(["sessions", "a111"], { home })).code).toBe(0);
    expect((await runHere(["help", "daily"], { home })).code).toBe(0);
  });
});
