/** The machine code that is kept between runs: made on this machine, used only where nothing is wrong with it. */

import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { assistantRow, makeTree } from "../helpers/make-tree.ts";
import { LAUNCHER } from "../helpers/run-built.ts";
import { sharedTempDir, tempDir } from "../helpers/temp-dir.ts";

const run = promisify(execFile);
const home = sharedTempDir();
/** The program as it is installed, to be changed by a test. */
const program = join(home, "program");
const bundle = join(program, "dist", "report.cjs");
let original: string;

beforeAll(() => {
  makeTree(join(home, ".claude"), { "session-1.jsonl": [assistantRow({ sessionId: "session-1" })] });
  const root = dirname(dirname(LAUNCHER));
  for (const part of ["bin", "dist", "package.json"])
    cpSync(join(root, part), join(program, part), { recursive: true });
  original = readFileSync(bundle, "latin1");
});

/** @returns what a report writes to stdout and stderr, one below the other */
async function report(
  dataDir: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<string> {
  const given = { PATH: process.env["PATH"] ?? "", HOME: home, CLAUDE_COST_DIR: dataDir, TZ: "UTC", ...env };
  const launcher = join(program, "bin", "claude-cost.js");
  const { stdout, stderr } = await run(process.execPath, [launcher, "sessions", ...args], { env: given });
  return stdout + stderr;
}

const codeFile = (dataDir: string): string => {
  const folder = join(dataDir, "cache", "code");
  return join(folder, readdirSync(folder).find((name) => name.startsWith("report.cjs")) as string);
};

/** A data folder whose code was made by a second report. */
async function learn(): Promise<string> {
  const dataDir = join(home, basename(tempDir()));
  await report(dataDir);
  expect(existsSync(join(dataDir, "cache", "code")), "a first report does not wait for it").toBe(false);
  await report(dataDir);
  return dataDir;
}

function copyOf(dataDir: string): string {
  const copy = tempDir();
  cpSync(dataDir, copy, { recursive: true });
  chmodSync(join(copy, "cache", "code"), 0o700);
  return copy;
}

let learnedOnce: Promise<string> | undefined;
const learned = async (): Promise<string> => {
  learnedOnce ??= learn();
  return copyOf(await learnedOnce);
};

const WORD = "Last active";
const OTHER_WORD = "LAST ACTIVE";
/** The same bundle but for one word of the same length: V8 takes the code of one for the other. */
const changed = (): string => original.replaceAll(WORD, OTHER_WORD);

test("is made by the second report, for its user alone, and by two reports of each command", async () => {
  const dataDir = await learned();
  const file = codeFile(dataDir);
  expect(basename(file)).toBe(`report.cjs-${process.version}-${process.arch}`);
  expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
  const first = readFileSync(file);
  await report(dataDir);
  const second = readFileSync(file);
  expect(second.equals(first)).toBe(false);
  await report(dataDir);
  expect(readFileSync(file).equals(second)).toBe(true);
  await report(dataDir, ["--json"]);
  expect(readFileSync(file).equals(second)).toBe(false);
});

test("is where the index is, whatever names the folder, and nowhere else", async () => {
  const [data, xdg] = [tempDir(), tempDir()];
  const before = readdirSync(join(program, "dist"));
  for (let i = 0; i < 2; i++) {
    await report("", ["--data-dir", data]);
    await report("", [], { XDG_CACHE_HOME: xdg, XDG_DATA_HOME: join(xdg, "data") });
  }
  expect(readdirSync(join(data, "cache"))).toEqual(expect.arrayContaining(["code", expect.stringMatching(/\.bin$/)]));
  if (process.platform === "linux") expect(readdirSync(join(xdg, "claude-cost"))).toContain("code");
  expect(readdirSync(join(program, "dist"))).toEqual(before);
});

test("is not used for a bundle that was changed, even by one of the same length", async () => {
  const dataDir = await learned();
  expect(await report(dataDir)).toContain(WORD);
  writeFileSync(bundle, changed(), "latin1");
  try {
    expect(await report(dataDir)).toContain(OTHER_WORD);
  } finally {
    writeFileSync(bundle, original, "latin1");
  }
  expect(await report(dataDir)).toContain(WORD);
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ["cut off", (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ["empty", () => Buffer.alloc(0)],
  ["without a head", (bytes) => bytes.subarray(bytes.indexOf(10) + 1)],
  ["with one bit changed", (bytes) => bytes.map((byte, i) => (i === bytes.length - 5000 ? byte ^ 1 : byte)) as Buffer],
  ["with a head that is no object", (bytes) => Buffer.concat([Buffer.from("null\n"), bytes])],
])("%s it is not used, and made anew", async (_, damage) => {
  const dataDir = await learned();
  const file = codeFile(dataDir);
  const whole = await report(dataDir);
  const damaged = damage(readFileSync(file));
  writeFileSync(file, damaged);
  expect(await report(dataDir)).toBe(whole);
  expect(readFileSync(file).equals(damaged)).toBe(false);
});

/** Code of the changed bundle that claims to be of the original one. */
async function poison(): Promise<string> {
  writeFileSync(bundle, changed(), "latin1");
  let dataDir: string;
  try {
    dataDir = await learn();
  } finally {
    writeFileSync(bundle, original, "latin1");
  }
  const bytes = readFileSync(codeFile(dataDir));
  const head = JSON.parse(bytes.toString("latin1", 0, bytes.indexOf(10)));
  head.bundleChecksum = crc32(readFileSync(bundle));
  writeFileSync(
    codeFile(dataDir),
    Buffer.concat([Buffer.from(JSON.stringify(head)), bytes.subarray(bytes.indexOf(10))]),
  );
  return dataDir;
}

let poisonedOnce: Promise<string> | undefined;
const poisoned = async (): Promise<string> => {
  poisonedOnce ??= poison();
  return copyOf(await poisonedOnce);
};

test("is used where all is in order: what the tests below refuse would run", async () => {
  expect(await report(await poisoned())).toContain(OTHER_WORD);
});

test.skipIf(process.platform === "win32").each<[string, (file: string) => void]>([
  ["others can write", (file) => chmodSync(file, 0o602)],
  ["others can read", (file) => chmodSync(file, 0o640)],
  [
    "is a link",
    (file) => {
      renameSync(file, `${file}.elsewhere`);
      symlinkSync(`${file}.elsewhere`, file);
    },
  ],
  ["lies in a folder that others can write", (file) => chmodSync(dirname(file), 0o770)],
])("code that %s is not used", async (_, open) => {
  const dataDir = await poisoned();
  open(codeFile(dataDir));
  expect(await report(dataDir)).toContain(WORD);
});

test("a folder that cannot be written, or Node's switch for such code, costs nothing else", async () => {
  const dataDir = tempDir();
  const first = await report(dataDir);
  writeFileSync(join(dataDir, "cache", "code"), "in the way");
  for (let i = 0; i < 2; i++) expect(await report(dataDir)).toBe(first);
  rmSync(join(dataDir, "cache", "code"));
  mkdirSync(join(dataDir, "cache", "code"), { mode: 0o755 });
  expect(await report(dataDir)).toBe(first);
  expect(await report(dataDir, [], { NODE_DISABLE_COMPILE_CACHE: "1" })).toBe(first);
  expect(readdirSync(join(dataDir, "cache", "code"))).toEqual([]);
});
