/** Settings, section `team`: what `team share` sends in addition to the plain sums. Each is off by default. */

import * as v from "valibot";
import { parseUsd } from "../../core/pricing/money.ts";
import { parseTeamBudget } from "../../core/team/check/budgets.ts";
import { described, flagOf, text } from "./amount.ts";

const ALIASES = 'a list such as ["orders=~/src/orders-api"]: the alias (up to 40 characters), and a project\'s folder';
const alias = v.pipe(v.string(ALIASES), v.regex(/^[^=/\\]{1,40}=.+$/, ALIASES));
const NAMES = "a list of names";
const BUDGETS = 'a list such as ["team=10000", "group:platform=3000", "member=200", "member:dev-0123456789=500"]';
const budget = v.pipe(
  v.string(BUDGETS),
  v.check((text) => parseTeamBudget(text, parseUsd) !== null, BUDGETS),
);

export const teamSection = v.optional(
  v.looseObject({
    projects: described(
      "Projects that may be named to the team, each by an alias of your own.",
      v.optional(v.array(alias, ALIASES), []),
    ),
    leaveOut: described(
      "Folders of projects of which nothing is shared with the team.",
      v.optional(v.array(text, "a list of folders"), []),
    ),
    agents: described("Agents that may be named to the team.", v.optional(v.array(text, NAMES), [])),
    skills: described("Skills that may be named to the team.", v.optional(v.array(text, NAMES), [])),
    lines: flagOf("Share how many lines were added and removed.", false),
    prs: flagOf("Share how many pull requests Claude Code linked in your sessions.", false),
    budgets: described(
      "Budgets of the team that you lead, for a calendar month (UTC): `team check` looks at them.",
      v.optional(v.array(budget, BUDGETS), []),
    ),
    daily: flagOf("Share with the team once a day, in the background after a report or a hook.", false),
  }),
  {},
);
