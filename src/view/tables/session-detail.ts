/** One session in the format of Claude Code's own `/cost`, with what the client does not include. */

import type { Zone } from "../../core/calendar/zone.ts";
import { cleanText } from "../../core/clean-text.ts";
import type { FallbackTurn } from "../../core/drivers/fallback-turns.ts";
import type { SessionModel, SessionSummary } from "../../core/reports/session-list.ts";
import { addTokens, NO_TOKENS, TOKEN_CLASSES, type Tokens } from "../../core/responses/tokens.ts";
import { compactTokens, counted, duration, fineMoney, wholeNumber } from "../text/format.ts";
import { textWidth, truncateEnd } from "../text/spans.ts";
import { when } from "../text/time.ts";
import { wrapWords } from "../text/wrap.ts";
import { boundWords, GAP_WORDS, SOURCE_WORDS, STATUS_WORDS } from "../words/certainty.ts";
import { amountOf, amountText, loggedAmount } from "../words/priced-amount.ts";
import { moneyTitle, type TableFrame, unpricedLines } from "./frame.ts";
import { modelLabel } from "./model-label.ts";

type DetailFrame = TableFrame & { readonly zone: Zone; readonly nowMs: number };

const NOT_RECORDED = "not recorded";

/** @param fallbacks turns that were answered by a model other than the requested one */
export function sessionDetailLines(
  session: SessionSummary,
  fallbacks: readonly FallbackTurn[],
  frame: DetailFrame,
): string[] {
  const { facts, totals } = session;
  const ledger = facts.ledgers.at(-1);
  const fields: (readonly [string, string])[] = [
    ["Total cost", totalText(session, frame.style.unicode)],
    [
      "  logged",
      `${amountText(loggedAmount(totals), frame.style.unicode, fineMoney)} in ${counted(totals.requests, "request")}`,
    ],
    ["  background", backgroundText(session)],
    ...gapFields(session),
    ...kindFields(session),
    ...clientField(session),
    ["Total duration (API)", ledger ? duration(ledger.apiMs) : NOT_RECORDED],
    ["Total duration (wall)", wallText(session)],
    [
      "Total code changes",
      ledger ? `${ledger.linesAdded} lines added, ${ledger.linesRemoved} lines removed` : NOT_RECORDED,
    ],
    ...countFields(session),
  ];
  const title = facts.title ? `${cleanText(facts.sessionId)}  ${facts.title.text}` : cleanText(facts.sessionId);
  const place = `${cleanText(facts.project) || "(no project)"} · ${when(facts.firstMs, frame.nowMs, frame.zone)} – ${when(facts.lastMs, frame.nowMs, frame.zone)} ${frame.zone.name} · ${session.isOpen ? "open" : "closed"}`;
  return [
    moneyTitle(truncateEnd(title, frame.width - 5, frame.style.unicode), frame),
    frame.style.paint(
      "muted",
      truncateEnd(
        frame.style.unicode ? place : place.replaceAll("·", "-").replaceAll("–", "to"),
        frame.width,
        frame.style.unicode,
      ),
    ),
    "",
    ...fields.flatMap((field) => fieldLines(field, frame.width)),
    "Usage by model:",
    ...session.models.flatMap((m) => modelLines(m, frame)),
    ...fallbackLines(fallbacks, frame),
    ...unpricedLines(totals.unpriced, frame),
  ];
}

const VALUE_COLUMN = 24;

/**
 * On narrow screens a long value is wrapped below its beginning, or below its name where there is little room beside
 * it.
 */
function fieldLines([name, value]: readonly [string, string], width: number): string[] {
  const label = (name ? `${name}:` : "").padEnd(VALUE_COLUMN);
  if (VALUE_COLUMN + textWidth(value) <= width) return [label + value];
  const margin = width - VALUE_COLUMN >= 30 ? VALUE_COLUMN : 4;
  const lines = wrapWords(value.trimStart(), width - margin).map((line) => " ".repeat(margin) + line);
  if (margin < VALUE_COLUMN) return name ? [label.trimEnd(), ...lines] : lines;
  return [label + (lines[0] ?? "").slice(margin), ...lines.slice(1)];
}

function priceText({ totals, background }: SessionModel, unicode: boolean): string {
  if (background === null || background.costPico === 0n) return amountText(loggedAmount(totals), unicode, fineMoney);
  const whole = amountText(amountOf({ totals, totalPico: totals.costPico + background.costPico }), unicode, fineMoney);
  return totals.requests === 0
    ? `${whole}, all background`
    : `${whole}, ${fineMoney(background.costPico)} of it background`;
}

function totalText(session: SessionSummary, unicode: boolean): string {
  const {
    totalPico,
    background: { costPico, status },
  } = session;
  const amount = amountOf(session);
  if (amount.lacksPrices) return amountText(amount, unicode, fineMoney);
  return costPico === null ? `${fineMoney(totalPico)} (logged only)` : `${boundWords(status)}${fineMoney(totalPico)}`;
}

function backgroundText({ background, isOpen }: SessionSummary): string {
  if (background.costPico === null && isOpen)
    return "not known yet (the client writes it at exit; setup records it live)";
  if (background.costPico === null) return "not recorded by this client (typically under $0.04 a session)";
  const { status, costPico, source } = background;
  const from = `from ${SOURCE_WORDS[source]}`;
  return `${boundWords(status)}${fineMoney(costPico)} (${status === "at-least" ? "" : `${STATUS_WORDS[status]}, `}${from})`;
}

/** Why the figure is a lower bound, one line per reason. */
function gapFields({ background: { gaps } }: SessionSummary): (readonly [string, string])[] {
  return gaps.map((gap) => ["", `  not exact: ${GAP_WORDS[gap]}`]);
}

const MOST_KINDS = 4;

/** The most expensive kinds, where telemetry reports them. */
function kindFields({ background: { kinds } }: SessionSummary): (readonly [string, string])[] {
  if (!kinds.some((kind) => kind.requests !== null)) return [];
  return kinds.slice(0, MOST_KINDS).map(({ kind, requests, costPico }) => {
    const cost = costPico === null ? "unpriced" : fineMoney(costPico);
    const count = requests === null ? "" : ` in ${counted(requests, "request")}`;
    return ["", `  ${cleanText(kind)} ${cost}${count}`];
  });
}

/** Shown only where the client's own figure differs: contract prices, or an older price list. */
function clientField({ background }: SessionSummary): (readonly [string, string])[] {
  const { clientPico, clientDifferencePico } = background;
  if (clientPico === null || !clientDifferencePico) return [];
  return [["  client says", `${fineMoney(clientPico)} at its own prices`]];
}

function wallText({ facts }: SessionSummary): string {
  const ledger = facts.ledgers.at(-1);
  if (ledger) return duration(ledger.wallMs);
  return facts.turns > 0 ? `${duration(facts.turnMs)} in ${counted(facts.turns, "turn")}` : NOT_RECORDED;
}

function countFields(session: SessionSummary): (readonly [string, string])[] {
  const { facts, totals, inheritedRequests } = session;
  const fields: (readonly [string, string])[] = [];
  if (totals.webSearches > 0) fields.push(["Web searches", wholeNumber(totals.webSearches)]);
  if (facts.compactions.length > 0) {
    const automatic = facts.compactions.filter((c) => c.trigger === "auto" || c.trigger === "idle").length;
    const idle = facts.compactions.filter((c) => c.trigger === "idle").length;
    fields.push([
      "Compactions",
      `${facts.compactions.length} (${automatic} automatic${idle > 0 ? `, ${idle} while idle` : ""})`,
    ]);
  }
  if (facts.apiErrors > 0) fields.push(["API errors", `${facts.apiErrors} (not billed)`]);
  if (inheritedRequests > 0)
    fields.push(["Inherited", `${counted(inheritedRequests, "request")}, billed to the session that made them`]);
  return fields;
}

const MOST_FALLBACKS = 5;

function fallbackLines(fallbacks: readonly FallbackTurn[], { width, nowMs, zone }: DetailFrame): string[] {
  if (fallbacks.length === 0) return [];
  const shown = fallbacks.slice(0, MOST_FALLBACKS).map((turn) => {
    const models = `${modelLabel(turn.model)} for ${modelLabel(turn.askedModel)}`;
    return `turn ${turn.turn} (${when(turn.atMs, nowMs, zone)}): ${models}, ${counted(turn.requests, "request")}, ${fineMoney(turn.costPico)}`;
  });
  const more = fallbacks.length - MOST_FALLBACKS;
  const lines = more > 0 ? [...shown, `and ${more} more: --json`] : shown;
  return ["Answered by a fallback model:", ...lines.flatMap((line) => wrapWords(`    ${line}`, width, 8))];
}

const CLASS_NAMES: Readonly<Record<keyof Tokens, string>> = {
  input: "input",
  output: "output",
  cacheWrite5m: "cache write 5m",
  cacheWrite1h: "cache write 1h",
  cacheRead: "cache read",
};

function modelLines(used: SessionModel, { width, style: { unicode } }: DetailFrame): string[] {
  const model = cleanText(used.model);
  const tokens = addTokens(used.totals.tokens, used.background?.tokens ?? NO_TOKENS);
  const { webSearches } = used.totals;
  const price = priceText(used, unicode);
  const parts = TOKEN_CLASSES.filter((c) => tokens[c] > 0).map((c) => `${compactTokens(tokens[c])} ${CLASS_NAMES[c]}`);
  if (webSearches > 0) parts.push(`${webSearches} web search`);
  const line = `    ${model}:  ${parts.join(", ")} (${price})`;
  if (textWidth(line) <= width) return [line];
  return [...wrapWords(`    ${model}:  ${price}`, width, 8), ...parts.map((p) => `        ${p}`)];
}
