import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "test/**/*.test.ts", "test/**/*.test.tsx"],
    globalSetup: ["test/helpers/memory-dir.ts"],
    setupFiles: ["test/helpers/guard-home.ts"],
    // Files share what they import: most of them take longer to load than to run. None may change what another sees.
    isolate: false,
    env: { TZ: "UTC" },
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
