/** Settings, section `currency`: a second currency that `--currency` shows beside dollars. */

import * as v from "valibot";
import { parseUsd, usdString } from "../../core/pricing/money.ts";
import { date, described } from "./amount.ts";

const CODE = 'three capital letters, such as "EUR"';
const RATE = 'an amount above 0, such as "0.92"';

export const currencySection = v.optional(
  v.looseObject({
    code: described(
      "The currency that `--currency` shows beside dollars.",
      v.optional(
        v.pipe(
          v.string(CODE),
          v.check((text) => /^[A-Z]{3}$/.test(text), CODE),
        ),
      ),
    ),
    perUsd: described(
      "How much of it one dollar is.",
      v.optional(
        v.pipe(
          v.union([v.string(), v.number()], RATE),
          v.transform(String),
          v.check((text) => (parseUsd(text) ?? 0n) > 0n, RATE),
          v.transform((text) => usdString(parseUsd(text) ?? 0n)),
        ),
      ),
    ),
    asOf: described("The day of that rate, which is shown with it.", v.optional(date)),
  }),
  {},
);
