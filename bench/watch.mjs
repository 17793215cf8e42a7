/**
 * Measures the dashboard as it runs: `node bench/watch.mjs [--only start,idle,latency,memory] [--files 3000]
 * [--open 20] [--text 2000] [--idle 180] [--views 123456] [--rows 300] [--hours 24] [--profile DIR]`. A tree of logs is made in the
 * temp folder, the built program is started on it in pseudo-terminals, and these are printed: its first frame, the
 * processor time it takes while nothing happens in each view, the time from an appended row to the frame that shows
 * it, and its memory over simulated hours of busy work: its clock is driven, four responses are written each minute,
 * and each hour two sessions end and two begin. Linux only: it reads /proc.
 */

import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { spawn } from "@lydell/node-pty";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "start,idle,latency,memory" },
    files: { type: "string", default: "3000" },
    open: { type: "string", default: "20" },
    text: { type: "string", default: "2000" },
    idle: { type: "string", default: "180" },
    views: { type: "string", default: "123456" },
    rows: { type: "string", default: "300" },
    hours: { type: "string", default: "24" },
    profile: { type: "string" },
  },
});
const files = Number(values.files);
const open = Number(values.open);
const launcher = fileURLToPath(new URL("../bin/claude-cost.js", import.meta.url));
const probe = fileURLToPath(new URL("./watch-probe.mjs", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "claude-cost-bench-"));
const root = join(home, ".claude");
const own = join(home, "own");
const TICKS_PER_SECOND = 100;
/** The dashboard's question for the background, which every terminal answers at once: OSC 11 and DA1. */
const BACKGROUND_QUESTION = "\u001b]11;?";
const BACKGROUND_ANSWER = "\u001b]11;rgb:1e1e/1e1e/1e1e\u0007\u001b[?62;c";
const MINUTE_MS = 60_000;
const TURNS_A_MINUTE = 4;

const sessionId = (n) => `${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;
let rowCount = 0;

function turn(n, prompt, timeMs) {
  const row = ++rowCount;
  const common = {
    sessionId: sessionId(n),
    cwd: cwdOf(n),
    version: "2.1.330",
    gitBranch: "main",
    entrypoint: "cli",
    isSidechain: false,
  };
  const timestamp = new Date(timeMs).toISOString();
  const usage = {
    input_tokens: 12,
    output_tokens: 400 + (row % 900),
    cache_creation_input_tokens: 1800,
    cache_read_input_tokens: 90_000,
  };
  const message = {
    id: `msg_${row}`,
    role: "assistant",
    model: "claude-opus-5-5",
    content: [{ type: "text", text: "x".repeat(Number(values.text)) }],
    stop_reason: "end_turn",
    usage,
  };
  const user = { type: "user", uuid: `u${row}`, timestamp, message: { role: "user", content: prompt }, ...common };
  const assistant = { type: "assistant", uuid: `a${row}`, timestamp, requestId: `req_${row}`, message, ...common };
  return `${JSON.stringify(user)}\n${JSON.stringify(assistant)}\n`;
}

const pathOf = (n) => join(root, "projects", `-home-dev-p${n % 60}`, `${sessionId(n)}.jsonl`);
const cwdOf = (n) => `/home/dev/p${n % 60}`;

/** @param pid of a process that runs: the one that listed it */
function list(n) {
  const entry = { pid: process.pid, sessionId: sessionId(n), cwd: cwdOf(n), status: n % 20 === 0 ? "busy" : "idle" };
  writeFileSync(listing(n), JSON.stringify(entry));
}

function makeTree() {
  const now = Date.now();
  for (let p = 0; p < 60; p++) mkdirSync(join(root, "projects", `-home-dev-p${p}`), { recursive: true });
  mkdirSync(join(root, "sessions"));
  for (let n = 0; n < files; n++) {
    const isOpen = n < open;
    let text = "";
    for (let i = 0; i < 8; i++) {
      const ageMs = isOpen ? (8 - i) * MINUTE_MS : (n % 80) * 86_400_000 + i * MINUTE_MS + 3_600_000;
      text += turn(n, `question ${i}`, now - ageMs);
    }
    writeFileSync(pathOf(n), text);
    const endS = (now - (n % 80) * 86_400_000) / 1000 - 3 * 3_600;
    if (!isOpen) utimesSync(pathOf(n), endS, endS);
  }
  for (let n = 0; n < open; n++) list(n);
}

function start({ args = [], ownDir = own, nodeArgs = [], extraEnv = {} } = {}) {
  const profiling = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${values.profile}`] : [];
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    CLAUDE_CONFIG_DIR: root,
    CLAUDE_COST_DIR: ownDir,
    LANG: "C.UTF-8",
    TZ: "UTC",
    ...extraEnv,
  };
  const startedMs = performance.now();
  const child = spawn(process.execPath, [...profiling, ...nodeArgs, launcher, "watch", ...args], {
    name: "xterm-256color",
    cols: 100,
    rows: 30,
    cwd: home,
    env,
  });
  const waiting = [];
  let firstMs = Number.NaN;
  let bytes = 0;
  child.onData((data) => {
    const atMs = performance.now();
    bytes += data.length;
    if (data.includes(BACKGROUND_QUESTION)) child.write(BACKGROUND_ANSWER);
    if (Number.isNaN(firstMs) && data.includes("Now")) firstMs = atMs - startedMs;
    for (let i = waiting.length - 1; i >= 0; i--) {
      if (!data.includes(waiting[i].marker)) continue;
      waiting[i].resolve(atMs);
      waiting.splice(i, 1);
    }
  });
  const seen = (marker) => new Promise((resolve) => waiting.push({ marker, resolve }));
  return { child, seen, startedMs, first: () => firstMs, written: () => bytes };
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
  await stop(run);
}

const VIEWS = ["now", "today", "sessions", "history", "limits", "background"];

/** All views at the same time, each with data of its own, so that none wakes another. */
async function measureIdle() {
  const runs = [...values.views].map((key) => {
    const view = VIEWS[Number(key) - 1];
    const ownDir = `${own}-${view}`;
    cpSync(own, ownDir, { recursive: true });
    return { view, run: start({ args: ["--view", view], ownDir }) };
  });
  // What the start left behind is collected within seconds.
  await sleep(15_000);
  const before = runs.map(({ run }) => ({ cpu: cpuSeconds(run.child.pid), bytes: run.written() }));
  await sleep(Number(values.idle) * 1000);
  for (const [i, { view, run }] of runs.entries()) {
    const percent = ((cpuSeconds(run.child.pid) - before[i].cpu) / Number(values.idle)) * 100;
    const drawn = run.written() - before[i].bytes;
    console.log(
      `idle         ${view.padEnd(10)} ${percent.toFixed(2)} % of a core over ${values.idle} s, ${rssMb(run.child.pid).toFixed(0)} MB, ${drawn} bytes drawn`,
    );
  }
  for (const { run } of runs) await stop(run);
}

async function measureLatency() {
  const run = start();
  await run.seen("question 7");
  await sleep(3_000);
  const times = [];
  for (let i = 0; i < Number(values.rows); i++) {
    const marker = `mark ${String(i).padStart(5, "0")}`;
    const shown = run.seen(marker);
    const text = turn(0, marker, Date.now());
    const wroteMs = performance.now();
    appendFileSync(pathOf(0), text);
    times.push((await shown) - wroteMs);
    await sleep(40 + (i % 7) * 25);
  }
  times.sort((a, b) => a - b);
  console.log(
    `row to frame p50 ${at(times, 0.5)} ms, p90 ${at(times, 0.9)} ms, p99 ${at(times, 0.99)} ms, max ${at(times, 1)} ms, ${times.length} rows`,
  );
  await stop(run);
}

/** The probe within the dashboard, asked one thing at a time. */
async function openProbe(path) {
  const server = createServer();
  await new Promise((resolve) => server.listen(path, resolve));
  const connected = new Promise((resolve) => server.once("connection", resolve));
  const answers = [];
  return {
    async ask(question) {
      const socket = await connected;
      if (socket.listenerCount("data") === 0) {
        let rest = "";
        socket.setEncoding("utf8").on("data", (text) => {
          const lines = (rest + text).split("\n");
          rest = lines.pop();
          for (const line of lines) answers.shift()(JSON.parse(line));
        });
      }
      const answer = new Promise((resolve) => answers.push(resolve));
      socket.write(`${JSON.stringify(question)}\n`);
      return answer;
    },
    close: () => server.close(),
  };
}

/** The sessions in the order in which they are worked in: those open at the start, then new ones. */
const nth = (at) => (at < open ? at : files + at - open);
const listing = (n) => join(root, "sessions", `${1000 + n}.json`);

/** Two an hour end, and for each of them one begins. */
async function busyHour(hour, startMs, { ask }, run) {
  let first = hour * 2;
  for (let minute = 0; minute < 60; minute++) {
    const nowMs = startMs + (hour * 60 + minute) * MINUTE_MS;
    if (minute % 30 === 29) {
      rmSync(listing(nth(first)), { force: true });
      first++;
      list(nth(first + open - 1));
    }
    for (let i = 0; i < TURNS_A_MINUTE; i++) {
      const n = nth(first + ((minute * TURNS_A_MINUTE + i) % open));
      appendFileSync(pathOf(n), turn(n, `hour ${hour} minute ${minute} turn ${i}`, nowMs + i * 10_000));
    }
    // As its own ticker would: often enough that the clock never jumps.
    for (let i = 0; i < 3; i++) await ask({ ask: "advance", ms: MINUTE_MS / 3 });
    await sleep(12);
  }
  const marker = `hour mark ${hour}.`;
  const shown = run.seen(marker);
  appendFileSync(pathOf(nth(first)), turn(nth(first), marker, startMs + (hour + 1) * 60 * MINUTE_MS));
  await shown;
}

/** Hours that were simulated so far, and when they began. */
let hoursPast = 0;
let clockStartMs = 0;

/** @param asks whether the heap is looked at each hour: that collects garbage, and so makes the process smaller */
async function measureMemory(asks) {
  clockStartMs ||= Date.now();
  const socket = join(home, asks ? "heap.sock" : "rss.sock");
  const talk = await openProbe(socket);
  const run = start({
    nodeArgs: ["--expose-gc", "--import", probe],
    extraEnv: {
      CLAUDE_COST_BENCH_SOCKET: socket,
      CLAUDE_COST_BENCH_START: String(clockStartMs + hoursPast * 60 * MINUTE_MS),
    },
  });
  await run.seen("[1 Now]");
  await sleep(3_000);
  const curve = [];
  for (let hour = 0; hour < Number(values.hours); hour++) {
    await busyHour(hoursPast++, clockStartMs, talk, run);
    if (asks) curve.push(await talk.ask({ ask: "memory" }));
    else curve.push(rssMb(run.child.pid));
  }
  const line = (label, list) => console.log(`${label.padEnd(12)} MB after each busy hour: ${list.join(" ")}`);
  if (asks) {
    line(
      "heap",
      curve.map((m) => (m.heapUsed / 2 ** 20).toFixed(1)),
    );
    line(
      "buffers",
      curve.map((m) => (m.arrayBuffers / 2 ** 20).toFixed(1)),
    );
  } else
    line(
      "memory",
      curve.map((mb) => mb.toFixed(0)),
    );
  await stop(run);
  talk.close();
}

const only = new Set(values.only.split(","));
try {
  makeTree();
  await measureStart("cold");
  // The second start writes the archive, once.
  await measureStart("archiving");
  if (only.has("start")) for (let i = 0; i < 5; i++) await measureStart("warm");
  if (only.has("idle")) await measureIdle();
  if (only.has("latency")) await measureLatency();
  if (only.has("memory")) for (const asks of [false, true]) await measureMemory(asks);
} finally {
  rmSync(home, { recursive: true, force: true });
}
