/**
 * Every test runs with its own home. Code that asks for the user's real folders gets an empty one, and a test that
 * undoes this fails with a clear message.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach } from "vitest";

const realHome = os.userInfo().homedir;
const home = mkdtempSync(join(tmpdir(), "claude-cost-home-"));

function isolateHome(): void {
  process.env["HOME"] = home;
  process.env["USERPROFILE"] = home;
  process.env["XDG_CONFIG_HOME"] = join(home, ".config");
  process.env["XDG_DATA_HOME"] = join(home, ".local", "share");
  process.env["XDG_CACHE_HOME"] = join(home, ".cache");
  process.env["CLAUDE_CONFIG_DIR"] = join(home, ".claude");
  process.env["CLAUDE_COST_DIR"] = join(home, "claude-cost");
}

isolateHome();
beforeEach(() => {
  isolateHome();
  if (os.homedir() === realHome) throw new Error("a test would touch the real home");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
