import type { Command } from "commander";
import { findTarget, knownPlaces, tagsNamed } from "../../app/attribution/tag-target.ts";
import { isSameTarget, type TagTarget } from "../../core/attribution/tags.ts";
import { UserError } from "../../core/user-error.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { isTagCode, MOST_CODE_CHARACTERS } from "../../store/settings/tags.ts";
import { loadSettings } from "../../store/settings.ts";
import { tagLines, tagsJson, targetName } from "../../view/tables/tag-table.ts";
import { readAttributionRules } from "../attribution-rules.ts";
import type { Io } from "../io.ts";
import { onlyOne, readCommonOptions } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, writeJson, writeLines } from "../report.ts";
import { changeSettings } from "../settings-change.ts";
import { printLine } from "../terminal/messages.ts";
import { sessionListOf } from "./sessions.ts";

const EXAMPLES = `
Examples:
  claude-cost tag current CC-1001              the session last active
  claude-cost tag 3f2a CC-1001                 a session by the beginning of its id
  claude-cost tag api CC-1001                  a project, by its name or its path
  claude-cost tag feature/x client-acme        a branch; with --project where several projects have it
  claude-cost tag branch:api CC-1002           where a name is a project's and a branch's: session:, project:, branch:
  claude-cost tag                              all tags
  claude-cost tag list --json                  the same for a script
  claude-cost tag remove api
  claude-cost by tag --since month             what each code cost

A session's tag comes before its branch's, that before its project's, and last comes what Claude Code's settings name
(attributionProject). Tagging again replaces the code.`;

export const registerTag: Register = (program, io) => {
  const tag = program
    .command("tag")
    .argument("[target]", "a session, a project or a branch; none = list all tags")
    .argument("[code]", "such as a cost centre, a client, a budget line")
    .description("give a session, a project or a branch a code of yours, to charge its cost to")
    .addHelpText("after", EXAMPLES)
    .action((target: string | undefined, code: string | undefined, _options: unknown, command: Command) =>
      target === undefined ? list(command, io) : set(target, code, command, io),
    );
  tag
    .command("list")
    .description("all tags, and what Claude Code's settings name")
    .action((_options: unknown, command: Command) => list(command, io));
  tag
    .command("remove <target>")
    .description("take a tag away")
    .action((target: string, _options: unknown, command: Command) => remove(target, command, io));
};

async function list(command: Command, io: Io): Promise<void> {
  const report = await openReport(command, io, false);
  const { tags, attribution } = readAttributionRules(report);
  if (report.options.json) writeJson(io, tagsJson(jsonHead(report), tags, attribution));
  else writeLines(io, tagLines(tags, attribution, { ...frameOf(report), filter: "", money: null }));
}

async function set(text: string, code: string | undefined, command: Command, io: Io): Promise<void> {
  if (code === undefined) {
    throw new UserError(`which code is '${text}' to have?`, {
      hint: "claude-cost tag TARGET CODE; `claude-cost tag` lists what there is.",
      exitCode: 2,
    });
  }
  if (!isTagCode(code)) {
    throw new UserError(`the code must be 1 to ${MOST_CODE_CHARACTERS} visible characters on one line`, {
      exitCode: 2,
    });
  }
  const target = await readTarget(text, command, io);
  await changeSettings(command, io, (settings) => {
    settings.tags = [...settings.tags.filter((tag) => !isSameTarget(tag, target)), { ...target, code }];
  });
  printLine(io.stderr, `${targetName(target)} is tagged ${code}`);
}

async function remove(text: string, command: Command, io: Io): Promise<void> {
  const { dataDir } = readCommonOptions(command);
  const { settings: found } = loadSettings(dataPaths(dataDir, io.env).settingsFile);
  const named = tagsNamed(found.tags, text);
  // If the tags do not determine the target, sessions of the history with that name do.
  const target = named.length === 1 ? (named[0] as TagTarget) : await readTarget(text, command, io);
  const removed = await changeSettings(command, io, (settings) => {
    const kept = settings.tags.filter((tag) => !isSameTarget(tag, target));
    const count = settings.tags.length - kept.length;
    settings.tags = kept;
    return count;
  });
  if (removed === 0) throw new UserError(`${targetName(target)} has no tag`, { hint: "`claude-cost tag` lists them." });
  printLine(io.stderr, `${targetName(target)} is not tagged any more`);
}

async function readTarget(text: string, command: Command, io: Io): Promise<TagTarget> {
  const report = await openReport(command, io);
  if (report.query.history.demo) {
    throw new UserError("the demo's tags are made up: they cannot be changed", { exitCode: 2 });
  }
  const known = knownPlaces(report.query.history.quarterHourRollup, sessionListOf(report).sessions);
  return findTarget(text, known, io.cwd, onlyOne("--project", report.options.project));
}
