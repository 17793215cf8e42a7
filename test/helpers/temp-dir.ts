/** A folder for one test, removed when the test is over. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** A process that a hook started may still be writing its last file. */
const ATTEMPTS = 20;

export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
  onTestFinished(() => remove(dir));
  return dir;
}

/** One folder for all tests of a file; to be called outside of the tests. */
export function sharedTempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "claude-cost-test-"));
  afterAll(() => remove(dir));
  return dir;
}

/** Starts again from the beginning where a file was added meanwhile: Node's own retries do not look for new files. */
function remove(dir: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY" || attempt === ATTEMPTS) throw error;
    }
  }
}
