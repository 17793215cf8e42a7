/** Finds the ticket in the name of a branch. */

/** A project's key in capitals and a number, as in `feature/SHOP-311-refunds`. */
export const DEFAULT_TICKET_PATTERN = "[A-Z][A-Z0-9]+-[0-9]+";

/** Longer branch names are not searched, because a pattern set by the user may be slow. */
const MOST_CHARACTERS = 250;

/**
 * @param pattern the ticket is its first group, or the whole match where it has no group
 * @returns "" where the branch name contains no ticket
 */
export function ticketOf(branch: string, pattern: RegExp): string {
  const match = pattern.exec(branch.slice(0, MOST_CHARACTERS));
  return match ? (match[1] ?? match[0]) : "";
}

/** @returns null where the text is not a valid regular expression */
export function ticketPattern(text: string): RegExp | null {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
