/** The mod's lines. Money and limits read as in claude-cost's status line; severity has a sign and a word, never colour alone. */

import { cacheShare, clientUsd } from "./session.js";

const CENT = 10_000_000_000n;
const DOLLAR = 1_000_000_000_000n;

function decimals(pico, places) {
  const unit = DOLLAR / 10n ** BigInt(places);
  const digits = String((pico + unit / 2n) / unit).padStart(places + 1, "0");
  return `${digits.slice(0, -places).replace(/\B(?=(?:\d{3})+$)/g, ",")}.${digits.slice(-places)}`;
}

/** `$12.34`; below a cent up to four decimals; never a false `$0.00`. @param usd not negative */
export function money(usd) {
  const pico = BigInt(Math.round(usd * 1e12));
  if (pico === 0n) return "$0.00";
  if (pico < DOLLAR / 20_000n) return "<$0.0001";
  return `$${decimals(pico, pico < CENT ? 4 : 2)}`;
}

/** As `money`, with four decimals below $10. */
export function fineMoney(usd) {
  const pico = BigInt(Math.round(usd * 1e12));
  return pico >= CENT && pico < 10n * DOLLAR ? `$${decimals(pico, 4)}` : money(usd);
}

/** As many of the parts as joinFitting, the first one always (it is cut by the client where it must be). */
export function joinFitting(parts, columns) {
  const given = parts.filter((part) => part !== "");
  let text = given[0] ?? "";
  for (const part of given.slice(1)) {
    if (text.length + 3 + part.length <= columns) text += ` · ${part}`;
  }
  return text;
}

/**
 * What the session came to: ours, and what the client counted since ours was asked for; the client's own where ours is
 * not known. Dollars; null = nothing is known.
 */
export function sessionUsd(session, ours) {
  return ours?.session == null ? clientUsd(session) : Number(ours.session.totalUsd) + usdSince(session, ours);
}

/** What the client counted since ours was asked for, dollars. */
function usdSince(session, ours) {
  const client = clientUsd(session);
  return client === null || ours.askedUsd === null ? 0 : Math.max(0, client - ours.askedUsd);
}

const WINDOWS = { five_hour: "5h", seven_day: "7d" };

/** `5h 43%` of the client's own figures, for when ours are not there. */
function clientWindows(session) {
  return (session.usage?.rateLimits ?? []).map(
    ({ kind, percentUsed }) => `${WINDOWS[kind] ?? oneLine(kind).replaceAll("_", " ")} ${Math.floor(percentUsed)}%`,
  );
}

/** `$0.07 · 5h 43% · ! /compact in 2 turns`; '' where there is nothing to show. */
export function footer(session, ours, columns) {
  const usd = sessionUsd(session, ours);
  const parts = [usd === null ? "" : money(usd), ours === null ? (clientWindows(session)[0] ?? "") : ours.nearest];
  const compact = ours?.compact ?? "";
  // What is urgent goes before what is not, where not all of it fits.
  if (compact.startsWith("▲")) parts.splice(1, 0, compact);
  else parts.push(compact);
  return joinFitting(parts, columns);
}

const row = (label, parts, severity = "ok") => ({ label, parts, severity });

/** `logged $0.07 + background $0.0012`; '' where all of it is logged. */
function partsOf(logged, background) {
  if (background < 1e-9) return "";
  return `logged ${fineMoney(logged)} + background ${fineMoney(background)}`;
}

function sessionRows(session, ours) {
  const usd = sessionUsd(session, ours);
  const own = ours?.session ?? null;
  // While a turn runs the parts are of an older total.
  const isKnown = own !== null && own.loggedUsd !== null && usdSince(session, ours) === 0;
  const split = isKnown ? partsOf(Number(own.loggedUsd), Number(own.backgroundUsd ?? 0)) : "";
  const meaning = ours?.money == null ? "" : ours.money === "spend" ? "spend at API rates" : "value at API rates";
  const estimate = own === null && usd !== null ? "Claude Code's estimate" : "";
  return [row("session", [usd === null ? "–" : fineMoney(usd), split, estimate, meaning]), ...differenceRow(own)];
}

/** Where the client's own estimate is another: both are named. */
function differenceRow(own) {
  if (own === null) return [];
  const difference = Number(own.totalUsd) - Number(own.clientUsd);
  if (fineMoney(Number(own.totalUsd)) === fineMoney(Number(own.clientUsd))) return [];
  const side = difference > 0 ? " less" : " more";
  return [
    row("", [`Claude Code's estimate ${fineMoney(Number(own.clientUsd))}`, fineMoney(Math.abs(difference)) + side]),
  ];
}

/** What a turn came to: what its answers cost at our prices, and what the client counted beyond them. */
function turnParts(turn, ours) {
  const own = ours?.turns?.find((t) => t.turnId === turn.id);
  const logged = own == null || own.loggedUsd === null ? null : Number(own.loggedUsd);
  const isBehind = own != null && own.requests < turn.requests;
  const total = logged === null || isBehind ? turn.usd : Math.max(turn.usd, logged);
  const requests = turn.requests === 1 ? "1 request" : `${turn.requests} requests`;
  const split = logged === null || isBehind ? "" : partsOf(logged, total - logged);
  return [fineMoney(total), split, requests];
}

function contextRow(session, ours) {
  const context = ours?.context ?? null;
  if (context === null) {
    const { percent, window } = session.usage?.context ?? {};
    return row("context", [percent === undefined ? "–" : `${percent}% of ${Math.round(window / 1000)}k`]);
  }
  const left = `${context.tokensLeftText} tokens left`;
  const turns = context.turnsUntilCompact;
  // What is to be typed has the turns in it.
  const isSaid = ours.compact !== "" || turns === null || turns > 50;
  const about = isSaid ? "" : `about ${turns === 1 ? "1 turn" : `${turns} turns`}`;
  const severity = ours.compact.startsWith("▲") ? "critical" : ours.compact === "" ? "ok" : "warn";
  return row("context", [`${context.usedPercent}% of ${context.windowText}`, ours.compact, left, about], severity);
}

function cacheRow(session, ours) {
  const share = cacheShare(session);
  const context = ours?.context ?? null;
  const read = share === null ? "" : `${Math.floor(share * 100)}% of input`;
  if (context === null || context.rewriteUsd === null) return read === "" ? [] : [row("cache", [read])];
  const price = fineMoney(Number(context.rewriteUsd));
  const tokens = `${context.rewriteTokensText} tokens`;
  return context.isCacheCold
    ? [row("cache", [`! cold, next prompt costs ${price}`, tokens, read], "warn")]
    : [row("cache", [read, `cold it costs ${price}`, tokens])];
}

function limitRows(session, ours) {
  if (ours === null) return clientWindows(session).map((text) => row("limit", [text]));
  return ours.limits.map(({ brief, money: amount, reset, severity }) => row("limit", [brief, amount, reset], severity));
}

export const PERIODS = ["today", "week", "month"];

function periodRow(session, ours, period) {
  const label = period === "today" ? "today" : `this ${period}`;
  if (ours === null) return row(label, ["–"]);
  const usd = period === "today" ? ours.today?.usd : ours[`${period}Usd`];
  if (usd == null) return row(label, ["–", "claude-cost has not summed the logs yet"]);
  const atLeast = period === "today" && ours.today.atLeast ? "≥" : "";
  return row(label, [atLeast + money(Number(usd) + usdSince(session, ours)), ours.asOfText]);
}

/** The most expensive subagents. Clients before 2.1.330 do not tell what one cost. */
function agentRows(agents) {
  const known = agents.filter((agent) => typeof agent.cost?.usd === "number");
  return known
    .sort((a, b) => b.cost.usd - a.cost.usd)
    .slice(0, 3)
    .map(({ cost, description, status }) => row("agent", [fineMoney(cost.usd), oneLine(description), status ?? ""]));
}

/** Descriptions are a model's text. */
const oneLine = (text) =>
  String(text ?? "")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 60);

function turnRows(session, ours) {
  const before = session.turns.slice(0, -1).toReversed().slice(0, 3);
  return before.map((turn) => row(`turn ${turn.number}`, turnParts(turn, ours)));
}

/**
 * The pane's rows `{ label, parts, severity }`, top to bottom, those that can be left out last.
 * @param problem why our own figures are not there; '' = they are, or are on their way
 */
export function paneRows({ session, ours, agents, period, problem }) {
  const turn = session.turns.at(-1);
  const command = ours?.context?.command ?? null;
  return [
    ...sessionRows(session, ours),
    ...(turn === undefined ? [] : [row(turn.isOpen ? "this turn" : "last turn", turnParts(turn, ours))]),
    contextRow(session, ours),
    ...(command === null ? [] : [row("type", [command, ours.context.worth.split(", ")[0] ?? ""])]),
    ...limitRows(session, ours),
    periodRow(session, ours, period),
    ...(problem === "" ? [] : [row("", [`! ${problem}`], "warn")]),
    ...cacheRow(session, ours),
    ...agentRows(agents),
    ...turnRows(session, ours),
  ];
}
