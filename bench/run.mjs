/**
 * Measures the built program on generated logs: `npm run bench -- [--sizes 10MiB,100MiB,1GiB,4GiB] [--runs 5]
 * [--dir DIR] [--before PACKAGE]`. Every figure is taken in turn with the yardstick it is compared with, so that their
 * ratio holds on a machine that is busy with other things too. Writes bench/RESULTS.md. `--dir` keeps the trees for
 * another time. `--before` names the folder of an earlier build, which is then measured in turn with this one.
 */

import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median, quote, runOnce } from "./once.mjs";

const { values } = parseArgs({
  options: {
    sizes: { type: "string", default: "10MiB,100MiB,1GiB,4GiB" },
    runs: { type: "string", default: "5" },
    dir: { type: "string" },
    before: { type: "string" },
  },
});
const RUNS = Number(values.runs);
const here = fileURLToPath(new URL(".", import.meta.url));
const launcher = join(here, "..", "bin", "claude-cost.js");
const work = values.dir ?? mkdtempSync(join(tmpdir(), "claude-cost-bench-"));
const home = join(work, "home");
const data = join(work, "data");
/** Of the earlier build: neither can read the other's index. */
const dataBefore = join(work, "data-before");
mkdirSync(home, { recursive: true });

/** One run as the system accounts for it. */
function once(command, root, dataDir = data) {
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    CLAUDE_CONFIG_DIR: root,
    CLAUDE_COST_DIR: dataDir,
    TZ: "UTC",
    LC_ALL: "C",
  };
  return runOnce(command, env);
}

/** Runs commands in turn, `before` each first; medians of each. */
function inTurn(commands, root, runs = RUNS) {
  const results = commands.map(() => []);
  for (let k = 0; k < runs; k++) {
    commands.forEach(({ command, before, dataDir }, i) => {
      before?.();
      results[i].push(once(command, root, dataDir));
    });
  }
  return results.map((list) => ({
    wallMs: median(list.map((r) => r.wallMs)),
    cpuMs: median(list.map((r) => r.cpuMs)),
    peakMb: median(list.map((r) => r.peakMb)),
  }));
}

/** There, and able to run. */
function canRun(name) {
  const isThere = (process.env["PATH"] ?? "").split(delimiter).some((dir) => existsSync(join(dir, name)));
  return isThere && spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0;
}

const node = quote(process.execPath);
const cost = (args) => `${node} ${quote(launcher)} ${args}`;
const costBefore = (args) => `${node} ${quote(join(values.before, "bin", "claude-cost.js"))} ${args}`;
const keeper = join(here, "..", "dist", "archive.cjs");
const archive = `${node} ${quote(keeper)} ${quote(JSON.stringify({ configDirs: [], delayMs: 0 }))}`;
const PARSE = `const fs=require("fs"),p=require("path");let n=0;for(const e of fs.readdirSync(process.argv[1],{recursive:true,withFileTypes:true}))if(e.name.endsWith(".jsonl"))for(const l of fs.readFileSync(p.join(e.parentPath,e.name),"utf8").split("\\n"))if(l)try{JSON.parse(l);n++}catch{}console.log(n)`;

function measure(size) {
  const root = join(work, `tree-${size}`);
  if (!existsSync(join(root, "truth.json"))) {
    const made = spawnSync(process.execPath, [join(here, "make-tree.mjs"), "--size", size, "--dir", root], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    process.stderr.write(`${size}: ${made.stdout}`);
  }
  const logs = `find ${quote(join(root, "projects"))} -name '*.jsonl' -print0 | xargs -0`;
  const cold = { command: cost("daily --json --no-index --no-archive") };
  const yardsticks = [
    ["cat, wc -l", `${logs} cat | wc -l`],
    ["JSON.parse of every line", `${node} -e ${quote(PARSE)} ${quote(root)}`],
    ...(canRun("ccusage") ? [["ccusage", "ccusage claude daily --json --offline"]] : []),
  ];
  const rows = [];
  const add = (what, mine, than, theirs) => rows.push({ size, what, mine, than, theirs });
  once(`${logs} cat`, root);
  for (const [name, command] of yardsticks) {
    const [mine, theirs] = inTurn([cold, { command }], root);
    add("cold", mine, name, theirs);
  }
  if (values.before !== undefined) rows.push(...compareBuilds(size, root));
  rmSync(data, { recursive: true, force: true });
  once(cost("daily --json"), root);
  const bare = { command: `${node} -e 0` };
  // Else a process of its own would do it in the midst of what follows.
  const [archived, base0] = inTurn([{ command: archive }, bare], root, 1);
  add("settled days into the archive, behind reports", archived, "node -e 0", base0);
  for (let k = 0; k < 2; k++) once(cost("daily --json"), root);
  const [warm, base] = inTurn([{ command: cost("daily --json") }, bare], root, RUNS * 2);
  add("warm", warm, "node -e 0", base);
  const [today, base2] = inTurn([{ command: cost("daily --since today --json") }, bare], root, RUNS * 2);
  add("warm, --since today", today, "node -e 0", base2);
  const [version, base3] = inTurn([{ command: cost("--version") }, bare], root, RUNS * 2);
  add("--version", version, "node -e 0", base3);
  const [summary, base4] = inTurn([{ command: cost("") }, bare], root, RUNS * 2);
  add("warm, the summary", summary, "node -e 0", base4);
  const sessions = logsOf(root).filter((file) => !file.includes("subagents"));
  const appended = [0.25, 0.5, 0.75].map((share) => sessions[Math.floor(sessions.length * share)]);
  const again = () => {
    rmSync(join(data, "cache"), { recursive: true, force: true });
    for (let k = 0; k < 3; k++) once(cost("daily --json"), root);
  };
  const grow = () => {
    for (const file of appended) appendFileSync(file, turns(file));
  };
  const [still, after] = inTurn(
    [
      { command: cost("daily --json"), before: again },
      { command: cost("daily --json"), before: grow },
    ],
    root,
  );
  add("after 1 MB was appended to 3 files", after, "nothing appended", still);
  return { rows, indexBytes: bytesBelow(join(data, "cache")), logBytes: bytesBelow(join(root, "projects")) };
}

/** The same runs of this build and of the one before, in turn. */
function compareBuilds(size, root) {
  const runs = [
    { what: "cold", args: "daily --json --no-index --no-archive", isCold: true, runs: RUNS },
    { what: "cold, and the index written", args: "daily --json --no-archive", isCold: true, runs: RUNS },
    { what: "warm", args: "daily --json --no-archive", isCold: false, runs: RUNS * 2 },
  ];
  return runs.map(({ what, args, isCold, runs }) => {
    const empty = (dir) => () => isCold && rmSync(dir, { recursive: true, force: true });
    if (!isCold) {
      for (let k = 0; k < 3; k++) {
        once(cost(args), root);
        once(costBefore(args), root, dataBefore);
      }
    }
    const [mine, theirs] = inTurn(
      [
        { command: cost(args), before: empty(data), dataDir: data },
        { command: costBefore(args), before: empty(dataBefore), dataDir: dataBefore },
      ],
      root,
      runs,
    );
    return { size, what, mine, than: "the build before", theirs };
  });
}

function logsOf(root) {
  return readdirSync(join(root, "projects"), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name.endsWith(".jsonl"))
    .map((e) => join(e.parentPath, e.name));
}

let responses = 0;

/** A third of a megabyte as a session writes it: ten responses, and what the tools gave. */
function turns(file) {
  const sessionId = basename(file, ".jsonl");
  const at = { sessionId, cwd: "/home/dev/app", version: "2.1.330" };
  const rows = Array.from({ length: 10 }, () => {
    const timestamp = new Date().toISOString();
    const usage = {
      input_tokens: 3,
      output_tokens: 400,
      cache_read_input_tokens: 60_000,
      cache_creation_input_tokens: 900,
    };
    const message = {
      id: `msg_bench_${process.pid}_${responses++}`,
      model: "claude-opus-5-5",
      stop_reason: "tool_use",
      usage,
    };
    const result = [{ type: "tool_result", content: "x".repeat(34_000) }];
    return [
      { type: "assistant", timestamp, ...at, message: { ...message, role: "assistant", content: [] } },
      { type: "user", timestamp, ...at, message: { role: "user", content: result } },
    ];
  });
  return rows
    .flat()
    .map((row) => `${JSON.stringify(row)}\n`)
    .join("");
}

function bytesBelow(dir) {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  return entries.reduce((sum, e) => sum + statSync(join(e.parentPath, e.name)).size, 0);
}

const ms = (value) => `${Math.max(0, value).toFixed(0)} ms`;
const lines = [
  "# Measured",
  "",
  `Made by \`npm run bench -- --sizes ${values.sizes} --runs ${values.runs}\` on ${cpus()[0]?.model.trim()}, ` +
    `${availableParallelism()} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}. ` +
    "Logs in the page cache. Medians; each pair was run in turn. Wall time depends on what else the machine does, " +
    "processor time (user and system, of all threads) much less. Peak is that of the largest process.",
  "",
];
lines.push(
  "| logs | run | wall | CPU | peak | against | wall | CPU | ratio (wall) | ratio (CPU) |",
  `|${"---|".repeat(10)}`,
);
const sizes = [];
for (const size of values.sizes.split(",")) {
  const { rows, indexBytes, logBytes } = measure(size.trim());
  for (const { what, mine, than, theirs } of rows) {
    const [wall, other] = [mine.wallMs, theirs.wallMs];
    lines.push(
      `| ${size} | ${what} | ${ms(wall)} | ${ms(mine.cpuMs)} | ${mine.peakMb.toFixed(0)} MB | ${than} | ${ms(other)} | ` +
        `${ms(theirs.cpuMs)} | ${(wall / Math.max(1, other)).toFixed(2)} | ${(mine.cpuMs / Math.max(1, theirs.cpuMs)).toFixed(2)} |`,
    );
  }
  sizes.push(
    `- ${size}: index ${(indexBytes / 1e6).toFixed(1)} MB, ${((indexBytes / logBytes) * 100).toFixed(2)} % of the logs`,
  );
}
lines.push("", "Size of the index:", "", ...sizes, "");
const results = join(here, "RESULTS.md");
// Sections of their own, such as that of teams, stay.
const others = existsSync(results) ? (/\n## [\s\S]*$/.exec(readFileSync(results, "utf8"))?.[0] ?? "") : "";
writeFileSync(results, `${lines.join("\n")}${others}`);
process.stdout.write(`${lines.join("\n")}\n`);
if (values.dir === undefined) rmSync(work, { recursive: true, force: true });
