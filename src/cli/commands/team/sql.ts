import { Argument, type Command } from "commander";
import { type DialectName, SQL_DIALECTS } from "../../../engines/sql/dialect.ts";
import { scriptText } from "../../../engines/sql/script.ts";
import type { Io } from "../../io.ts";
import { type TeamRegister, teamOf } from "./team-command.ts";
import { teamRange } from "./team-range.ts";

const EXAMPLES = `
Examples:
  claude-cost team sql duckdb | duckdb
  claude-cost team sql clickhouse --at s3://company/claude-cost
  claude-cost team sql athena --at s3://company/claude-cost --since 2026-11-01`;

export const registerTeamSql: TeamRegister = (team, io) => {
  team
    .command("sql")
    .addArgument(new Argument("<engine>", "for which database").choices(SQL_DIALECTS))
    .argument("[dir]", "the team's folder (default: the one that was made or joined here last)")
    .option("--at <address>", "where the database finds the folder, such as s3://bucket/folder (default: the folder)")
    .description("views over the folder and the report's queries, for a database of your own")
    .addHelpText("after", EXAMPLES)
    .action((engine: DialectName, dir: string | undefined, options: { at?: string }, command: Command) =>
      print(engine, dir, options, command, io),
    );
};

async function print(
  engine: DialectName,
  dir: string | undefined,
  { at }: { readonly at?: string },
  command: Command,
  io: Io,
): Promise<void> {
  const open = await teamOf(dir, command, io);
  const { from, to } = teamRange(open, command, io);
  io.stdout.write(scriptText(engine, { folder: at ?? open.dir, range: { from, to }, today: open.today }));
}
