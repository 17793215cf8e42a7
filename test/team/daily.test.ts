import { existsSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { claimAttempt, readSharedOn } from "../../src/store/team/shared-on.ts";
import { runCli } from "../helpers/run-cli.ts";
import { tempDir } from "../helpers/temp-dir.ts";
import { filesBelow, home } from "./world.ts";

const NOW = Date.now();
const TODAY = new Date(NOW).toISOString().slice(0, 10);
const FROM = new Date(NOW - 12 * 86_400_000).toISOString().slice(0, 10);

async function member() {
  const dir = tempDir();
  const [lead, alice] = [join(dir, "lead"), join(dir, "alice")];
  const folder = join(dir, "shared");
  home(alice, "daily", { days: 12, scale: 0.4, endMs: NOW - 60_000 });
  home(lead, "lead", { days: 1 });
  const { stdout } = await runCli(["team", "init", folder, "--from", FROM], { home: lead });
  await runCli(["team", "join", stdout.trim(), "--as", "alice", "--yes"], { home: alice });
  return { alice, folder, teamDir: join(alice, "cost", "team") };
}

const hasShared = (folder: string): boolean => filesBelow(folder).some(({ path }) => path.endsWith(".parquet"));

describe("team share --daily", () => {
  it("shares behind a report, once a day, and nothing before it is switched on or after it is switched off", async () => {
    const { alice, folder, teamDir } = await member();
    await runCli(["daily"], { home: alice });
    expect(existsSync(join(teamDir, "share-attempt"))).toBe(false);
    expect((await runCli(["team", "share", "--daily", "on"], { home: alice })).code).toBe(0);
    await runCli(["daily"], { home: alice });
    await expect.poll(() => readSharedOn(teamDir), { timeout: 30_000, interval: 20 }).toBe(TODAY);
    expect(hasShared(folder)).toBe(true);
    // Shared today: no report tries again.
    rmSync(join(teamDir, "share-attempt"));
    await runCli(["daily"], { home: alice });
    expect(existsSync(join(teamDir, "share-attempt"))).toBe(false);
    await runCli(["team", "share", "--daily", "off"], { home: alice });
    rmSync(join(teamDir, "shared-on"));
    await runCli(["daily"], { home: alice });
    expect(existsSync(join(teamDir, "share-attempt"))).toBe(false);
  }, 60_000);

  it("says when it has not succeeded for days, and never fails a report for it", async () => {
    const { alice, folder, teamDir } = await member();
    await runCli(["team", "share", "--daily", "on"], { home: alice });
    rmSync(folder, { recursive: true });
    const since = (days: number): string => new Date(NOW - days * 86_400_000).toISOString().slice(0, 10);
    // So that no process is started: one was tried a moment ago.
    writeFileSync(join(teamDir, "share-attempt"), "");
    for (const [days, isWarned] of [
      [3, false],
      [4, true],
    ] as const) {
      writeFileSync(join(teamDir, "shared-on"), since(days));
      const ran = await runCli(["daily"], { home: alice });
      expect(ran.code).toBe(0);
      expect(/sharing with the team has not succeeded since/.test(ran.stderr), `${days} days`).toBe(isWarned);
    }
  });

  it("is tried once an hour", () => {
    const dir = tempDir();
    expect(claimAttempt(dir, NOW, 3_600_000)).toBe(true);
    expect(claimAttempt(dir, NOW + 3_599_000, 3_600_000)).toBe(false);
    expect(claimAttempt(dir, NOW + 3_600_000, 3_600_000)).toBe(true);
    // A clock that went back does not stop it.
    utimesSync(join(dir, "share-attempt"), NOW / 1000 + 9e6, NOW / 1000 + 9e6);
    expect(claimAttempt(dir, NOW, 3_600_000)).toBe(true);
  });
});
