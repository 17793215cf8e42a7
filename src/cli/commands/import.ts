import { resolve } from "node:path";
import { type Imported, importInto } from "../../app/archive/export.ts";
import { realFolder, refusedNote } from "../../app/load/archive-source.ts";
import { importOrgFile } from "../../app/sources/import-org-file.ts";
import { ownSourcesDir } from "../../app/sources/open-fetch.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { dayKey } from "../../core/calendar/period.ts";
import { Zone } from "../../core/calendar/zone.ts";
import type { DateRange } from "../../core/organization/fetched.ts";
import { UserError } from "../../core/user-error.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { orgImportJson } from "../../view/json/org-import-json.ts";
import { orgImportLines } from "../../view/tables/organization/org-import-lines.ts";
import { counted } from "../../view/text/format.ts";
import type { Io } from "../io.ts";
import { type CommonOptions, readCommonOptions, readFilter } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost import /media/laptop/costs    a folder made by export --parquet
  claude-cost import costs.json             a file made by export --json
  claude-cost import execution.json         the result file of a GitHub Action, or stream-json output

Exports are for machines of your own: what is imported counts as yours. A team shares by \`claude-cost team\`.

An organisation's figures, known by the names of their columns; they never enter your own months:
  claude-cost import claude_api_cost.csv    the Console's export of usage or of cost
  claude-cost import spend.csv --since 2026-11-01 --until 2026-11-07
                                            claude.ai's spend report: a sum over the range that was chosen, which
                                            is not in it
  claude-cost import bill.parquet           AWS's CUR 2.0, or FOCUS; CSV or Parquet, also a folder of parts

Messages of a headless run have no times: the run is taken to have ended when its file was written.`;

export const registerImport: Register = (program, io) => {
  program
    .command("import")
    .argument("<source>", "an export of claude-cost, the messages of a headless run, or an organisation's figures")
    .description("take in another machine's export, a headless run, or an organisation's usage, cost or bill")
    .addHelpText("after", EXAMPLES)
    .action(async (source: string, _options, command) => {
      const options = readCommonOptions(command);
      const paths = dataPaths(options.dataDir, io.env);
      const organization = await importOrgFile(ownSourcesDir(paths), resolve(io.cwd, source), readRange(options, io));
      if (organization !== null) {
        if (options.json) writeJson(io, orgImportJson(organization, io.now()));
        else writeLines(io, orgImportLines(organization));
        return;
      }
      refuseRange(source, options);
      const roots = chooseRoots({ configDirs: options.configDir, env: io.env, homeDir: io.homeDir });
      const folder = realFolder(roots[0]?.path ?? "");
      const { refused, ...imported } = await importInto(paths, resolve(io.cwd, source), folder);
      const backgroundRequests = imported.backgroundRequests ?? 0;
      const answer = { schemaVersion: 1, ...imported, backgroundRequests, refused: Object.fromEntries(refused) };
      if (options.json) writeJson(io, answer);
      else io.stdout.write(`${importedText(imported)}\n`);
      const note = refusedNote(source, refused, "imported");
      if (note) throw new UserError(note);
    });
};

/** The range of a file without dates: both ends must be given. */
function readRange(options: CommonOptions, io: Io): DateRange | null {
  const { since, until } = readFilter(options, new Zone("UTC"), io.now());
  if (since === null && until === null) return null;
  if (since !== null && until !== null) return { since: dayKey(since), until: dayKey(until) };
  throw new UserError("a range has two ends: --since and --until", { exitCode: 2 });
}

function refuseRange(source: string, { since, until }: CommonOptions): void {
  if (since === undefined && until === undefined) return;
  throw new UserError(`${source} already contains dates`, { hint: "Leave --since and --until out.", exitCode: 2 });
}

function importedText({ responses, sessions, backgroundRequests }: Omit<Imported, "refused">): string {
  const background = backgroundRequests === null ? "" : `, ${counted(backgroundRequests, "background request")}`;
  return `${counted(responses, "new response")}${background} and ${counted(sessions, "session")} imported`;
}
