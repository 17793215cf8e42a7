/**
 * Live cost inside Claude Code: a segment in the footer and a pane, by `/spend:live` or `/spend-live`. A mod: Claude Code
 * from 2.1.287 on loads this file as it is, older ones ignore it. Nothing here reaches the model, and hooks, status line
 * and commands never need it. What claude-cost knows comes from `dist/live.cjs`, one short child process.
 */

import { beginTurn, clientUsd, closeTurn, newSession, question, takeRequest, takeUsage } from "./live/session.js";
import { footer, joinFitting, PERIODS, paneRows } from "./live/texts.js";

const PANE = "spend-live";
const SIDE_COLUMNS = 60;
/** The client makes the pane as tall as what is drawn, up to this. */
const MAX_ROWS = 18;
/** Below this the client's hint line has no room for ours. */
const WIDE = 100;
/** What the client's own hints take of the line, at most times. */
const HINT_COLUMNS = 60;
const REFRESH_MS = 10_000;
const TIMEOUT_MS = 5_000;

let session = newSession("");
/** The last answer of `live.cjs`, with the client's total that it was asked with; null = none yet. */
let ours = null;
let problem = "";
let agents = [];
let period = PERIODS[0];
let isDrawing = false;
let isOpen = false;
let timer = null;
let isAsking = false;
let isAskedAgain = false;

function note($, error) {
  try {
    $.ui.log(`spend: ${String(error)}`, { to: "debug" });
  } catch {
    // There is nowhere left to say it.
  }
}

function redraw($) {
  try {
    $.ui.invalidate("ui.render");
  } catch (error) {
    note($, error);
  }
}

/** The client's own figures, as they are now. */
async function measure($) {
  try {
    const atMs = Date.now();
    takeUsage(session, await $.session.usage(), atMs);
  } catch (error) {
    note($, error);
  }
}

/** One question to `live.cjs` at a time; what came up meanwhile is asked once more after it. */
async function ask($) {
  if (!isDrawing) return;
  if (isAsking) {
    isAskedAgain = true;
    return;
  }
  isAsking = true;
  try {
    do {
      isAskedAgain = false;
      await askOnce($);
    } while (isAskedAgain);
  } finally {
    isAsking = false;
  }
  redraw($);
}

async function askOnce($) {
  const asked = session;
  try {
    const about = await aboutClient($);
    const askedUsd = clientUsd(asked);
    const argv = ["node", `${$.plugin.root}/dist/live.cjs`, "--json"];
    const stdin = JSON.stringify(question(asked, about));
    const run = await $.process.run(argv, { stdin, timeoutMs: TIMEOUT_MS });
    if (run.exitCode !== 0) throw new Error(run.stderr.trim().slice(0, 200) || `exit code ${run.exitCode}`);
    const answer = JSON.parse(run.stdout);
    if (answer?.schemaVersion !== 1) throw new Error("live.cjs is of another version than the plugin");
    if (asked === session) {
      ours = { ...answer, askedUsd };
      problem = "";
    }
  } catch (error) {
    problem = `claude-cost's own figures are not there: ${reasonOf(error)}`;
    note($, error);
  }
}

function reasonOf(error) {
  const text = String(error?.message ?? error);
  if (text.includes("ENOENT")) return "node was not found on the PATH";
  return text.replace(/[\p{C}\s]+/gu, " ").slice(0, 120);
}

async function aboutClient($) {
  // `/branch` says that it begins another session before it does.
  session.id = await $.session.id();
  const about = { transcriptPath: undefined, cwd: await $.session.cwd(), model: "", version: "" };
  try {
    about.model = await $.session.model();
    about.version = (await $.session.version()).version;
    about.transcriptPath = (await $.session.info()).transcriptPath;
  } catch (error) {
    note($, error);
  }
  return about;
}

/** `/clear`, `/resume` and `/branch` go on with another session. */
async function startOver($) {
  session = newSession("");
  ours = null;
  await measure($);
  void ask($);
}

async function readAgents($) {
  try {
    agents = await $.agent.list();
  } catch (error) {
    note($, error);
  }
}

async function refresh($) {
  await measure($);
  await readAgents($);
  await ask($);
}

function closed() {
  isOpen = false;
  timer?.cancel();
  timer = null;
}

/** A mod's own `$.ui.close` does not reach its own `ui.close` hook. */
async function close($) {
  closed();
  try {
    await $.ui.close({ id: PANE });
  } catch (error) {
    note($, error);
  }
}

async function toggle($) {
  if (isOpen) {
    await close($);
    return {};
  }
  try {
    await measure($);
    const { isPlaced, reason } = await $.ui.open({
      id: PANE,
      title: "Spend",
      focus: true,
      closeOnEscape: true,
      rows: MAX_ROWS,
      columns: SIDE_COLUMNS,
    });
    if (isPlaced === false) {
      $.ui.toast(`No room for the pane: ${reason ?? "the client did not say why"}`);
      return {};
    }
    isOpen = true;
    timer = $.clock.every(REFRESH_MS, () => refresh($));
    void refresh($);
  } catch (error) {
    note($, error);
  }
  return {};
}

function nextPeriod($) {
  period = PERIODS[(PERIODS.indexOf(period) + 1) % PERIODS.length];
  redraw($);
}

async function copy($, command, surface) {
  let isCopied = false;
  try {
    isCopied = (await $.ui.copy({ text: command, surface })).isCopied === true;
  } catch (error) {
    note($, error);
  }
  try {
    $.ui.toast(isCopied ? `Copied: ${command}` : `Not copied; type ${command}`);
  } catch (error) {
    note($, error);
  }
}

const rowsNow = () => paneRows({ session, ours, agents, period, problem });

/** The footer's text; '' where our status line shows the same, or before it is known whether it does. */
function footerText(columns) {
  if (!isDrawing || (ours === null && problem === "") || ours?.statusline === true) return "";
  return footer(session, ours, columns);
}

const columnsOf = (e) => e.viewport?.columns ?? WIDE;

/** The desktop app draws no end of the hint line, and a narrow terminal has no room for it. */
const isAmongModes = (e) => e.surface === "desktop" || columnsOf(e) < WIDE;

const COLOURS = { warn: "yellow", critical: "red", over: "red" };

/** Label and value of a row in the columns that there are; narrow panes have the label alone on its line's start. */
function drawRow({ Box, Text }, { label, parts, severity }, columns) {
  const width = columns >= 44 ? 11 : columns >= 30 ? 9 : 0;
  const room = Math.max(8, columns - width - 1);
  const color = COLOURS[severity];
  const value = joinFitting(
    width === 0 && label !== "" && label !== "limit" ? [`${label} ${parts[0]}`, ...parts.slice(1)] : parts,
    room,
  );
  const text = Text({ ...(color === undefined ? {} : { color }), wrap: "truncate", children: [value] });
  if (width === 0) return text;
  const name = Text({ dimColor: true, wrap: "truncate", children: [label.padEnd(width).slice(0, width)] });
  return Box({ flexDirection: "row", columnGap: 1, children: [name, text] });
}

/** In one row, or in two where there is no room. */
function drawKeys($, { Box, Button }, columns) {
  const command = ours?.context?.command ?? null;
  const key = (name, hotkey, text, onPress) => Button({ key: name, label: text, hotkey, plain: true, onPress });
  const copyLabel = columns < 52 ? "copy" : "copy command";
  const keys = [
    key("refresh", "r", "refresh", () => refresh($)),
    key("period", "p", "period", () => nextPeriod($)),
    ...(command === null ? [] : [key("copy", "c", copyLabel, (e) => copy($, command, e?.surface))]),
    key("close", "q", "close", () => close($)),
  ];
  const line = (children) => Box({ flexDirection: "row", columnGap: columns < 52 ? 1 : 2, children });
  return columns < 40 ? [line(keys.slice(0, 2)), line(keys.slice(2))] : [line(keys)];
}

function drawPane($, elements, { bodyColumns, scroll }) {
  const { Box } = elements;
  const columns = bodyColumns ?? 40;
  const rows = rowsNow().map((row) => drawRow(elements, row, columns));
  const keys = drawKeys($, elements, columns);
  // Where not all of it fits the client scrolls, and the keys must not be what is out of sight.
  const isAll = scroll?.bodyRows === undefined || rows.length + keys.length <= scroll.bodyRows;
  return Box({ flexDirection: "column", children: isAll ? [...rows, ...keys] : [...keys, ...rows] });
}

export function register(on) {
  on("session.start", async ($, e, next) => {
    // Without a surface (`claude -p`, the SDK) there is nothing to draw on.
    isDrawing = e.surface !== null && e.isInteractive !== false;
    if (isDrawing) {
      await measure($);
      try {
        await $.command.register({ name: PANE, description: "Live cost pane (no tokens)", immediate: true });
      } catch (error) {
        note($, error);
      }
      void ask($);
    }
    return next(e);
  }).catch((_$, e, next) => next(e));

  on("classic.SessionStart", { source: ["clear", "resume", "fork"] }, async ($, e, next) => {
    await startOver($);
    return next(e);
  }).catch((_$, e, next) => next(e));

  on("session.measure", async ($, e, next) => {
    takeUsage(session, { context: e.context, rateLimits: e.rateLimits, cost: e.cost }, Date.now());
    void ask($);
    return next(e);
  }).catch((_$, e, next) => next(e));

  on("turn.start", async (_$, e, next) => {
    if (e.agentId === undefined) beginTurn(session, e.turnId);
    return next(e);
  }).catch((_$, e, next) => next(e));

  on("turn.step", async function* ($, e, next) {
    const result = yield* next(e);
    if (result?.usage) {
      takeRequest(session, result.usage, e.agentId !== undefined, Date.now());
      await measure($);
      redraw($);
    }
    return result;
  });

  on("turn.complete", async ($, e, next) => {
    if (e.agentId === undefined) {
      await measure($);
      closeTurn(session);
    }
    return next(e);
  }).catch((_$, e, next) => next(e));

  // `{}` prints nothing; a text would be read by Claude.
  on("command.run", { command: "spend:live" }, async ($) => toggle($)).catch(() => ({}));
  on("command.run", { command: PANE }, async ($) => toggle($)).catch(() => ({}));

  on("ui.close", { id: PANE }, async (_$, e, next) => {
    closed();
    return next(e);
  }).catch((_$, e, next) => next(e));

  on("ui.render", { component: "PromptHint" }, async (_$, e, next) => {
    const text = isAmongModes(e) ? "" : footerText(columnsOf(e) - HINT_COLUMNS);
    if (text === "") return next(e);
    const tail = e.props.tail ? `${e.props.tail} · ${text}` : text;
    return next({ ...e, props: { ...e.props, tail } });
  }).catch((_$, e, next) => next(e));

  on("ui.render", { component: "SessionMode" }, async (_$, e, next) => {
    const text = isAmongModes(e) ? footerText(columnsOf(e) - 4) : "";
    return text === "" ? next(e) : next({ ...e, props: { ...e.props, modes: [...e.props.modes, text] } });
  }).catch((_$, e, next) => next(e));

  on("ui.render", { component: "Pane" }, async ($, e, next) => {
    if (e.requestId !== PANE) return next(e);
    return drawPane($, $.ui.resolve(e), e.props);
  }).catch((_$, e, next) => next(e));
}
