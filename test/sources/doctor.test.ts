/** What `doctor` and `team doctor` say of an organisation's sources: set up, key, freshness, refusals; never a key. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaErrors } from "../helpers/json-schema.ts";
import { runHere } from "../helpers/run-here.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { anthropicServer } from "./anthropic-server.ts";
import { DAY_MS, makeOrganisation } from "./made-organisation.ts";

const NOW_MS = Date.parse("2026-11-26T15:00:00Z");
const KEY = "sk-ant-api01-never-to-be-seen";
const ORGANISATION = makeOrganisation("doctor", Math.floor(NOW_MS / DAY_MS), 3, 3);

type Section = { title: string; findings: { level: string; name: string; text: string }[] };

async function doctor(
  home: string,
  {
    args = ["doctor"],
    nowMs = NOW_MS,
    env = {},
  }: { args?: string[]; nowMs?: number; env?: Record<string, string> } = {},
): Promise<Section[]> {
  const ran = await runHere([...args, "--json"], { home, nowMs, env });
  expect(ran.stdout).not.toContain(KEY);
  const json = JSON.parse(ran.stdout);
  if (args[0] === "doctor") expect(schemaErrors("doctor", json)).toEqual([]);
  return json.sections;
}

const organisation = (sections: Section[]): string[] =>
  (sections.find(({ title }) => title === "Organisation")?.findings ?? []).map(
    ({ level, name, text }) => `${level} ${name}: ${text}`,
  );

async function fetched(home: string, scopes: string[]): Promise<void> {
  const server = await anthropicServer({
    organisation: ORGANISATION,
    key: KEY,
    nowMs: NOW_MS,
    plan: "enterprise",
    scopes,
  });
  await runHere(["fetch", "enterprise", "--url", server.url, "--since", "2d"], {
    home,
    nowMs: NOW_MS,
    env: { ANTHROPIC_ADMIN_KEY: KEY },
  });
}

test("without a source there is nothing to say", async () => {
  expect(organisation(await doctor(tempDir()))).toEqual([]);
});

test("a source that is set up and not fetched yet, with its key's kind and place", async () => {
  const home = tempDir();
  mkdirSync(join(home, "cost"));
  writeFileSync(join(home, "k"), "sk-secret", { mode: 0o644 });
  const settings = {
    version: 1,
    sources: { litellm: { url: "https://litellm.acme.example", keyFile: join(home, "k") } },
  };
  writeFileSync(join(home, "cost", "settings.json"), JSON.stringify(settings));
  const lines = organisation(await doctor(home, { env: { ANTHROPIC_ADMIN_KEY: KEY, CLAUDE_GATEWAY_KEY: "" } }));
  expect(lines).toEqual([
    "ok anthropic: Enterprise key with scopes, from ANTHROPIC_ADMIN_KEY; a refusal names the scopes that it has",
    "info anthropic: nothing is fetched yet; claude-cost fetch anthropic",
    `warn litellm: the key file ${join(home, "k")} can be read by others (mode 644)`,
    "info litellm: nothing is fetched yet; claude-cost fetch litellm",
  ]);
  expect(lines.join()).not.toContain("sk-secret");
});

test("how fresh each report is, and what a refusal takes", async () => {
  const home = tempDir();
  await fetched(home, ["read:analytics"]);
  const lines = organisation(await doctor(home)).join("\n");
  expect(lines).toContain("info enterprise: no key is found here");
  expect(lines).toMatch(
    /ok enterprise: fetched 0s ago from http:\/\/127\.0\.0\.1:\d+: analytics-cost to 2026-11-26, analytics-usage to 2026-11-26/,
  );
  expect(lines).toContain(
    "warn enterprise: spend_limits/effective is refused (403 permission_error): key has scopes: read:analytics; needed: read:spend_limits",
  );
  expect(lines).toContain("made by the primary owner. Without it: `claude-cost plan limit`");
  const threeDays = 3 * 86_400_000;
  expect(organisation(await doctor(home, { nowMs: NOW_MS + threeDays })).join("\n")).toContain(
    "ok enterprise: fetched 3d 0h ago",
  );
  expect(organisation(await doctor(home, { nowMs: NOW_MS + threeDays + 1 })).join("\n")).toContain("so fetch it again");
});

test("what was imported, to which day", async () => {
  const home = tempDir();
  writeFileSync(
    join(home, "u.csv"),
    "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n2026-11-02,claude-opus-5-5,5,1\n",
  );
  await runHere(["import", "u.csv"], { home });
  expect(organisation(await doctor(home))).toEqual(["info console-csv: imported: console-usage to 2026-11-02"]);
});

test("team doctor tells of the folder's sources and of one's own", async () => {
  const [home, folder] = [tempDir(), join(tempDir(), "team")];
  await runHere(["team", "init", folder], { home, nowMs: NOW_MS });
  const server = await anthropicServer({ organisation: ORGANISATION, key: KEY, nowMs: NOW_MS, plan: "console" });
  await runHere(["fetch", "anthropic", "--url", server.url, "--since", "2d", "--team"], {
    home,
    nowMs: NOW_MS,
    env: { ANTHROPIC_ADMIN_KEY: KEY },
  });
  const sections = await doctor(home, { args: ["team", "doctor"], env: { ANTHROPIC_ADMIN_KEY: KEY } });
  const inFolder = sections.find(({ title }) => title === "Organisation, in the team's folder")?.findings ?? [];
  expect(inFolder.some(({ text }) => text.includes("messages to 2026-11-26"))).toBe(true);
  expect(organisation(sections)[1]).toBe("info anthropic: nothing is fetched yet; claude-cost fetch anthropic");
});
