/** An account of Claude, as the client's config folders are signed in to it. */

export type Account = {
  /**
   * The same in every process: made of the account and its organisation, or of the folder where nobody is signed in.
   */
  readonly key: string;
  /** The name shown to people. */
  readonly name: string;
  /** The client's config folders that are signed in to it. */
  readonly roots: readonly string[];
};

/** What an account spent in the local day, week and month; exact decimal dollars. */
export type AccountSpend = {
  readonly account: string;
  readonly todayUsd: string;
  readonly weekUsd: string;
  readonly monthUsd: string;
};
