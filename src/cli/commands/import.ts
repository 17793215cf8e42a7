import { resolve } from "node:path";
import { type Imported, importInto } from "../../app/archive/export.ts";
import { realFolder, refusedNote } from "../../app/load/archive-source.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { UserError } from "../../core/user-error.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { counted } from "../../view/text/format.ts";
import { readCommonOptions } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { writeJson } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost import /media/laptop/costs    a folder made by export --parquet
  claude-cost import costs.json             a file made by export --json
  claude-cost import execution.json         the result file of a GitHub Action, or stream-json output

Messages of a headless run have no times: the run is taken to have ended when its file was written.`;

export const registerImport: Register = (program, io) => {
  program
    .command("import")
    .argument("<source>", "a folder of Parquet files, a JSON export, or the messages of a headless run")
    .description("merge another machine's export into the archive; what is there already counts once")
    .addHelpText("after", EXAMPLES)
    .action(async (source: string, _options, command) => {
      const options = readCommonOptions(command);
      const paths = dataPaths(options.dataDir, io.env);
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

function importedText({ responses, sessions, backgroundRequests }: Omit<Imported, "refused">): string {
  const background = backgroundRequests === null ? "" : `, ${counted(backgroundRequests, "background request")}`;
  return `${responses} new responses${background} and ${sessions} sessions imported`;
}
