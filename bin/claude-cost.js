#!/usr/bin/env node
// Loads the smallest bundle for the command.
"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script, constants } = require("node:vm");

const dist = join(__dirname, "..", "dist");
const command = process.argv[2];
const asksForHelp = process.argv.includes("--help") || process.argv.includes("-h");

if (command === "--version" || command === "-V") {
  process.stdout.write(`${require("../package.json").version}\n`);
} else if ((command === "statusline" || command === "hook") && !asksForHelp) {
  require(join(dist, `${command}.cjs`));
} else {
  runCompiled(join(dist, "cli.cjs"));
}

/** Runs a bundle with the machine code that the build left beside it, where this Node takes it; else as any module. */
function runCompiled(file) {
  const cache = `${file}.cache-${process.version}-${process.arch}`;
  // The dashboard is loaded with `import()`, which code that is run this way cannot do.
  if (process.argv.includes("watch") || !existsSync(cache)) {
    require(file);
    return;
  }
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, "utf8")}\n})`;
  // So that the bundle can load the dashboard, which is a module.
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new Script(source, { filename: file, cachedData: readFileSync(cache), importModuleDynamically });
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}
