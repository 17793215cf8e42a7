/** A receipt as facts and tables, for a terminal, Markdown and a page. */

import { dayKey } from "../../core/calendar/period.ts";
import { cleanText } from "../../core/clean-text.ts";
import type { ReceiptItem, ReceiptLine } from "../../core/drivers/receipt-lines.ts";
import type { Receipt } from "../../core/reports/receipt.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { modelLabel, modelsLabel } from "../tables/model-label.ts";
import { compactTokens, counted, exactCellMoney, money, wholeNumber } from "../text/format.ts";
import { shortSessionId } from "../text/session-id.ts";
import { clock } from "../text/time.ts";
import { basisWords } from "../words/basis.ts";
import { amountOf, amountText, loggedAmount } from "../words/priced-amount.ts";
import { kindTable } from "./kind-table.ts";
import type { PageTable, ShownWith } from "./page-table.ts";
import { projectNames, sessionName } from "./range-names.ts";

export type ShownReceipt = ShownWith & { readonly receipt: Receipt };

const ITEM_LABELS: Readonly<Record<ReceiptItem, string>> = {
  input: "input",
  output: "output",
  cacheWrite5m: "cache write 5m",
  cacheWrite1h: "cache write 1h",
  cacheRead: "cache read",
  webSearch: "web searches",
  fast: "fast mode",
};

export function receiptTitle({ receipt: { subject } }: ShownReceipt): string {
  return subject.kind === "pr"
    ? `pull request ${cleanText(subject.key)}`
    : `session ${shortSessionId(subject.sessionId)}`;
}

export type Fact = {
  readonly label: string;
  readonly value: string;
  /** Whether the text comes from outside, such as a title. */
  readonly isName?: boolean;
};

/** What the receipt is about, in the order of its head. */
export function receiptFacts(shown: ShownReceipt): readonly Fact[] {
  const { receipt, titles, zone, basis, money: meaning, filter } = shown;
  const { projects, tickets, tags, sessions, subject, totals, firstMs, lastMs } = receipt;
  const names = [...projectNames(projects, titles).values()];
  const [session] = sessions;
  const title = subject.kind === "session" && titles && session ? sessionName(session, true) : "";
  const at = (ms: number): string => `${dayKey(zone.dayOf(ms))} ${clock(ms, zone)}`;
  const named = (label: string, values: readonly string[]): Fact[] =>
    values.length === 0 ? [] : [{ label, value: values.map(cleanText).join(", "), isName: true }];
  return [
    ...named("Title", title === "" ? [] : [title]),
    ...named(names.length === 1 ? "Project" : "Projects", names),
    ...named(tickets.length === 1 ? "Ticket" : "Tickets", tickets),
    ...named("Charged to", tags),
    ...(Number.isNaN(firstMs) ? [] : [{ label: "Time", value: `${at(firstMs)} to ${at(lastMs)}, ${zone.name}` }]),
    { label: "Requests", value: `${wholeNumber(totals.requests)} in ${counted(sessions.length, "session")}` },
    { label: "Dollars", value: basisWords(basis, meaning) },
    ...(filter === "" ? [] : [{ label: "Only", value: filter }]),
  ];
}

export function receiptTables({ receipt, titles, zone }: ShownReceipt): readonly PageTable[] {
  const { sessions, subject } = receipt;
  const tables = [itemTable(receipt), ...(receipt.background.kinds.length === 0 ? [] : [backgroundTable(receipt)])];
  if (subject.kind !== "pr") return tables;
  const ofSessions: PageTable = {
    title: "Sessions",
    columns: [
      { title: "session", kind: "name" },
      { title: "last active", kind: "text", wide: true },
      { title: "model", kind: "name", wide: true },
      { title: "requests", kind: "number" },
      { title: "amount", kind: "number" },
    ],
    rows: sessions.map((session) => [
      sessionName(session, titles),
      Number.isFinite(session.facts.lastMs) ? dayKey(zone.dayOf(session.facts.lastMs)) : "–",
      modelsLabel(session.models),
      wholeNumber(session.totals.requests),
      amountText(amountOf(session), true, exactCellMoney),
    ]),
  };
  return [...tables, ofSessions];
}

function itemTable({ lines, totals }: Receipt): PageTable {
  return {
    title: "Requests",
    columns: [
      { title: "model", kind: "name" },
      { title: "item", kind: "text" },
      { title: "quantity", kind: "number" },
      { title: "per million", kind: "number", wide: true },
      { title: "amount", kind: "number" },
    ],
    rows: lines.map((line) => [
      modelLabel(line.model) || "(no model)",
      ITEM_LABELS[line.item],
      line.quantity === 0 ? "" : wholeNumber(line.quantity),
      rateOf(line),
      exactCellMoney(line.costPico),
    ]),
    total: ["all", "", "", "", amountText(loggedAmount(totals), true, exactCellMoney)],
  };
}

/** The mean price of a million tokens: it varies within a line where prices changed or prompts were long. */
function rateOf({ item, quantity, costPico }: ReceiptLine): string {
  if (quantity === 0 || item === "webSearch") return "";
  return money((costPico * 1_000_000n) / BigInt(quantity));
}

function backgroundTable({ background: { kinds, costPico } }: Receipt): PageTable {
  return {
    ...kindTable(kinds, { title: "amount", write: exactCellMoney }),
    total: ["all", "", exactCellMoney(costPico ?? 0n)],
  };
}

/**
 * What the total does not include or is not certain about, one line each. @param nameOf cleans a model's id for the
 * line
 */
export function receiptNotes(
  { receipt: { background, totals, totalPico, exactPico } }: ShownReceipt,
  nameOf: (model: string) => string = cleanText,
): readonly string[] {
  const { requests, tokens, models } = totals.unpriced;
  const isExact = exactPico >= totalPico && background.costPico !== null;
  const why =
    background.costPico === null
      ? "what Claude Code spent on its own behalf is not known"
      : "not all of it is on record";
  return [
    ...(isExact
      ? []
      : [`${why}: the total is at least that${exactPico > 0n ? `, ${money(exactPico)} of it exact` : ""}`]),
    ...(requests === 0 && models.length === 0
      ? []
      : [
          `not priced, and not in the total: ${counted(requests, "request")} (${compactTokens(totalTokens(tokens))} tokens) of ${models.map(nameOf).join(", ")}`,
        ]),
  ];
}

export function receiptTotal({ receipt }: ShownReceipt): string {
  return amountText(amountOf(receipt), true);
}

export function receiptFooter({ zone, nowMs, version }: ShownReceipt): string {
  return `Made by claude-cost ${version}, ${dayKey(zone.dayOf(nowMs))} ${clock(nowMs, zone)} ${zone.name}, from the logs of this machine.`;
}
