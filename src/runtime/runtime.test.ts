import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tempDir } from "../../test/helpers/temp-dir.ts";
import { crc32, quickCrc32 } from "./crc32.ts";
import { type AskFile, askFile, FileStat, quickAsk, slowAsk } from "./file-stat.ts";

function answerOf(ask: AskFile, path: string): FileStat | string {
  const stat = new FileStat();
  try {
    ask(path, stat);
    return stat;
  } catch (error) {
    return `${(error as NodeJS.ErrnoException).code} ${(error as Error).message}`;
  }
}

/** A folder with a file of every kind. */
function setUp(): string {
  const dir = tempDir();
  mkdirSync(join(dir, "folder"));
  writeFileSync(join(dir, "file"), "12345");
  symlinkSync(join(dir, "file"), join(dir, "link"));
  symlinkSync(join(dir, "nowhere"), join(dir, "dangling"));
  symlinkSync(join(dir, "loop"), join(dir, "loop"));
  return dir;
}

describe("what a file is", () => {
  test("Node gives its numbers here: else the quick way is not tested", () => {
    expect(quickAsk()).not.toBeNull();
  });

  test.each(["folder", "file", "link", "dangling", "loop", "none", "file/inside", "n\0ul"])(
    "%j as statSync says",
    (name) => {
      const path = join(setUp(), name);
      expect(answerOf(askFile, path)).toEqual(answerOf(slowAsk, path));
    },
  );

  test("a Node that gives other numbers, nothing, or an error is not relied on", () => {
    expect(quickAsk({ stat: () => new Float64Array(18) })).toBeNull();
    expect(quickAsk({ stat: () => [] })).toBeNull();
    expect(quickAsk({})).toBeNull();
    // A fallback that always uses `statSync` is correct, but not quicker.
    const refusing = quickAsk({
      stat: () => {
        throw new Error("no");
      },
    });
    const path = join(setUp(), "file");
    expect(answerOf(refusing as AskFile, path)).toEqual(answerOf(slowAsk, path));
  });
});

describe("checksums", () => {
  test("Node gives its own here: else the quick way is not tested", () => {
    expect(quickCrc32()).not.toBeNull();
  });

  test("are those of zlib, in one part or in two", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(199), (bytes, at) => {
        const [a, b] = [bytes.subarray(0, at), bytes.subarray(at)];
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
        if (a.length > 0 && b.length > 0) expect(crc32(b, crc32(a))).toBe(zlibCrc32(bytes));
      }),
    );
    expect(crc32("ä\u{1f600}")).toBe(zlibCrc32("ä\u{1f600}"));
  });

  test("one that sums otherwise is not relied on", () => {
    expect(quickCrc32({ crc32: (data) => (typeof data === "string" ? 0xcbf4_3926 : 1) })).toBeNull();
    expect(quickCrc32({ crc32: () => 0 })).toBeNull();
    expect(quickCrc32({})).toBeNull();
  });
});
