import { join } from "node:path";
import { expect, test } from "vitest";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { MadeSession } from "./made-session.ts";

async function whatIf(args: readonly string[]) {
  const dir = tempDir();
  const session = new MadeSession().prompt("Go").answer({ fresh: 10_000, output: 1000 });
  session.prompt("On").answer({ fresh: 2000, output: 100, fast: true });
  session.answer({ fresh: 1000, model: "nobody-knows" });
  session.write(join(dir, "client"));
  const env = { HOME: dir, CLAUDE_CONFIG_DIR: join(dir, "client"), CLAUDE_COST_DIR: join(dir, "ours"), TZ: "UTC" };
  return runHere(["what-if", ...args], { home: dir, env });
}

test.each(["sonnet-5-5", "claude-sonnet-5-5", "claude-sonnet-5-5[1m]"])(
  "the same tokens at the prices of %s",
  async (model) => {
    const run = await whatIf(["--model", model, "--json"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const { models, totals, unpriced } = JSON.parse(run.stdout);
    // Opus 5.5: 10,000 × $5 + 1,000 × $20 = $0.07; fast: 2,000 × $10 + 10,000 × $0.40 + 100 × $40 = $0.028
    // Sonnet 5.5 has no fast mode: 10,000 × $2.50 + 1,000 × $10 = $0.035; 2,000 × $2.50 + 10,000 × $0.10 + 100 × $10 = $0.007
    const sums = { requests: 2, costUsd: "0.098", whatIfUsd: "0.042", differenceUsd: "-0.056" };
    expect(models).toEqual([{ model: "claude-opus-5-5", ...sums }]);
    expect(totals).toEqual(sums);
    expect(unpriced).toBe(1);
  },
);

test("--of takes only what was asked of one model; one that nobody used is refused", async () => {
  const all = JSON.parse((await whatIf(["--model", "sonnet-5-5", "--of", "opus-5-5", "--json"])).stdout);
  expect(all).toMatchObject({ totals: { requests: 2, costUsd: "0.098", whatIfUsd: "0.042" }, unpriced: 0 });
  const family = JSON.parse((await whatIf(["--model", "sonnet-5-5", "--of", "opus", "--json"])).stdout);
  expect(family.totals).toEqual(all.totals);
  const none = await whatIf(["--model", "sonnet-5-5", "--of", "haiku-5-5"]);
  expect(none).toMatchObject({ code: 2, stdout: "" });
  expect(none.stderr).toContain("--of: nothing used 'haiku-5-5'");
});

test("is marked as what it is, in the table and for people", async () => {
  const { stdout } = await whatIf(["--model", "sonnet-5-5"]);
  expect(stdout).toContain("What if it had been");
  expect(stdout).toContain("The same tokens at other prices");
  expect(stdout).toContain("1 request without a price at both models left out");
});

test.each([
  [[], "which model?"],
  [["--model", "gpt"], "'gpt' is not a model that has a price"],
  [["--model", "fable"], "'fable' is 3 models"],
  [["--model", "sonnet-5-5", "--model", "opus-5-5"], "only once"],
])("refuses %j", async (args, message) => {
  const run = await whatIf(args);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(message);
});
