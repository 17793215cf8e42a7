/** Auto-reload: credits are bought automatically when the balance falls to a threshold. */

import { type Pico, usdString } from "../../pricing/money.ts";

export type Reload = {
  /** Credits are bought when the balance is at or below this. */
  readonly belowPico: Pico;
  /** `target`: buys what is missing to `pico` (Console). `amount`: always buys `pico` (Team). */
  readonly buys: "target" | "amount";
  readonly pico: Pico;
};

/** What auto-reload does, or must already have done, at the present balance. */
export type ReloadState = {
  /**
   * `due`: it buys now. `missed`: more was drawn than was bought, so it must have bought, but the purchase was not
   * entered.
   */
  readonly kind: "due" | "missed";
  /** The amount that it buys, or has bought. */
  readonly buysPico: Pico;
  /** The balance after that. */
  readonly balancePico: Pico;
};

/** @returns what is wrong with the setting; null where it is valid */
export function reloadMistake({ belowPico, buys, pico }: Reload): string | null {
  if (buys === "target" && pico <= belowPico) return "auto-reload fills the balance up to more than its threshold";
  return pico <= 0n ? "auto-reload buys more than nothing" : null;
}

/**
 * @param unfunded the amount drawn beyond what was bought
 * @returns null where auto-reload does nothing
 */
export function reloadState(reload: Reload, left: Pico, unfunded: Pico): ReloadState | null {
  const { belowPico, buys, pico } = reload;
  if (reloadMistake(reload) !== null) return null;
  if (unfunded > 0n) {
    // It bought each time the balance reached the threshold, as often as necessary to stay above it.
    const gain = buys === "target" ? pico - belowPico : pico;
    const times = (unfunded + belowPico) / gain + 1n;
    return { kind: "missed", buysPico: times * gain, balancePico: times * gain - unfunded };
  }
  if (left > belowPico) return null;
  return buys === "target"
    ? { kind: "due", buysPico: pico - left, balancePico: pico }
    : { kind: "due", buysPico: pico, balancePico: left + pico };
}

/** Describes the auto-reload setting. */
export function reloadNote({ belowPico, buys, pico }: Reload): string {
  const what = buys === "target" ? `fills the balance up to $${usdString(pico)}` : `buys $${usdString(pico)}`;
  return `auto-reload ${what} when it reaches $${usdString(belowPico)}`;
}
