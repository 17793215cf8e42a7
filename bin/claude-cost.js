#!/usr/bin/env node
// Loads the smallest bundle for the command.
"use strict";

const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script, constants } = require("node:vm");

/** Commands of `report.cjs`, which also has what the program alone does. */
const REPORTS = ["daily", "weekly", "monthly", "sessions", "by"];
const OTHERS = [
  ...["watch", "background", "blocks", "limits", "plan", "credits", "budget", "why", "what-if", "estimate", "report"],
  ...["tag", "receipt", "team", "prices", "context", "setup", "statusline", "hook", "listen", "archive", "fetch"],
  ...["console", "export", "import", "doctor", "config", "completion", "help"],
];

const dist = join(__dirname, "..", "dist");
const command = process.argv[2];
const asksForHelp = process.argv.includes("--help") || process.argv.includes("-h");

if (command === "--version" || command === "-V") {
  try {
    require("node:fs").writeSync(1, `${require("../package.json").version}\n`);
  } catch (error) {
    if (error.code !== "EPIPE") {
      process.stderr.write(`claude-cost: the output cannot be written (${error.code})\n`);
      process.exitCode = 1;
    }
  }
} else if ((command === "statusline" || command === "hook") && !asksForHelp) {
  require(join(dist, `${command}.cjs`));
} else {
  runBundle(join(dist, isReport() ? "report.cjs" : "cli.cjs"));
}

/** Whether the command can be nothing but a report. Where a word may be an option's value, the whole program looks. */
function isReport() {
  const words = process.argv.slice(2).filter((arg) => !arg.startsWith("-"));
  if (asksForHelp || words.some((word) => OTHERS.includes(word))) return false;
  return words.length === 0 || REPORTS.includes(words[0]);
}

/** Runs a bundle with the machine code of earlier runs, where there is any that this Node takes. */
function runBundle(file) {
  // The dashboard is loaded with `import()`, which code that is run this way cannot do.
  if (process.argv.includes("watch")) {
    require(file);
    return;
  }
  const { openCode } = require("./code-cache.js");
  const { source, code: cachedData, learn } = openCode(file);
  // The bundle is plain ASCII, which is read fastest as Latin-1.
  const text = `(function(exports,require,module,__filename,__dirname){${source.toString("latin1")}\n})`;
  // So that the bundle can load the dashboard, which is a module.
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new Script(text, { filename: file, cachedData, importModuleDynamically });
  learn(script);
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}
