/** Validates the text of a session's facts, which may come from another machine. */

import { MAX_LEDGER_COUNT, MAX_LEDGER_PICO, TITLE_RANK } from "../../core/responses/session-facts.ts";

type Check = (value: unknown) => boolean;

/** The largest time a date can have; milliseconds. */
const MAX_DATE_MS = 8.64e15;

const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_LEDGER_COUNT;
const isPico: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_LEDGER_PICO;
const isTime: Check = (value) => value === null || (typeof value === "number" && Math.abs(value) <= MAX_DATE_MS);
const isSpan: Check = (value) => typeof value === "number" && value >= 0 && value <= MAX_DATE_MS;
const isRank: Check = (value) => Object.values(TITLE_RANK).includes(value as never);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orNone =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
/** Later versions may add to the end of a list. */
const tuple =
  (...checks: readonly Check[]): Check =>
  (value) =>
    Array.isArray(value) && checks.every((check, i) => check(value[i]));

const isLedgerModel = tuple(isText, isCount, isCount, isCount, isCount, isCount, isCount, isPico);
const isLedger = tuple(
  isTime,
  isTime,
  isPico,
  isSpan,
  isSpan,
  isCount,
  isCount,
  (value) => value === 0 || value === 1,
  listOf(isLedgerModel),
);
const isTrigger: Check = (value) => value === "manual" || value === "auto" || value === "unknown";
const isCompaction = tuple(isTime, isTrigger, isCount, orNull(isCount));
const isFacts = tuple(
  isText,
  isTime,
  isTime,
  isText,
  orNull(isText),
  isRank,
  isCount,
  isCount,
  isSpan,
  orNull(isText),
  listOf(isLedger),
  listOf(isCompaction),
  orNone(isText),
  orNone(listOf(isTime)),
  orNone(isTime),
  orNone((value) => value === 0 || value === 1),
  orNone(listOf(isTime)),
  orNone(listOf(tuple(isText, isTime))),
);

/** @returns why it is invalid; null where it is valid */
export function checkFactsText(text: string, sessionId: string): string | null {
  let facts: unknown;
  try {
    facts = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return "detail is not JSON";
    throw error;
  }
  if (!isFacts(facts)) return "detail is not a session's facts";
  return (facts as readonly unknown[])[0] === sessionId ? null : "detail is of another session";
}
