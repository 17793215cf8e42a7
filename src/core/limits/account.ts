/** Whose figures they are: an account of Claude, as the client's folders are signed in to it. */

export type Account = {
  /** The same in every process: of the account and its organisation, or of the folder where nobody is signed in. */
  readonly key: string;
  /** What a person knows it by. */
  readonly name: string;
  /** The client's folders that are signed in to it. */
  readonly roots: readonly string[];
};

/** What an account spent in the local day, week and month; exact decimal dollars. */
export type AccountSpend = {
  readonly account: string;
  readonly todayUsd: string;
  readonly weekUsd: string;
  readonly monthUsd: string;
};
