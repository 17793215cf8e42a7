import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempDir } from "../../test/helpers/temp-dir.ts";
import { makeFolder } from "./make-folder.ts";

it("makes a folder and those above it, and leaves one that is there", () => {
  const dir = tempDir();
  const deep = join(dir, "a", "b", "c");
  makeFolder(deep, 0o700);
  makeFolder(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
  if (process.platform !== "win32") expect(statSync(join(dir, "a")).mode & 0o777).toBe(0o700);
});

it("says why it cannot, where something else has the name", () => {
  const dir = tempDir();
  writeFileSync(join(dir, "file"), "");
  expect(() => makeFolder(join(dir, "file"))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(dir, "file", "below"))).toThrow(/ENOTDIR|ENOENT/);
  mkdirSync(join(dir, "there"));
  makeFolder(join(dir, "there", "below"));
  expect(existsSync(join(dir, "there", "below"))).toBe(true);
});

it.runIf(process.platform === "linux")("ends where the system takes no folder and says that it is not there", () => {
  expect(() => makeFolder("/proc/nobody-makes-this/below")).toThrow(/ENOENT/);
});
