/** Settings, sections `tags` and `tickets`: who costs are charged to. */

import * as v from "valibot";
import { DEFAULT_TICKET_PATTERN, ticketPattern } from "../../core/attribution/tickets.ts";
import { cleanText } from "../../core/clean-text.ts";
import { described, text } from "./amount.ts";

export const MOST_CODE_CHARACTERS = 64;

const CODE = `a code of 1 to ${MOST_CODE_CHARACTERS} visible characters`;

/** Whether a text can be a code: one line without invisible characters. */
export function isTagCode(code: string): boolean {
  return code !== "" && code.length <= MOST_CODE_CHARACTERS && cleanText(code) === code;
}

const code = v.pipe(v.string(CODE), v.check(isTagCode, CODE));

export const tagsSection = described(
  "Codes of sessions, branches and projects, such as a cost centre: `claude-cost by tag` sums by them.",
  v.optional(
    v.array(
      v.variant(
        "kind",
        [
          v.looseObject({ kind: v.literal("session"), session: text, code }),
          v.looseObject({ kind: v.literal("branch"), project: text, branch: text, code }),
          v.looseObject({ kind: v.literal("project"), project: text, code }),
        ],
        'a tag of the kind "session", "branch" or "project"',
      ),
      "a list of tags",
    ),
    [],
  ),
);

const PATTERN = "a regular expression, such as [A-Z]+-[0-9]+";

export const ticketsSection = v.optional(
  v.looseObject({
    pattern: described(
      "Finds a ticket in the name of a branch, for `claude-cost by ticket`; its first group is the ticket, where it has one.",
      v.optional(
        v.pipe(
          v.string(PATTERN),
          v.check((pattern) => pattern !== "" && ticketPattern(pattern) !== null, PATTERN),
        ),
        DEFAULT_TICKET_PATTERN,
      ),
    ),
  }),
  {},
);
