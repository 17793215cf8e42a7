/** Which prices of a history differ from the list's price of the day. */

export type PriceMarks = {
  /** At least one price is the user's own. */
  readonly overlay: boolean;
  /** Names of models without a rate card, priced by list prices that Claude Code received from its server. */
  readonly served: readonly string[];
  /** Names of models used before the first date of their card, priced at its first rate. */
  readonly early: readonly string[];
  /** Names of models with a response on which a credit was redeemed: the price is an upper bound. */
  readonly credited: readonly string[];
};

export const NO_MARKS: PriceMarks = { overlay: false, served: [], early: [], credited: [] };

export function joinMarks(a: PriceMarks, b: PriceMarks): PriceMarks {
  return {
    overlay: a.overlay || b.overlay,
    served: union(a.served, b.served),
    early: union(a.early, b.early),
    credited: union(a.credited, b.credited),
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}

/** One line for each mark that a reader needs to understand the figures. */
export function markNotes({ served, early, credited }: PriceMarks): readonly string[] {
  return [
    ...served.map((model) => `${model} has no rate card: priced at the rates that Claude Code received`),
    ...early.map((model) => `${model} was used before the first date of its rate card: priced at its first rate`),
    ...credited.map(
      (model) => `${model} was used with a credit that was redeemed: its price is the most it can have cost`,
    ),
  ];
}
