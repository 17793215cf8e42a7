/** Fields that several sections use. Each message states what is allowed. */

import * as v from "valibot";
import { parseUsd, usdString } from "../../core/pricing/money.ts";

const AMOUNT = 'an amount of dollars, such as "12.50"';

/** Dollars as an exact decimal string; a number is also accepted. */
export const amount = v.pipe(
  v.union([v.string(), v.number()], AMOUNT),
  v.transform(String),
  v.check((text) => (parseUsd(text) ?? -1n) >= 0n, AMOUNT),
  v.transform((text) => usdString(parseUsd(text) ?? 0n)),
);

const DATE = 'a date, such as "2026-11-21"';

export const date = v.pipe(
  v.string(DATE),
  v.check((text) => isDate(text), DATE),
);

const TIME = 'a time, such as "2026-11-21T09:30:00Z"';

export const instant = v.pipe(
  v.string(TIME),
  v.check((text) => !Number.isNaN(Date.parse(text)), TIME),
);

/** A setting with its description, which `claude-cost config` and docs/settings.md show. */
export function described<S extends v.GenericSchema>(
  meaning: string,
  schema: S,
): v.SchemaWithPipe<readonly [S, v.DescriptionAction<v.InferOutput<S>, string>]> {
  return v.pipe(schema, v.description<v.InferOutput<S>, string>(meaning));
}

export const text = v.string("a text");
export const flag = v.boolean("true or false");

/** A switch with its description. */
export const flagOf = (meaning: string, fallback: boolean) => described(meaning, v.optional(flag, fallback));

/** Whether a date exists: 2026-02-30 does not. */
function isDate(value: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const ms = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value);
}
