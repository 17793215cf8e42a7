import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "test/**/*.test.ts", "test/**/*.test.tsx"],
    setupFiles: ["test/helpers/guard-home.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
