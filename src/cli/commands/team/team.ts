import type { Register } from "../../program.ts";
import { registerTeamCheck } from "./check.ts";
import { registerTeamCompact } from "./compact.ts";
import { registerTeamDoctor } from "./doctor.ts";
import { registerTeamInit } from "./init.ts";
import { registerTeamJoin } from "./join.ts";
import { registerTeamLeave } from "./leave.ts";
import { registerTeamPilot } from "./pilot.ts";
import { registerTeamPrune } from "./prune.ts";
import { registerTeamReport } from "./report.ts";
import { registerTeamRoster } from "./roster.ts";
import { registerTeamShare } from "./share.ts";
import { registerTeamSql } from "./sql.ts";
import type { TeamRegister } from "./team-command.ts";

const TEAM_COMMANDS: readonly TeamRegister[] = [
  registerTeamInit,
  registerTeamJoin,
  registerTeamShare,
  registerTeamLeave,
  registerTeamRoster,
  registerTeamReport,
  registerTeamPilot,
  registerTeamCheck,
  registerTeamSql,
  registerTeamDoctor,
  registerTeamPrune,
  registerTeamCompact,
];

const EXAMPLES = `
Examples:
  claude-cost team init /mnt/team/claude-cost --name "Pilot" --from 2026-11-01    (lead) prints the invite
  claude-cost team join INVITE          (developer) with the line that the lead sent
  claude-cost team share --show         exactly what would be sent; nothing is written
  claude-cost team share                send it; again after some days, or --daily on
  claude-cost team roster set alice@example.com --group platform --cost-center 4100
  claude-cost team leave --delete       withdraw, and delete what was shared
  claude-cost team prune --before 2026-01-01              delete what is older
  claude-cost team compact              put many small files of the folder into a few
  claude-cost team doctor --demo        a made-up team of twelve

A folder is the server: a network drive, a synced folder, a git repository. docs/team-privacy.md says what is sent.`;

export const registerTeam: Register = (program, io, state) => {
  const team = program
    .command("team")
    .description("what a team spends, by a folder that all can write to; no server")
    .addHelpText("after", EXAMPLES);
  for (const register of TEAM_COMMANDS) register(team, io, state);
};
