import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readWiring } from "../../src/app/inside/wiring.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { noteModRun } from "../../src/store/state/mod-run.ts";
import { wiringFindings } from "../../src/view/tables/wiring-findings.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { statuslineJson } from "./statusline-input.ts";
import { assistantRow, writeSession } from "./transcript.ts";

const envOf = (dir: string) => ({
  HOME: dir,
  CLAUDE_CONFIG_DIR: join(dir, "client"),
  CLAUDE_COST_DIR: join(dir, "ours"),
});

async function doctor(dir: string, cwd = dir): Promise<Record<string, string>> {
  const run = await runBuilt(["doctor", "--json"], { env: envOf(dir), cwd });
  expect(run.code).toBe(0);
  const sections: { title: string; findings: { name: string; level: string; text: string }[] }[] = JSON.parse(
    run.stdout,
  ).sections;
  const found = sections.find((s) => s.title === "Inside Claude Code")?.findings ?? [];
  return Object.fromEntries(found.map((f) => [f.name, `${f.level}: ${f.text}`]));
}

function home(): string {
  const dir = tempDir();
  writeSession(
    join(dir, "client"),
    "s-1",
    join(dir, "app"),
    [assistantRow({ atMs: Date.now() - 1000, read: 1000 })],
    false,
  );
  return dir;
}

test("not wired: it says how", async () => {
  expect(await doctor(home())).toEqual({
    "status line": "info: not wired (`claude-cost setup --only statusline`)",
    hooks: "info: not wired (`claude-cost setup --only hooks`)",
    telemetry: "info: not wired (`claude-cost setup --only telemetry`)",
  });
});

test("wired: when each was last heard of, and a silent one is worth a look", async () => {
  const dir = home();
  await runBuilt(["setup", "--yes"], { env: envOf(dir) });
  await runBuilt(["statusline"], { env: envOf(dir), input: statuslineJson({ usd: 1 }) });
  // Hooks keep quiet here so that no report runs behind the test.
  writeFileSync(join(dir, "ours", "settings.json"), '{"hooks":{"refresh":false}}');
  const input = JSON.stringify({ session_id: "s-1", hook_event_name: "Stop" });
  await runBuilt(["hook"], { env: envOf(dir), input });
  const found = await doctor(dir);
  expect(found["status line"]).toMatch(/^ok: wired, last heard of \ds ago$/);
  expect(found["hooks"]).toMatch(/^ok: wired \(SessionStart, UserPromptSubmit, PreToolUse\), last heard of \ds ago$/);
  expect(found["telemetry"]).toMatch(
    /^warn: wired \(http:\/\/127\.0\.0\.1:4318\), never heard of; .*claude-cost listen/,
  );
});

test("hooks that were wired before there was one for agents: it says how to add it", async () => {
  const dir = home();
  await runBuilt(["setup", "--yes", "--only", "hooks"], { env: envOf(dir) });
  expect((await doctor(dir))["more hooks"]).toBeUndefined();
  const file = join(dir, "client", "settings.json");
  const { PreToolUse: _agents, ...hooks } = JSON.parse(readFileSync(file, "utf8")).hooks;
  writeFileSync(file, JSON.stringify({ hooks }));
  expect((await doctor(dir))["more hooks"]).toBe("info: PreToolUse can be wired: claude-cost setup --only hooks");
  writeFileSync(join(dir, "ours", "settings.json"), '{"hooks":{"agents":false}}');
  expect((await doctor(dir))["more hooks"]).toBeUndefined();
});

test("what is in the way: another status line, a folder's own, a launcher that is gone, both kinds of hooks", async () => {
  const dir = home();
  await runBuilt(["setup", "--yes"], { env: envOf(dir) });
  rmSync(join(dir, "ours", "bin"), { recursive: true });
  const app = join(dir, "app");
  mkdirSync(join(app, ".claude"), { recursive: true });
  writeFileSync(join(app, ".claude", "settings.json"), '{"statusLine":{"type":"command","command":"other"}}');
  const file = join(dir, "client", "settings.json");
  const settings = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...settings, enabledPlugins: { "spend@claude-cost": true } }));
  const found = await doctor(dir, app);
  expect(found["status line here"]).toContain("sets another one for this folder");
  expect(found["launcher"]).toContain("run claude-cost setup again");
  expect(found["hooks"]).toContain("these answer, and the plugin's are silent then");
  writeFileSync(file, '{"statusLine":{"type":"command","command":"other"}}');
  expect((await doctor(dir))["status line"]).toBe("info: another's: other; setup puts ours below it");
  writeFileSync(file, "{");
  expect((await doctor(dir))["settings"]).toMatch(/^warn: .*settings\.json: line 1/);
});

test("managed settings are named with their file", () => {
  const dir = tempDir();
  const managed = join(dir, "managed");
  mkdirSync(managed);
  writeFileSync(join(managed, "managed-settings.json"), '{"allowManagedHooksOnly":true}');
  const paths = dataPaths(join(dir, "ours"), {});
  const wiring = readWiring({ root: join(dir, "client"), cwd: dir, paths, managed: [managed], platform: "linux" });
  const finding = wiringFindings(wiring, null, Date.now()).find((f) => f.name === "managed hooks");
  expect(finding).toMatchObject({ level: "warn", text: expect.stringContaining("managed-settings.json") });
});

test("a status line that was last heard of days before the last session is worth a look", async () => {
  const dir = home();
  await runBuilt(["setup", "--yes", "--only", "statusline"], { env: envOf(dir) });
  await runBuilt(["statusline"], { env: envOf(dir), input: statuslineJson({ usd: 1 }) });
  const old = new Date(Date.now() - 3 * 86_400_000);
  utimesSync(join(dir, "ours", "feeds", "statusline", "s-1.json"), old, old);
  expect((await doctor(dir))["status line"]).toBe("warn: wired, last heard of 3d0h ago");
});

describe("the mod: whether it is loaded as far as can be known, and who shows what", () => {
  const MINUTE = 60_000;
  const NOW = Date.parse("2026-11-26T12:00:00Z");

  /** @param settings of the user; the plugin is on; @param agoMs when the mod last asked, null = never */
  function findings(settings: object, agoMs: number | null, managed: object = {}, lastActivityMs = NOW) {
    const dir = tempDir();
    const [root, folder, ours] = ["client", "managed", "ours"].map((name) => join(dir, name)) as [
      string,
      string,
      string,
    ];
    for (const path of [root, folder, join(ours, "state")]) mkdirSync(path, { recursive: true });
    const enabled = { enabledPlugins: { "spend@claude-cost": true } };
    writeFileSync(join(root, "settings.json"), JSON.stringify({ ...enabled, ...settings }));
    writeFileSync(join(folder, "managed-settings.json"), JSON.stringify(managed));
    const paths = dataPaths(ours, {});
    if (agoMs !== null) noteModRun(paths.stateDir, { atMs: NOW - agoMs, clientVersion: "2.1.332" });
    const wiring = readWiring({ root, cwd: join(dir, "app"), paths, managed: [folder], platform: "linux" });
    const found = wiringFindings(wiring, lastActivityMs, NOW).map((f) => [f.name, `${f.level}: ${f.text}`]);
    return Object.fromEntries(found) as Record<string, string>;
  }

  const OURS = { statusLine: { type: "command", command: "claude-cost statusline" } };
  const NOT_HEARD = "Claude Code loads it from 2.1.287 on, in a terminal, not with --safe-mode or --bare";
  const PLUGIN = "warnings: the plugin's hooks";

  test("nothing is said where there is no plugin and none was heard of", () => {
    expect(findings({ enabledPlugins: {} }, null)).not.toHaveProperty("mod");
  });

  test.each([
    ["heard of", {}, 2 * MINUTE, "ok: loaded, last heard of 2m ago, in Claude Code 2.1.332"],
    ["never heard of", {}, null, `info: never heard of; ${NOT_HEARD}`],
    ["silent for a day of work", {}, 1440 * MINUTE, "ok: loaded, last heard of 1d0h ago, in Claude Code 2.1.332"],
    [
      "silent for more than a day of work",
      {},
      1440 * MINUTE + 1,
      `info: last heard of 1d0h ago, in Claude Code 2.1.332; ${NOT_HEARD}`,
    ],
  ])("%s", (_name, settings, agoMs, text) => {
    expect(findings(settings, agoMs)["mod"]).toBe(text);
  });

  test("what keeps it from being loaded is named", () => {
    expect(findings({ disableAllHooks: true }, null)["mod"]).toMatch(
      /^info: not loaded: all hooks are switched off \(disableAllHooks in .*settings\.json\); never heard of$/,
    );
    expect(findings({}, null, { allowManagedHooksOnly: true })["mod"]).toMatch(
      /^info: not loaded: managed settings: it allows only its own hooks \(.*managed-settings\.json\)/,
    );
    const guard = { "cc-plugin-sec-default@builtin": { options: { allowManagedModsOnly: true } } };
    expect(findings({}, null, { pluginConfigs: guard })["mod"]).toMatch(
      /managed settings: it allows only managed mods/,
    );
  });

  test("who shows what", () => {
    expect(findings({}, MINUTE)["shown by"]).toBe(`info: cost: the mod's footer; ${PLUGIN}; pane: /spend:live`);
    expect(findings(OURS, MINUTE)["shown by"]).toBe(
      `info: cost: the status line, so the mod shows no footer; ${PLUGIN}; pane: /spend:live`,
    );
    expect(findings(OURS, null)["shown by"]).toBe(`info: cost: the status line; ${PLUGIN}; pane: none`);
    expect(findings({}, null)["shown by"]).toBe(
      `info: cost: nothing (claude-cost setup --only statusline); ${PLUGIN}; pane: none`,
    );
    expect(findings({ ...OURS, disableAllHooks: true }, MINUTE)["shown by"]).toMatch(/cost: nothing .*pane: none$/);
  });
});
