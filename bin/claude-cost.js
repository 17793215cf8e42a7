#!/usr/bin/env node
// Loads the smallest bundle for the command.
"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script, constants } = require("node:vm");

/** Commands of `report.cjs`, which also has what the program alone does. */
const REPORTS = ["daily", "weekly", "monthly", "sessions", "by"];
const OTHERS = [
  ...["watch", "background", "limits", "plan", "credits", "budget", "why", "prices", "context", "setup", "statusline"],
  ...["hook", "listen", "export", "import", "doctor", "config", "completion", "help"],
];

const dist = join(__dirname, "..", "dist");
const command = process.argv[2];
const asksForHelp = process.argv.includes("--help") || process.argv.includes("-h");

if (command === "--version" || command === "-V") {
  process.stdout.write(`${require("../package.json").version}\n`);
} else if ((command === "statusline" || command === "hook") && !asksForHelp) {
  require(join(dist, `${command}.cjs`));
} else {
  runCompiled(join(dist, isReport() ? "report.cjs" : "cli.cjs"));
}

/** Whether the command can be nothing but a report. Where a word may be an option's value, the whole program looks. */
function isReport() {
  const words = process.argv.slice(2).filter((arg) => !arg.startsWith("-"));
  if (asksForHelp || words.some((word) => OTHERS.includes(word))) return false;
  return words.length === 0 || REPORTS.includes(words[0]);
}

/** Runs a bundle with the machine code that the build left beside it, where this Node takes it; else as any module. */
function runCompiled(file) {
  const cache = `${file}.cache-${process.version}-${process.arch}`;
  // The dashboard is loaded with `import()`, which code that is run this way cannot do.
  if (process.argv.includes("watch") || !existsSync(cache)) {
    require(file);
    return;
  }
  // The bundle is plain ASCII, which is read fastest as Latin-1.
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, "latin1")}\n})`;
  // So that the bundle can load the dashboard, which is a module.
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new Script(source, { filename: file, cachedData: readFileSync(cache), importModuleDynamically });
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}
