/** The ticket that a branch is named for. */

/** A project's key in capitals and a number, as in `feature/SHOP-311-refunds`. */
export const DEFAULT_TICKET_PATTERN = "[A-Z][A-Z0-9]+-[0-9]+";

/** Longer names of branches are not searched: a pattern of the user's may be slow. */
const MOST_CHARACTERS = 250;

/**
 * @param pattern the first group in it is the ticket, where it has one, else all that matches
 * @returns "" where the branch names none
 */
export function ticketOf(branch: string, pattern: RegExp): string {
  const match = pattern.exec(branch.slice(0, MOST_CHARACTERS));
  return match ? (match[1] ?? match[0]) : "";
}

/** @returns null where the text is no regular expression */
export function ticketPattern(text: string): RegExp | null {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
