/** Auto-reload: more credits are bought by themselves when the balance reaches a threshold. */

import { type Pico, usdString } from "../../pricing/money.ts";

export type Reload = {
  /** It buys when the balance is at this or below. */
  readonly belowPico: Pico;
  /** `target`: as much as fills the balance up to `pico` (Console). `amount`: always `pico` (Team). */
  readonly buys: "target" | "amount";
  readonly pico: Pico;
};

/** What auto-reload does, or must have done, at the present balance. */
export type ReloadState = {
  /** `due`: it buys now. `missed`: more was drawn than was bought, so it has bought, and the purchase is not entered. */
  readonly kind: "due" | "missed";
  /** What it buys, or has bought. */
  readonly buysPico: Pico;
  /** The balance after that. */
  readonly balancePico: Pico;
};

/** @returns what is wrong with the setting, or null */
export function reloadMistake({ belowPico, buys, pico }: Reload): string | null {
  if (buys === "target" && pico <= belowPico) return "auto-reload fills the balance up to more than its threshold";
  return pico <= 0n ? "auto-reload buys more than nothing" : null;
}

/**
 * @param unfunded what was drawn beyond what was bought
 * @returns null where it has nothing to do
 */
export function reloadState(reload: Reload, left: Pico, unfunded: Pico): ReloadState | null {
  const { belowPico, buys, pico } = reload;
  if (reloadMistake(reload) !== null) return null;
  if (unfunded > 0n) {
    // It bought at the threshold, as often as it took to stay above it.
    const gain = buys === "target" ? pico - belowPico : pico;
    const times = (unfunded + belowPico) / gain + 1n;
    return { kind: "missed", buysPico: times * gain, balancePico: times * gain - unfunded };
  }
  if (left > belowPico) return null;
  return buys === "target"
    ? { kind: "due", buysPico: pico - left, balancePico: pico }
    : { kind: "due", buysPico: pico, balancePico: left + pico };
}

/** What is set for auto-reload. */
export function reloadNote({ belowPico, buys, pico }: Reload): string {
  const what = buys === "target" ? `fills the balance up to $${usdString(pico)}` : `buys $${usdString(pico)}`;
  return `auto-reload ${what} when it reaches $${usdString(belowPico)}`;
}
