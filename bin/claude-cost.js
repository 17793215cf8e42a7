#!/usr/bin/env node
// Loads the smallest bundle for the command.
"use strict";

const { join } = require("node:path");

const dist = join(__dirname, "..", "dist");
const command = process.argv[2];
const asksForHelp = process.argv.includes("--help") || process.argv.includes("-h");

if (command === "--version" || command === "-V") {
  process.stdout.write(`${require("../package.json").version}\n`);
} else if ((command === "statusline" || command === "hook") && !asksForHelp) {
  require(join(dist, `${command}.cjs`));
} else {
  require(join(dist, "cli.cjs"));
}
