/**
 * The spend report of claude.ai (Team and Enterprise): sums over the range that was chosen for the export, which the
 * file does not contain. With seats it only contains use beyond them.
 */

import { emptyOrgRow } from "../../core/organization/org-row.ts";
import { amountIn, countIn, firstIn, LeftOut, reasonIn, textIn } from "./cells.ts";
import type { FileFormat } from "./format.ts";

export const SPEND_REPORT: FileFormat = {
  report: "spend-report",
  name: "spend report of claude.ai",
  needs: ["user_email", "total_net_spend_usd"],
  columns: [],
  hasDates: false,
  rowOf: (row, range) => {
    const [cost, list] = [amountIn(row, "total_net_spend_usd"), amountIn(row, "total_gross_spend_usd")];
    const counts = ["total_requests", "total_prompt_tokens", "total_completion_tokens"].map((name) =>
      countIn(row, name),
    );
    const reason =
      reasonIn(cost, list, ...counts) ?? (cost === null ? new LeftOut("total_net_spend_usd is empty") : undefined);
    if (reason) return reason;
    const email = textIn(row, "user_email").toLowerCase();
    const actorId = firstIn(row, "account_uuid", "user_id");
    const [requests, input, output] = counts as [number, number, number];
    return {
      ...emptyOrgRow("spend-report", range?.since ?? "", range?.until ?? ""),
      actorKind: email === "" && actorId === "" ? "none" : "user",
      actorName: email,
      actorId,
      product: textIn(row, "product"),
      model: textIn(row, "model"),
      requests,
      // The cached part of the prompts is not given.
      input,
      output,
      costPico: cost as bigint,
      listPico: list as bigint | null,
    };
  },
};
