import type { Command } from "commander";
import { selectResponses } from "../../app/load/query.ts";
import { priceAtModel } from "../../core/drivers/what-if.ts";
import { UserError } from "../../core/user-error.ts";
import { whatIfJson } from "../../view/json/what-if-json.ts";
import { modelLabel } from "../../view/tables/model-label.ts";
import { whatIfCsv, whatIfLines } from "../../view/tables/what-if-table.ts";
import { onlyOne, repeated } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost what-if --model sonnet-5-5                  everything, at Sonnet 5.5's prices
  claude-cost what-if --model opus-5-5 --since month      this month
  claude-cost what-if --model sonnet-5-5 --of opus-5-5    only what Opus 5.5 was asked
The tokens stay what they were: another model would have used other tokens.`;

export const registerWhatIf: Register = (program, io) => {
  program
    .command("what-if")
    .description("a range priced at another model (--model): the same tokens at that model's prices")
    .addOption(repeated("--of <model>", "only requests to this model; may be repeated", "all"))
    .addHelpText("after", EXAMPLES)
    .action(async ({ of }: { readonly of: readonly string[] }, command: Command) => {
      // `--model` selects the other model here.
      const report = await openReport(command, io, true, { option: "of", models: of });
      const model = wantedModel(report);
      const { table, book } = report.query.history;
      const selected = selectResponses(report.query);
      const rows = [...selected.keys()].filter((row) => selected[row] === 1);
      const result = priceAtModel(table, book, rows, model);
      const name = book.nameOf(model);
      if (report.options.json) writeJson(io, whatIfJson(jsonHead(report), name, result));
      else if (report.options.csv) io.stdout.write(whatIfCsv(name, result));
      else writeLines(io, whatIfLines(name, result, frameOf(report)));
    });
};

/** @throws UserError where no model was given, or one without a price */
function wantedModel({ options, query: { history } }: Report): string {
  const wanted = onlyOne("--model", options.model);
  if (wanted === null) {
    throw new UserError("which model? Name it with --model", {
      hint: "For example: claude-cost what-if --model sonnet-5-5",
      exitCode: 2,
    });
  }
  const found = history.book.askedOne(wanted);
  if (found !== null) return found;
  const family = history.book.asked(wanted);
  if (family.length > 1) {
    throw new UserError(`'${wanted}' is ${family.length} models`, {
      hint: `Name one of them: ${family.map((card) => modelLabel(card.apiId)).join(", ")}.`,
      exitCode: 2,
    });
  }
  throw new UserError(`'${wanted}' is not a model that has a price`, {
    hint: "`claude-cost prices` lists those that have one.",
    exitCode: 2,
  });
}
