// Keeps the machine code of a bundle between runs, in our cache folder: a start then loads code instead of making it.
// The code is made here, by this Node, from the bundle that is installed; none is shipped. It is used only where the file
// and its folder are the user's own and closed to others, and where the checksums of the bundle and of the code are those
// in its head, since V8 checks neither. Whatever is wrong, the bundle itself runs, and the file is written anew.
"use strict";

const fs = require("node:fs");
const { homedir } = require("node:os");
const { dirname, join, resolve } = require("node:path");

/** Runs of one command that add to the code: the first of them compiles most of what the command needs. */
const LEARNING_RUNS = 2;
/** Code of other Nodes that was not written for so long is removed. */
const UNUSED_MS = 60 * 86_400_000;

/** The folder that `dataPaths` in src/store/files/data-dir.ts puts the index in. */
function cacheDir(argv, env, platform) {
  const at = argv.findIndex((arg) => arg === "--data-dir" || arg.startsWith("--data-dir="));
  const option = at < 0 ? undefined : argv[at] === "--data-dir" ? argv[at + 1] : argv[at].slice("--data-dir=".length);
  const named = option ?? (env["CLAUDE_COST_DIR"] || undefined);
  if (named !== undefined) return join(resolve(named), "cache");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "claude-cost");
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] || join(homedir(), "AppData", "Local"), "claude-cost", "Cache");
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "claude-cost");
}

/** What runs under one name: a command, and whether it writes JSON. */
function commandKey(argv) {
  const words = argv.filter((arg) => !arg.startsWith("-"));
  return `${(words[0] ?? "").slice(0, 20)}${argv.includes("--json") ? " json" : ""}`;
}

/** `zlib.crc32`, from Node's internal binding where it has one, because `node:zlib` loads all of Node's streams. */
function checksum(bytes) {
  const binding = internalZlib();
  if (binding?.crc32?.("123456789", 0) === 0xcbf43926) return binding.crc32(bytes, 0);
  return require("node:zlib").crc32(bytes);
}

/** As `nodeBinding` in src/runtime/node-binding.ts: undefined where Node does not provide it, or not without a warning. */
function internalZlib() {
  const flags = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  if (flags.includes("pending-deprecation") || process.env["NODE_PENDING_DEPRECATION"]) return undefined;
  try {
    return process.binding?.("zlib");
  } catch {
    return undefined;
  }
}

const isOwn = (stat) => process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o077) === 0);

/**
 * @param source of the bundle
 * @returns the code and how often each command has added to it; no code where there is none, or something is wrong with it
 */
function readCode(folder, file, source) {
  const none = { code: undefined, runs: {} };
  let fd;
  try {
    if (!isOwn(fs.lstatSync(folder))) return none;
    fd = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
    const stat = fs.fstatSync(fd);
    if (!stat.isFile() || !isOwn(stat)) return none;
    const bytes = fs.readFileSync(fd);
    const end = bytes.indexOf(10);
    const head = JSON.parse(bytes.toString("latin1", 0, end));
    const code = bytes.subarray(end + 1);
    const isWhole = head.bytes === code.length && head.checksum === checksum(code);
    const isOfBundle = head.bundleBytes === source.length && head.bundleChecksum === checksum(source);
    return isWhole && isOfBundle ? { code, runs: head.runs } : none;
  } catch {
    return none;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

/** Writes the code that a script has by now. Whatever is in the way costs some milliseconds at each start, nothing else. */
function writeCode(folder, file, source, script, runs) {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOwn(fs.lstatSync(folder))) return;
    const code = script.createCachedData();
    const head = {
      bytes: code.length,
      checksum: checksum(code),
      bundleBytes: source.length,
      bundleChecksum: checksum(source),
      runs,
    };
    fs.writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), code]), {
      flag: "wx",
      mode: 0o600,
    });
    fs.renameSync(temporary, file);
    for (const name of fs.readdirSync(folder)) {
      if (Date.now() - fs.statSync(join(folder, name)).mtimeMs > UNUSED_MS) fs.rmSync(join(folder, name));
    }
  } catch {
    try {
      fs.rmSync(temporary, { force: true });
    } catch {}
  }
}

/**
 * Prepares to run a bundle.
 * @param file of the bundle
 * @returns the bytes of its source, the code that was kept, and `learn`, to be called with the script before it runs
 */
function openCode(file) {
  const source = fs.readFileSync(file);
  // Node's own switch for what it compiles and keeps.
  if (process.env["NODE_DISABLE_COMPILE_CACHE"]) return { source, code: undefined, learn() {} };
  const argv = process.argv.slice(2);
  const folder = join(cacheDir(argv, process.env, process.platform), "code");
  const path = join(folder, `${require("node:path").basename(file)}-${process.version}-${process.arch}`);
  const { code, runs } = readCode(folder, path, source);
  const command = commandKey(argv);
  const learn = (script) => {
    const known = script.cachedDataRejected === true ? {} : runs;
    if ((known[command] ?? 0) >= LEARNING_RUNS) return;
    // Nobody waits longer for a first report: the folder is there from the second run on.
    if (!fs.existsSync(dirname(folder))) return;
    process.once("exit", (exitCode) => {
      if (exitCode !== 0) return;
      writeCode(folder, path, source, script, { ...known, [command]: (known[command] ?? 0) + 1 });
    });
  };
  return { source, code, learn };
}

module.exports = { openCode };
