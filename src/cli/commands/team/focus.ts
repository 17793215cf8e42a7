/** `team report --focus`: rows in the format of FinOps tools, and the metadata that belongs to them. */

import { resolve } from "node:path";
import { focusCharges } from "../../../app/team/focus-team.ts";
import { activeMembers, type ReportRequest, refuseNames } from "../../../app/team/report-team.ts";
import { FOCUS_COLUMNS, focusMetadata, focusRows } from "../../../core/team/focus.ts";
import { UserError } from "../../../core/user-error.ts";
import { VERSION } from "../../../data/version.ts";
import { isoTime } from "../../../view/json/parts.ts";
import { csv } from "../../../view/text/csv.ts";
import { counted } from "../../../view/text/format.ts";
import type { Io } from "../../io.ts";
import { openBook } from "../../open-book.ts";
import type { CommonOptions } from "../../options/common-options.ts";
import { printMessage } from "../../terminal/messages.ts";
import { writeNamedFile } from "../../terminal/page-output.ts";
import { printTooFew } from "./team-command.ts";

/** @param target a file; `-` = stdout, without the metadata */
export async function writeFocus(request: ReportRequest, target: string, common: CommonOptions, io: Io): Promise<void> {
  if (common.json || common.csv)
    throw new UserError("--focus cannot be combined with --json and --csv", { exitCode: 2 });
  refuseNames(request);
  const book = openBook(common, io);
  const charges = await focusCharges(request);
  if (charges.length === 0 && (await activeMembers(request)).openness === "nothing") printTooFew(request.team, io);
  const rows = charges.flatMap((charge) => focusRows(charge, request.team, book));
  const text = csv(
    FOCUS_COLUMNS,
    rows.map((row) => FOCUS_COLUMNS.map((name) => row[name])),
  );
  if (target === "-") {
    io.stdout.write(text);
    return;
  }
  const file = resolve(io.cwd, target);
  const metadata = focusMetadata(isoTime(io.now()) ?? "", VERSION);
  writeNamedFile(file, text);
  writeNamedFile(`${file}.metadata.json`, `${JSON.stringify(metadata, null, 2)}\n`);
  printMessage(io.stderr, `wrote ${file} (${counted(rows.length, "row")}) and its metadata`);
}
