import { join } from "node:path";
import { expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { runBuilt } from "../helpers/run-built.ts";
import { tempDir } from "../helpers/temp-dir.ts";

test.each([{}, { NODE_PENDING_DEPRECATION: "1" }, { NODE_OPTIONS: "--pending-deprecation" }])(
  "a Node that is strict about what it will drop has nothing to say: %j",
  async (strict) => {
    const home = tempDir();
    makeTree(join(home, ".claude"), { "session-1.jsonl": [assistantRow({ sessionId: "session-1" })] });
    const env = { HOME: home, CLAUDE_COST_DIR: join(home, "data"), TZ: "UTC", ...strict };
    for (const what of ["makes the index", "uses it"]) {
      const { code, stdout, stderr } = await runBuilt(["daily", "--json"], { env });
      expect({ code, stderr }, what).toEqual({ code: 0, stderr: "" });
      expect(JSON.parse(stdout)).toMatchObject({ totals: { requests: 1 } });
    }
  },
);
