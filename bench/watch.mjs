/**
 * Measures the dashboard as it runs: `node bench/watch.mjs [--files 3000] [--open 20] [--idle 30] [--rows 300]
 * [--hours 24]`. A tree of logs is made in the temp folder, the built program is started on it in a pseudo-terminal,
 * and its first frame, idle CPU, the time from an appended row to the frame that shows it, and its memory over hours
 * of busy work (rows written as fast as they are shown) are printed. Linux only: it reads /proc.
 */

import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { spawn } from "@lydell/node-pty";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "3000" },
    open: { type: "string", default: "20" },
    idle: { type: "string", default: "30" },
    rows: { type: "string", default: "300" },
    hours: { type: "string", default: "24" },
  },
});
const files = Number(values.files);
const open = Number(values.open);
const launcher = fileURLToPath(new URL("../bin/claude-cost.js", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "claude-cost-bench-"));
const root = join(home, ".claude");
const TICKS_PER_SECOND = 100;

const sessionId = (n) => `${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;
let rowCount = 0;

function turn(session, prompt, timeMs, cwd) {
  const n = ++rowCount;
  const common = {
    sessionId: session,
    cwd,
    version: "2.1.330",
    gitBranch: "main",
    entrypoint: "cli",
    isSidechain: false,
  };
  const timestamp = new Date(timeMs).toISOString();
  const usage = {
    input_tokens: 12,
    output_tokens: 400 + (n % 900),
    cache_creation_input_tokens: 1800,
    cache_read_input_tokens: 90_000,
  };
  const message = {
    id: `msg_${n}`,
    role: "assistant",
    model: "claude-opus-5-5",
    content: [{ type: "text", text: "x".repeat(2_000) }],
    stop_reason: "end_turn",
    usage,
  };
  const user = { type: "user", uuid: `u${n}`, timestamp, message: { role: "user", content: prompt }, ...common };
  const assistant = { type: "assistant", uuid: `a${n}`, timestamp, requestId: `req_${n}`, message, ...common };
  return `${JSON.stringify(user)}\n${JSON.stringify(assistant)}\n`;
}

const pathOf = (n) => join(root, "projects", `-home-dev-p${n % 60}`, `${sessionId(n)}.jsonl`);
const cwdOf = (n) => `/home/dev/p${n % 60}`;

function makeTree() {
  const now = Date.now();
  for (let p = 0; p < 60; p++) mkdirSync(join(root, "projects", `-home-dev-p${p}`), { recursive: true });
  mkdirSync(join(root, "sessions"));
  for (let n = 0; n < files; n++) {
    const isOpen = n < open;
    let text = "";
    for (let i = 0; i < 8; i++) {
      const ageMs = isOpen ? (8 - i) * 60_000 : (n % 80) * 86_400_000 + i * 60_000 + 3_600_000;
      text += turn(sessionId(n), `question ${i}`, now - ageMs, cwdOf(n));
    }
    writeFileSync(pathOf(n), text);
    if (!isOpen) utimesSync(pathOf(n), now / 1000 - 3 * 3_600, now / 1000 - 3 * 3_600);
  }
  for (let n = 0; n < open; n++) {
    const entry = { pid: process.pid, sessionId: sessionId(n), cwd: cwdOf(n), status: n === 0 ? "busy" : "idle" };
    writeFileSync(join(root, "sessions", `${1000 + n}.json`), JSON.stringify(entry));
  }
}

function start() {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    CLAUDE_CONFIG_DIR: root,
    CLAUDE_COST_DIR: join(home, "own"),
    LANG: "C.UTF-8",
    TZ: "UTC",
  };
  const startedMs = performance.now();
  const child = spawn(process.execPath, [launcher, "watch"], {
    name: "xterm-256color",
    cols: 100,
    rows: 30,
    cwd: home,
    env,
  });
  const waiting = [];
  let firstMs = Number.NaN;
  child.onData((data) => {
    const atMs = performance.now();
    if (Number.isNaN(firstMs) && data.includes("Now")) firstMs = atMs - startedMs;
    for (let i = waiting.length - 1; i >= 0; i--) {
      if (!data.includes(waiting[i].marker)) continue;
      waiting[i].resolve(atMs);
      waiting.splice(i, 1);
    }
  });
  const seen = (marker) => new Promise((resolve) => waiting.push({ marker, resolve }));
  return { child, seen, startedMs, first: () => firstMs };
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function rssMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);

async function stop({ child }) {
  const gone = new Promise((resolve) => child.onExit(resolve));
  child.write("q");
  await gone;
}

async function measureStart(label) {
  const run = start();
  const shown = await run.seen("question 7");
  console.log(
    `${label.padEnd(12)} first frame ${run.first().toFixed(0)} ms, figures ${(shown - run.startedMs).toFixed(0)} ms`,
  );
  return run;
}

async function measureIdle({ child }) {
  await sleep(3_000);
  const before = cpuSeconds(child.pid);
  await sleep(Number(values.idle) * 1000);
  const used = cpuSeconds(child.pid) - before;
  console.log(
    `idle         ${((used / Number(values.idle)) * 100).toFixed(2)} % of a core over ${values.idle} s, ${files} files, ${open} open sessions`,
  );
}

async function measureLatency({ seen }) {
  const times = [];
  for (let i = 0; i < Number(values.rows); i++) {
    const marker = `mark ${String(i).padStart(5, "0")}`;
    const shown = seen(marker);
    const text = turn(sessionId(0), marker, Date.now(), cwdOf(0));
    const wroteMs = performance.now();
    appendFileSync(pathOf(0), text);
    times.push((await shown) - wroteMs);
    await sleep(40 + (i % 7) * 25);
  }
  times.sort((a, b) => a - b);
  console.log(
    `row to frame p50 ${at(times, 0.5)} ms, p90 ${at(times, 0.9)} ms, p99 ${at(times, 0.99)} ms, max ${at(times, 1)} ms, ${times.length} rows`,
  );
}

/** An hour of busy work is taken as 240 turns over the open sessions. */
async function measureMemory({ child, seen }) {
  const curve = [];
  for (let hour = 0; hour < Number(values.hours); hour++) {
    for (let i = 0; i < 240; i++) {
      const n = i % open;
      appendFileSync(pathOf(n), turn(sessionId(n), `hour ${hour} turn ${i}`, Date.now(), cwdOf(n)));
      if (i % 8 === 7) await sleep(15);
    }
    const marker = `hour mark ${hour}.`;
    const shown = seen(marker);
    appendFileSync(pathOf(0), turn(sessionId(0), marker, Date.now(), cwdOf(0)));
    await shown;
    curve.push(rssMb(child.pid).toFixed(0));
  }
  console.log(`memory       MB after each busy hour: ${curve.join(" ")}`);
}

try {
  makeTree();
  await stop(await measureStart("cold"));
  // The second start writes the archive, once.
  await stop(await measureStart("archiving"));
  const run = await measureStart("warm");
  await measureIdle(run);
  await measureLatency(run);
  await measureMemory(run);
  await stop(run);
} finally {
  rmSync(home, { recursive: true, force: true });
}
