import { lastBlocks, listBlocks } from "../../core/reports/block-list.ts";
import { blocksJson } from "../../view/json/blocks-json.ts";
import { BLOCK_CSV_HEADER, blockCsvRows, blockLines } from "../../view/tables/block-table.ts";
import { csv } from "../../view/text/csv.ts";
import { readCount } from "../options/last-option.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost blocks --last 10
  claude-cost blocks --since 7d --project api
  claude-cost blocks --json | jq '.blocks[-1].totalUsd'

A block begins with the first use after the one before it is over, at its quarter of an hour, and lasts five hours.`;

export const registerBlocks: Register = (program, io) => {
  program
    .command("blocks")
    .description("activity in blocks of five hours, at API rates; the plan's windows themselves are in `limits`")
    .option("--last <n>", "only the last so many blocks", readCount)
    .addHelpText("after", EXAMPLES)
    .action(async ({ last }: { last?: number }, command) => {
      const report = await openReport(command, io);
      const { options, query } = report;
      const { history, selected, background, zone, nowMs } = query;
      const nameOf = (model: string): string => history.book.nameOf(model);
      const all = listBlocks({ table: history.quarterHourRollup, selected, background, nameOf });
      const list = last === undefined ? all : lastBlocks(all, last);
      if (options.json) writeJson(io, blocksJson(jsonHead(report), list));
      else if (options.csv) io.stdout.write(csv(BLOCK_CSV_HEADER, blockCsvRows(list)));
      else writeLines(io, blockLines(list, { ...frameOf(report), zone, nowMs }));
    });
};
