/** The ledgers of prepaid credits, as a table and as JSON. */

import { dayKey } from "../../core/calendar/period.ts";
import { cleanText } from "../../core/clean-text.ts";
import { DAY_MS } from "../../core/limits/calendar.ts";
import type { Ledger, Lot } from "../../core/limits/credits/credit-ledger.ts";
import { type Reload, reloadNote } from "../../core/limits/credits/reload.ts";
import { usdString } from "../../core/pricing/money.ts";
import { isoTime } from "../json/parts.ts";
import { capital, money } from "../text/format.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { type TableFrame, titleLine } from "./frame.ts";

/** The user's notes on entries, by their ids. */
export type Notes = ReadonlyMap<string, string>;

const COLUMNS: readonly Column[] = [
  { header: "Id", priority: 1, rule: "hard" },
  { header: "Bought", priority: 2, rule: "hard" },
  { header: "Amount", priority: 1, rule: "hard", align: "right" },
  { header: "Drawn", priority: 3, rule: "hard", align: "right" },
  { header: "Expired", priority: 4, rule: "hard", align: "right" },
  { header: "Left", priority: 1, rule: "hard", align: "right" },
  { header: "Expires", priority: 2, rule: "hard" },
  { header: "Note", priority: 5, rule: "shrink", tone: "muted" },
];

const dayOf = (ms: number): string => dayKey(Math.floor(ms / DAY_MS));

/** A ledger of either kind, with its settings. */
export type CreditsView = {
  readonly title: string;
  readonly ledger: Ledger;
  readonly reload: Reload | null;
  readonly notes: Notes;
  /** Other people draw on it too. */
  readonly shared: boolean;
};

export function creditsLines({ title, ledger, reload, notes, shared }: CreditsView, frame: TableFrame): string[] {
  const row = (lot: Lot): Row => [
    lot.id,
    lot.expiresAtMs === null ? "?" : dayOf(lot.atMs),
    money(lot.boughtPico),
    money(lot.drawnPico),
    lot.expiredPico === 0n ? "" : money(lot.expiredPico),
    money(lot.leftPico),
    lot.expiresAtMs === null ? "not known" : dayOf(lot.expiresAtMs),
    notes.get(lot.id) ?? "",
  ];
  const sum = (pick: (lot: Lot) => bigint): string => money(ledger.lots.reduce((n, lot) => n + pick(lot), 0n));
  const totals: Row = [
    "",
    "",
    sum((l) => l.boughtPico),
    sum((l) => l.drawnPico),
    sum((l) => l.expiredPico),
    sum((l) => l.leftPico),
  ];
  const below = [...(shared ? [SHARED] : []), ...(reload === null ? [] : [`${capital(reloadNote(reload))}.`])];
  return [
    titleLine(title, frame),
    "",
    ...renderTable(COLUMNS, ledger.lots.map(row), frame.width, frame.style, { totals: [totals] }),
    ...[...remarks(ledger), ...below]
      .flatMap((line) => wrapWords(line, frame.width, 2))
      .map((line) => frame.style.paint("muted", line)),
  ];
}

const SHARED = "Others draw on the same balance: your own use alone is counted, so at most so much is left.";

/** Shown where nothing was entered. */
export const NO_CREDITS = "No API credits entered. Add a purchase with `claude-cost credits add 100 --on 2026-11-01`.";

function remarks(ledger: Ledger): string[] {
  const lines = [
    "Each purchase expires one year after its day (UTC) unless another date was entered; none is refunded; the oldest is used first (assumed).",
  ];
  const { drawnElsewherePico: elsewhere, givenBackPico: back, unfundedPico: unfunded } = ledger;
  if (elsewhere > 0n) lines.push(`${money(elsewhere)} was drawn by usage that is not in these logs (reconciled).`);
  if (back > 0n) lines.push(`${money(back)} of the logs' spend was not drawn by Claude's count (reconciled).`);
  if (unfunded > 0n) lines.push(`${money(unfunded)} was spent with nothing left: a purchase is missing here.`);
  return lines;
}

export function creditsJson(ledger: Ledger | null, notes: Notes): Record<string, unknown> {
  const usd = (pick: keyof Ledger): string => usdString((ledger?.[pick] as bigint | undefined) ?? 0n);
  return {
    balanceUsd: usd("balancePico"),
    boughtUsd: usd("boughtPico"),
    drawnUsd: usd("drawnPico"),
    drawnElsewhereUsd: usd("drawnElsewherePico"),
    givenBackUsd: usd("givenBackPico"),
    foundUsd: usd("foundPico"),
    expiredUsd: usd("expiredPico"),
    unfundedUsd: usd("unfundedPico"),
    purchases: (ledger?.lots ?? []).map((lot) => ({
      id: cleanText(lot.id),
      boughtAt: isoTime(lot.atMs),
      expiresAt: lot.expiresAtMs === null ? null : isoTime(lot.expiresAtMs),
      usd: usdString(lot.boughtPico),
      drawnUsd: usdString(lot.drawnPico),
      expiredUsd: usdString(lot.expiredPico),
      leftUsd: usdString(lot.leftPico),
      note: notes.has(lot.id) ? cleanText(notes.get(lot.id) as string) : null,
    })),
  };
}
