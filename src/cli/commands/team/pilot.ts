import { type Command, Option } from "commander";
import { defaultManagedModel, pilotTeam } from "../../../app/team/pilot-team.ts";
import type { PriceBook } from "../../../core/pricing/price-book.ts";
import { tooFewText, WAY_OUT_OF_TOO_FEW } from "../../../core/team/report/report.ts";
import { UserError } from "../../../core/user-error.ts";
import { VERSION } from "../../../data/version.ts";
import { isoTime } from "../../../view/json/parts.ts";
import { noPilotJson, teamPilotJson } from "../../../view/json/team-pilot-json.ts";
import { pilotLines, pilotMarkdown } from "../../../view/team/pilot-text.ts";
import type { Io } from "../../io.ts";
import { openBook } from "../../open-book.ts";
import { readCommonOptions } from "../../options/common-options.ts";
import { styleOf, widthOf, writeJson, writeLines } from "../../report.ts";
import { writePage } from "../../terminal/page-output.ts";
import { DIR_ARGUMENT, type TeamRegister, teamOf } from "./team-command.ts";
import { addEngineOptions, type EngineOptions, memberCount, openTeamEngine, teamRange } from "./team-range.ts";

const EXAMPLES = `
Examples:
  claude-cost team pilot                        what the pilot costs, and how sure that is
  claude-cost team pilot --rollout 120          what 120 members would cost a month, under four assumptions
  claude-cost team pilot --rollout 120 --managed haiku-4-5
  claude-cost team pilot --md > pilot.md
  claude-cost team pilot --rollout 120 --html pilot.html
  claude-cost team pilot --demo                 a made-up pilot of twelve developers over six weeks
Exit code 1 where too few members were active in the days asked for to show anything; --json says so, too.
Estimates are of API list prices. Five to twelve developers cannot fix a mean better than a factor of two to three.`;

type PilotOptions = EngineOptions & {
  readonly rollout?: number;
  readonly managed?: string;
  readonly md?: boolean;
  readonly html?: string;
};

export const registerTeamPilot: TeamRegister = (team, io) => {
  const command = team
    .command("pilot")
    .argument(...DIR_ARGUMENT)
    .description("(lead) what a pilot tells about a rollout: factors, intervals, scenarios, plans, caps")
    .addOption(
      new Option("--rollout <members>", "members of the rollout (default: as many as the pilot has)").argParser(
        memberCount,
      ),
    )
    .option("--managed <model>", "the model of the managed scenario (default: the newest Sonnet)")
    .option("--md", "as Markdown")
    .option("--html <file>", "as one self-contained page with charts (- is stdout)");
  addEngineOptions(command)
    .addHelpText("after", EXAMPLES)
    .action((dir: string | undefined, options: PilotOptions, it: Command) => pilot(dir, options, it, io));
};

async function pilot(dir: string | undefined, options: PilotOptions, command: Command, io: Io): Promise<void> {
  const common = readCommonOptions(command);
  if ([common.json, options.md, options.html !== undefined].filter(Boolean).length > 1) {
    throw new UserError("--json, --md and --html cannot be combined", { exitCode: 2 });
  }
  const book = openBook(common, io);
  const managedModel = modelOf(book, options.managed);
  const open = await teamOf(dir, command, io);
  const asked = teamRange(open, command, io, open.today - 1);
  const range = { from: asked.from, to: Math.min(asked.to, open.today - 1) };
  const { engine, machines } = await openTeamEngine(open, { ...options, range }, command, io);
  try {
    const {
      pilot: made,
      openness,
      weeks,
    } = await pilotTeam({
      team: open.team,
      roster: open.roster,
      engine,
      machines,
      range,
      today: open.today,
      rollout: options.rollout ?? null,
      book,
      managedModel,
      nowMs: io.now(),
    });
    if (made === null) {
      const reason = tooFewText(open.team);
      if (common.json) writeJson(io, noPilotJson(open.team, range, { reason, demo: common.demo ?? false }, io.now()));
      throw new UserError(reason, { hint: WAY_OUT_OF_TOO_FEW });
    }
    const shown = { team: open.team, pilot: made, demo: common.demo ?? false };
    if (common.json) writeJson(io, teamPilotJson(shown, { weeks, openness }, io.now()));
    else if (options.md) io.stdout.write(pilotMarkdown(shown));
    else if (options.html !== undefined) {
      const { pilotPage } = await import("../../../view/html/pages.ts");
      const footer = `Made ${isoTime(io.now())?.slice(0, 10)} by claude-cost ${VERSION}, from what members shared. Dollars are API list prices.`;
      writePage(io, options.html, pilotPage({ ...shown, weeks, footer }));
    } else writeLines(io, pilotLines(shown, { width: widthOf(io), style: styleOf(common, io), demo: shown.demo }));
  } finally {
    await engine.close();
  }
}

/** @throws UserError where the model has no price */
function modelOf(book: PriceBook, wanted: string | undefined): string {
  const model = wanted === undefined ? defaultManagedModel(book) : book.askedOne(wanted);
  if (model !== null) return model;
  throw new UserError(`--managed: '${wanted}' is not one model that has a price`, {
    hint: "`claude-cost prices` lists those that have one.",
    exitCode: 2,
  });
}
