/** Rejects options of the program that a command does not use, because ignoring them would give a wrong answer. */

import type { Command } from "commander";
import { UserError } from "../../core/user-error.ts";

const RANGE = ["--since", "--until"] as const;
const NAMES = ["--project", "--model", "--session"] as const;
const FILTERS = [...RANGE, ...NAMES] as const;

/**
 * The options that each command does not use, by its name, or its parent's and its own. Reports use all and are not
 * listed.
 */
const UNHEEDED: Readonly<Record<string, { readonly flags: readonly string[]; readonly hint: string }>> = {
  watch: {
    flags: [...FILTERS, "--json", "--csv"],
    hint: "The dashboard has keys for both: / filters, and History goes by day, week and month. Reports take these options.",
  },
  why: { flags: ["--csv"], hint: "Use --json." },
  estimate: {
    flags: [...RANGE, "--session", "--csv"],
    hint: "It uses the turns of the last 90 days. Use --project, --model and --json.",
  },
  receipt: { flags: ["--csv"], hint: "Use --json." },
  tag: {
    flags: [...RANGE, "--model", "--session", "--csv"],
    hint: "Tags apply to all time: `claude-cost by tag` takes a range. --project says whose branch is meant.",
  },
  report: { flags: ["--csv"], hint: "Use --json, or --csv with the report that has the table: daily, by, sessions." },
  context: {
    flags: [...RANGE, "--csv"],
    hint: "It is about this moment. For a table of sessions: claude-cost sessions --csv.",
  },
  limits: { flags: FILTERS, hint: "Each limit has its own period and scope. For a range: claude-cost daily." },
  plan: { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  credits: { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  budget: { flags: [...RANGE, "--csv"], hint: "A budget's period is its --per. Use --json for a list." },
  prices: { flags: [...FILTERS, "--csv"], hint: "Use --json, and --on for the prices of another day." },
  config: { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  archive: { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  doctor: { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  setup: { flags: [...RANGE, "--model", "--session", "--csv"], hint: "" },
  listen: { flags: [...FILTERS, "--csv"], hint: "" },
  console: {
    flags: [...NAMES, "--demo", "--timezone"],
    hint: "It shows what was fetched of an organisation, by UTC days. Use --by.",
  },
  fetch: {
    flags: [...NAMES, "--csv", "--demo", "--timezone"],
    hint: "It stores all that the source has of those days (UTC); narrow the reports instead.",
  },
  import: { flags: [...NAMES, "--csv"], hint: "It takes everything that it is given; filter the reports instead." },
  "team init": { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  "team join": { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  "team share": {
    flags: NAMES,
    hint: "A share is of all that this machine has used; `team.leaveOut` in the settings names projects to leave out.",
  },
  "team leave": { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  "team roster": { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  "team report": {
    flags: NAMES,
    hint: "Cells have no sessions and no paths. --by project or --by model splits the total.",
  },
  "team pilot": { flags: [...NAMES, "--csv"], hint: "Use --json; --managed names the what-if model." },
  "team check": {
    flags: [...NAMES, "--since", "--csv"],
    hint: "It looks at the last day that is over (or --until), and at its month.",
  },
  "team sql": { flags: [...NAMES, "--json", "--csv"], hint: "It prints SQL." },
  "team doctor": { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  "team prune": { flags: [...FILTERS, "--csv"], hint: "Use --before." },
  "team compact": { flags: [...FILTERS, "--csv"], hint: "Use --json." },
  completion: { flags: [...FILTERS, "--json", "--csv"], hint: "" },
};

/** Commands that can show a second currency; "" = the program without a command. */
const WITH_CURRENCY: readonly string[] = ["", "daily", "weekly", "monthly", "sessions", "by", "blocks"];

/** @throws UserError (exit code 2) where the command was given an option that it does not use */
export function refuseUnheeded(program: Command, command: Command): void {
  const names = namesBelow(program, command);
  const name = [names.slice(0, 2).join(" "), names[0] ?? ""].find((known) => UNHEEDED[known]) ?? "";
  if (program.opts()["currency"] !== undefined && !WITH_CURRENCY.includes(name)) {
    throw new UserError(`\`${name}\` does not take --currency`, {
      hint: "It shows dollars only. The tables of days, sessions, groups and blocks take it.",
      exitCode: 2,
    });
  }
  const rule = UNHEEDED[name];
  if (!rule) return;
  const given = program.options.find(
    (option) =>
      rule.flags.includes(option.long ?? "") && program.getOptionValueSource(option.attributeName()) === "cli",
  );
  if (given) {
    const hint = rule.hint === "" ? {} : { hint: rule.hint };
    throw new UserError(`\`${name}\` does not take ${given.long}`, { ...hint, exitCode: 2 });
  }
}

/** The names of the command and its parents, outermost first. */
function namesBelow(program: Command, command: Command): readonly string[] {
  const names: string[] = [];
  for (let at: Command | null = command; at !== null && at !== program; at = at.parent) names.unshift(at.name());
  return names;
}
