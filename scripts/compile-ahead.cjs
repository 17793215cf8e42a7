// Runs reports on a small made-up log, then keeps the code that V8 compiled on the way. Started by build.mjs.
"use strict";

const { mkdirSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script, constants } = require("node:vm");
const { readFileSync } = require("node:fs");

const [file, home, list] = process.argv.slice(2);
const commands = JSON.parse(list);
const usage = { input_tokens: 10, output_tokens: 20, cache_read_input_tokens: 30, cache_creation_input_tokens: 40 };
const row = (n) =>
  JSON.stringify({
    message: { id: `msg_${n}`, model: "claude-opus-5-5", content: [], stop_reason: "end_turn", usage },
    type: "assistant",
    timestamp: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
    sessionId: "s1",
    cwd: "/home/dev/app",
    version: "2.1.330",
  });
const log = join(home, "projects", "-home-dev-app", "s1.jsonl");
mkdirSync(dirname(log), { recursive: true });
writeFileSync(log, `${Array.from({ length: 500 }, (_, n) => row(n)).join("\n")}\n`);

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
  if (next < commands.length) start(commands[next]);
  else writeFileSync(`${file}.cache-${process.version}-${process.arch}`, script.createCachedData());
  next++;
  // So that this is called again, also after a run that never waited.
  setImmediate(() => {});
});
