import { resolve } from "node:path";
import { importInto } from "../../app/archive/export.ts";
import { realFolder, refusedNote } from "../../app/load/archive-source.ts";
import { chooseRoots } from "../../claude-code/logs/roots.ts";
import { UserError } from "../../core/user-error.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
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
      const { archiveDir } = dataPaths(options.dataDir, io.env);
      const roots = chooseRoots({ configDirs: options.configDir, env: io.env, homeDir: io.homeDir });
      const folder = realFolder(roots[0]?.path ?? "");
      const { refused, ...imported } = await importInto(archiveDir, resolve(io.cwd, source), folder);
      if (options.json) writeJson(io, { schemaVersion: 1, ...imported, refused: Object.fromEntries(refused) });
      else io.stdout.write(`${imported.responses} new responses and ${imported.sessions} sessions imported\n`);
      const note = refusedNote(source, refused, "imported");
      if (note) throw new UserError(note);
    });
};
