// Runs reports on the demo's logs, then keeps the code that V8 compiled on the way. Started by build.mjs.
"use strict";

const { appendFileSync, readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script, constants } = require("node:vm");

const [file, home, list] = process.argv.slice(2);
const commands = JSON.parse(list);
const { root } = require(join(dirname(file), "demo.cjs")).demoHome({ tmpDir: home, nowMs: Date.now(), offsetMs: 0 });
process.env.CLAUDE_CONFIG_DIR = root;

/** Some logs grow by a response that none has, as while someone works. */
function grow() {
  const entries = readdirSync(join(root, "projects"), { recursive: true, withFileTypes: true });
  const logs = entries.filter((e) => e.isFile() && /^[0-9a-f-]{36}\.jsonl$/.test(e.name)).slice(-9);
  for (const { parentPath, name } of logs) {
    const log = join(parentPath, name);
    const row = readFileSync(log, "utf8")
      .split("\n")
      .findLast((line) => line.includes('"usage":{'));
    if (!row) continue;
    const { message, ...rest } = JSON.parse(row);
    const at = { timestamp: new Date().toISOString(), uuid: `${name}-next` };
    const next = { ...rest, ...at, requestId: `req_${name}`, message: { ...message, id: `msg_${name}` } };
    appendFileSync(log, `${JSON.stringify(next)}\n`);
  }
}

// The very text that the launcher compiles: the code kept is only good for it.
const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, "latin1")}\n})`;
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const script = new Script(source, { filename: file, importModuleDynamically });
const run = script.runInThisContext();

function start(args) {
  process.argv = [process.execPath, file, ...args];
  const module = { exports: {} };
  run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}

// A run ends the process, and others are to follow.
process.exit = () => {};

// The second run finds the index of the first, as most runs do. A run is over when nothing is left to do.
let next = 0;
process.on("beforeExit", () => {
  process.exitCode = 0;
  if (next > commands.length) return;
  if (next < commands.length) {
    if (commands[next] === "grow") grow();
    else start(commands[next]);
  }
  if (next === commands.length)
    writeFileSync(`${file}.cache-${process.version}-${process.arch}`, script.createCachedData());
  next++;
  // So that this is called again, also after a run that never waited.
  setImmediate(() => {});
});
