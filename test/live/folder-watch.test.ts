import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FolderWatch } from "../../src/app/live/folder-watch.ts";
import { tempDir } from "../helpers/temp-dir.ts";

/** Watches that this process holds, as Linux lists them. */
function inotifyWatches(): number {
  return readdirSync("/proc/self/fdinfo").reduce((sum, fd) => {
    try {
      return sum + (readFileSync(join("/proc/self/fdinfo", fd), "utf8").match(/^inotify /gm)?.length ?? 0);
    } catch (error) {
      // The descriptor of the listing itself is gone by now.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return sum;
      throw error;
    }
  }, 0);
}

function watchHints(): { hints: Set<string>; watch: FolderWatch } {
  const hints = new Set<string>();
  const watch = new FolderWatch({
    onHint: (path) => hints.add(path),
    onTrouble: (reason) => {
      throw new Error(reason);
    },
  });
  onTestFinished(() => watch.close());
  return { hints, watch };
}

it.runIf(process.platform === "linux")(
  "takes one watch a folder, however many logs are in it, and names the log",
  async () => {
    const root = tempDir();
    const folders = Array.from({ length: 20 }, (_, i) => join(root, `project-${i}`));
    for (const folder of folders) {
      mkdirSync(folder);
      for (let i = 0; i < 30; i++) writeFileSync(join(folder, `${i}.jsonl`), "");
    }
    const before = inotifyWatches();
    const { hints, watch } = watchHints();
    expect(watch.set({ logs: new Set([root, ...folders, join(root, "not-there")]), state: new Set() })).toBe(true);
    await expect.poll(() => inotifyWatches() - before).toBe(21);
    appendFileSync(join(folders[7] as string, "3.jsonl"), "x");
    await expect.poll(() => hints).toContain(join(folders[7] as string, "3.jsonl"));
    mkdirSync(join(root, "not-there"));
    await expect.poll(() => hints).toContain(join(root, "not-there"));
    expect(watch.set({ logs: new Set([root]), state: new Set() })).toBe(false);
    expect(inotifyWatches() - before).toBe(1);
    await watch.close();
    expect(inotifyWatches() - before).toBe(0);
  },
);

it.runIf(process.platform === "linux")("goes on with a folder that was removed and came back", async () => {
  const root = tempDir();
  const folder = join(root, "project");
  mkdirSync(folder);
  const { hints, watch } = watchHints();
  expect(watch.set({ logs: new Set([root, folder]), state: new Set() })).toBe(true);
  expect(watch.set({ logs: new Set([root, folder]), state: new Set() }), "nothing is new").toBe(false);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  await expect.poll(() => hints).toContain(folder);
  watch.set({ logs: new Set([root, folder]), state: new Set() });
  writeFileSync(join(folder, "a.jsonl"), "x");
  await expect.poll(() => hints).toContain(join(folder, "a.jsonl"));
  hints.clear();
  rmSync(folder, { recursive: true });
  await expect.poll(() => hints).toContain(folder);
  expect(watch.set({ logs: new Set([root, folder]), state: new Set() }), "it is gone").toBe(false);
  mkdirSync(folder);
  expect(watch.set({ logs: new Set([root, folder]), state: new Set() }), "it is there again").toBe(true);
});

it("names the file that a feed replaced, and takes up a folder that came later", async () => {
  const root = tempDir();
  const feeds = join(root, "feeds");
  const sessions = join(root, "sessions");
  mkdirSync(feeds);
  for (let i = 0; i < 30; i++) writeFileSync(join(feeds, `${i}.json`), "{}");
  const { hints, watch } = watchHints();
  const folders = { logs: new Set<string>(), state: new Set([root, feeds, sessions]) };
  expect(watch.set(folders)).toBe(true);
  const replace = () => {
    writeFileSync(join(feeds, "7.json.new"), "{ }");
    renameSync(join(feeds, "7.json.new"), join(feeds, "7.json"));
    return hints;
  };
  await expect.poll(replace).toContain(join(feeds, "7.json"));
  mkdirSync(sessions);
  await expect.poll(() => hints).toContain(sessions);
  expect(watch.set(folders), "a folder is new").toBe(true);
  expect(watch.set(folders), "nothing is new").toBe(false);
  const write = () => {
    writeFileSync(join(sessions, "1.json"), "{}");
    return hints;
  };
  await expect.poll(write).toContain(join(sessions, "1.json"));
});
