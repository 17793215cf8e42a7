/** What of a history's prices is something else than the list's price of the day. */

export type PriceMarks = {
  /** At least one price is the user's own. */
  readonly overlay: boolean;
  /** Names of models that no rate card has: priced as Claude Code was told. */
  readonly served: readonly string[];
  /** Names of models used before the first date of their card: priced at its first rate. */
  readonly early: readonly string[];
  /** Names of models with a response on which a credit was redeemed: its price is the most that it can have cost. */
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

/** One line for each mark that a reader must know of to understand the figures. */
export function markNotes({ served, early, credited }: PriceMarks): readonly string[] {
  return [
    ...served.map((model) => `${model} has no rate card: priced as Claude Code was told`),
    ...early.map((model) => `${model} was used before the first date of its rate card: priced at its first rate`),
    ...credited.map(
      (model) => `${model} was used with a credit that was redeemed: its price is the most it can have cost`,
    ),
  ];
}
