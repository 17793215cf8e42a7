import { billedCosts } from "../../app/estimates/billed-costs.ts";
import { estimatesOf, turnsLike } from "../../core/estimates/estimates.ts";
import { nextTurn } from "../../core/estimates/next-turn.ts";
import { projectMatches } from "../../core/reports/filter.ts";
import { dataPaths } from "../../store/files/data-dir.ts";
import { writeEstimates } from "../../store/state/estimates-snapshot.ts";
import { estimateJson } from "../../view/json/estimate-json.ts";
import { estimateLines } from "../../view/tables/estimate-lines.ts";
import { onlyOne } from "../options/common-options.ts";
import type { Register } from "../program.ts";
import { frameOf, jsonHead, openReport, type Report, writeJson, writeLines } from "../report.ts";

const EXAMPLES = `
Examples:
  claude-cost estimate                          a turn in this folder's project, at the model used last there
  claude-cost estimate --project api            in another one
  claude-cost estimate --model haiku            at another model
A turn goes from one prompt of yours to the next, with all that its subagents cost. It is compared with turns of the same
project and model; where there are fewer than ten of them, with those of the model, else of the project, else of all.
The hooks show it with each prompt when "hooks": {"estimate": true} is set, and what an agent usually costs before it starts.`;

export const registerEstimate: Register = (program, io) => {
  program
    .command("estimate")
    .description("what a turn and a subagent usually cost here")
    .addHelpText("after", EXAMPLES)
    .action(async (_options, command) => {
      const report = await openReport(command, io);
      const { history, nowMs } = report.query;
      const costs = billedCosts(history, nowMs);
      const estimates = estimatesOf(costs, nowMs);
      if (!history.demo && report.options.configDir.length === 0) {
        writeEstimates(dataPaths(report.options.dataDir, io.env).stateDir, estimates);
      }
      const next = nextTurn(costs.turns, asked(report));
      const like = turnsLike(estimates, next.project, next.model);
      if (report.options.json) writeJson(io, estimateJson(jsonHead(report), next, estimates, like));
      else writeLines(io, estimateLines(next, estimates, like, frameOf(report)));
    });
};

function asked({ options, query: { history }, io }: Report): Parameters<typeof nextTurn>[1] {
  const project = onlyOne("--project", options.project);
  const model = onlyOne("--model", options.model);
  return {
    isProject: project === null ? null : (path) => projectMatches(path, project),
    isModel: model === null ? null : (name) => history.book.matches(name, model),
    folder: io.cwd,
  };
}
