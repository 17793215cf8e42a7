/** `--currency CODE`: finds the rate in the settings. */

import type { CurrencyRate } from "../../core/pricing/currency.ts";
import { parseUsd } from "../../core/pricing/money.ts";
import { UserError } from "../../core/user-error.ts";
import { loadSettings } from "../../store/settings.ts";

/** @throws UserError where there is no rate for it, or the output is in dollars only */
export function readCurrency(wanted: string | undefined, settingsFile: string, isCsv: boolean): CurrencyRate | null {
  if (wanted === undefined) return null;
  if (isCsv) throw new UserError("--csv is in dollars", { hint: "--json names the rate beside them.", exitCode: 2 });
  const { code, perUsd, asOf } = loadSettings(settingsFile).settings.currency;
  const name = wanted.toUpperCase();
  const perUsdPico = perUsd === undefined ? null : parseUsd(perUsd);
  if (code === name && perUsdPico !== null) return { code, perUsdPico, asOf: asOf ?? null };
  const known = code === undefined || perUsdPico === null ? "no rate is set" : `the rate that is set is for ${code}`;
  throw new UserError(`--currency ${name}: ${known}`, {
    hint: [
      "Set one, and the day that it is of:",
      `claude-cost config set currency.code ${name}`,
      "claude-cost config set currency.perUsd 0.92",
      "claude-cost config set currency.asOf 2026-11-26",
    ].join("\n"),
    exitCode: 2,
  });
}
