import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerHook } from "../../src/app/inside/hook.ts";
import { parseHookInput } from "../../src/claude-code/feeds/hook-input.ts";
import { parseStatuslineInput } from "../../src/claude-code/feeds/statusline-input.ts";
import { nextFeed } from "../../src/core/statusline/feed.ts";
import { writeStatuslineFeed } from "../../src/store/feeds/statusline-feed.ts";
import { dataPaths } from "../../src/store/files/data-dir.ts";
import { updateSettings } from "../../src/store/settings.ts";
import { tempDir } from "../helpers/temp-dir.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");

test("a new alert is told once outside Claude Code: by its terminal and by the user's command", async () => {
  const paths = dataPaths(tempDir(), {});
  const out = join(paths.dataDir, "told");
  const script = "require('node:fs').appendFileSync(process.argv[1], process.argv[2] + '\\n')";
  await updateSettings(paths.settingsFile, ({ alerts }) => {
    alerts.notify = {
      ...alerts.notify,
      terminal: "osc9",
      command: [process.execPath, "-e", script, out, "{limit} {message}"],
    };
  });
  const heard = parseStatuslineInput(
    JSON.stringify({
      session_id: "s1",
      cwd: "/app",
      model: { id: "claude-opus-5-5" },
      rate_limits: { five_hour: { used_percentage: 96, resets_at: NOW / 1000 + 3600 } },
    }),
  );
  const input = parseHookInput(JSON.stringify({ session_id: "s1", cwd: "/app", prompt: "go" }), "UserPromptSubmit");
  if (input === null || heard === null) throw new Error("no input");
  writeStatuslineFeed(paths.statuslineDir, nextFeed(null, heard, NOW, null));
  const ask = () => answerHook({ input, paths, env: {}, nowMs: NOW });

  const answer = ask();
  expect(answer?.systemMessage).toContain("5-hour window: 96% used");
  expect(answer?.terminalSequence).toMatch(/^\u001b\]9;Claude Code: .*5-hour window: 96% used.*\u0007$/);
  await expect
    .poll(() => existsSync(out) && readFileSync(out, "utf8"), { timeout: 15_000 })
    .toMatch(/^five_hour .*96% used/);
  expect(ask()).toBeNull();
});
