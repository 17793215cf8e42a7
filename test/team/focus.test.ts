import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeDemoTeam } from "../../src/app/demo/demo-team.ts";
import { parseUsd, usdString } from "../../src/core/pricing/money.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { listTeamFiles } from "../../src/store/team/team-folder.ts";
import { cleanEnv } from "../helpers/run-cli.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { END_DAY } from "./engines.ts";
import { readTeamCells } from "./read-team-cells.ts";

/** Fields of a line of CSV. */
function fields(line: string): string[] {
  return [...line.matchAll(/("((?:[^"]|"")*)"|[^,]*)(,|$)/g)].map((m) => (m[2] ?? m[1] ?? "").replaceAll('""', '"'));
}

async function focus(by: string, developers = 15) {
  const home = tempDir();
  const { teamDir } = dataPaths(undefined, cleanEnv(home));
  const shape = { seed: "focus", developers, machines: 1, days: 20, endDay: END_DAY };
  const people = await writeDemoTeam(join(home, "team"), teamDir, shape);
  const file = join(home, "focus.csv");
  const ran = await runHere(["team", "report", "--by", by, "--focus", file], {
    home,
    nowMs: (END_DAY + 1) * 86_400_000,
  });
  expect(ran.code, ran.stderr).toBe(0);
  const [header = "", ...lines] = readFileSync(file, "utf8").trimEnd().split("\r\n");
  const names = fields(header).slice(0, -1);
  const rows = lines.map((line) => Object.fromEntries(fields(line).map((value, i) => [names[i] ?? "", value])));
  return {
    people,
    names,
    rows,
    dir: join(home, "team"),
    metadata: JSON.parse(readFileSync(`${file}.metadata.json`, "utf8")),
  };
}

const sumOf = (rows: readonly Record<string, string>[], column: string): bigint =>
  rows.reduce((n, row) => n + (parseUsd(row[column] ?? "") ?? 0n), 0n);

test.each(["model", "cost-center", "member"])("FOCUS rows by %s sum to the truth, exactly", async (by) => {
  const { people, rows, names, metadata } = await focus(by);
  const truth = people.reduce((n, { truth: t }) => n + t.costPico + t.backgroundPico, 0n);
  expect(usdString(sumOf(rows, "ListCost"))).toBe(usdString(truth));
  const tokens = people.reduce((n, { truth: { tokens: t } }) => n + Object.values(t).reduce((a, b) => a + b, 0), 0);
  expect(rows.reduce((n, row) => n + Number(row["ConsumedQuantity"]), 0)).toBe(tokens);
  // Seats are billed by their fee, not by use.
  for (const row of rows) {
    expect(row["BilledCost"]).toBe(row["x_BillingMode"] === "subscription" ? "0" : row["ListCost"]);
    expect(row["ServiceProviderName"]).toBe("Anthropic");
    expect(row["ChargePeriodStart"] ?? "").toMatch(/^2026-\d\d-\d\dT00:00:00Z$/);
  }
  expect(names).not.toContain("ProviderName");
  expect(metadata.FocusVersion).toBe("1.3");
  expect(metadata.Columns).toEqual(names);
});

test("a row's price and quantity are its cost where one price holds for all of it", async () => {
  const { rows } = await focus("model");
  const priced = rows.filter((r) => r["SkuMeter"] === "Output Tokens" && r["ListUnitPrice"] !== "");
  expect(priced.length).toBeGreaterThan(0);
  for (const row of priced) {
    const price = parseUsd(row["ListUnitPrice"] ?? "") ?? 0n;
    const cost = (price * BigInt(row["ConsumedQuantity"] ?? "0")) / 1_000_000n;
    expect(usdString(cost)).toBe(row["ListCost"]);
  }
});

test("pseudonyms and groups have months, not days; a small team has neither", async () => {
  const byMember = await focus("member");
  expect(new Set(byMember.rows.map((row) => row["ChargePeriodStart"]?.slice(8, 10))).size).toBeLessThanOrEqual(2);
  expect(byMember.rows.every((row) => row["x_MemberPseudonym"]?.startsWith("dev-"))).toBe(true);
  const small = await focus("member", 3);
  expect(small.rows.length).toBeGreaterThan(0);
  expect(small.rows.every((row) => row["x_MemberPseudonym"] === "" && row["Tags"] === "{}")).toBe(true);
});

test.each(["model", "cost-center"])("by %s, no row is of fewer than five people", async (by) => {
  const { rows, dir } = await focus(by);
  const { cells } = await readTeamCells(listTeamFiles(dir), END_DAY + 1);
  // Counted from the folder's cells: the people behind a model and billing mode in a row's charge period.
  const peopleOf = (row: Record<string, string>): number => {
    const [from, end] = ["ChargePeriodStart", "ChargePeriodEnd"].map(
      (name) => Date.parse(row[name] ?? "") / 86_400_000,
    );
    const { ModelId } = JSON.parse(row["SkuPriceDetails"] ?? "{}");
    const background = row["x_ClaudeCodeBackground"] ?? "";
    const those = cells.filter(
      (cell) =>
        cell.day >= (from as number) &&
        cell.day < (end as number) &&
        (ModelId === "other" || cell.model === ModelId) &&
        (background === "" || cell.kind === `background:${background}`) &&
        (row["x_BillingMode"] === "unknown" || cell.billing === row["x_BillingMode"]),
    );
    return new Set(those.map(({ member }) => member)).size;
  };
  expect(rows.filter((row) => peopleOf(row) < 5)).toEqual([]);
  expect(rows.some((row) => row["SkuId"]?.startsWith("other-"))).toBe(true);
  expect(rows.some((row) => !row["SkuId"]?.startsWith("other-"))).toBe(true);
});

test.each(["--focus", "--html", "export"])(
  "a file of %s that cannot be written is named, with the reason",
  async (form) => {
    const home = tempDir();
    const { teamDir } = dataPaths(undefined, cleanEnv(home));
    await writeDemoTeam(join(home, "team"), teamDir, {
      seed: "focus",
      developers: 1,
      machines: 1,
      days: 20,
      endDay: END_DAY,
    });
    const command = {
      "--focus": ["team", "report", "--focus", home],
      "--html": ["team", "pilot", "--html", home],
      export: ["export", home, "--json", "--demo"],
    }[form] as readonly string[];
    const ran = await runHere(command, { home, nowMs: (END_DAY + 1) * 86_400_000 });
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toContain(`${home} cannot be written: it is a folder\n  Name another file.`);
  },
);
