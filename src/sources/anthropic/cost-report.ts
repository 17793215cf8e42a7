/** `cost_report` of the Console: charges by day, workspace and description; not by person. */

import * as v from "valibot";
import { picoOfDecimal } from "../../core/organization/amounts.ts";
import { emptyOrgRow } from "../../core/organization/org-row.ts";
import { dateOf, RowReader, readAnswer, text } from "../answers.ts";
import type { ApiClient } from "../client/api-client.ts";
import type { DailyReport } from "../port.ts";
import { CONSOLE_ADMIN } from "./access.ts";
import { bucketPage, bucketQuery, MAX_DAYS } from "./usage-messages.ts";

const PATH = "/v1/organizations/cost_report";

const row = v.looseObject({
  /** Decimal text in cents. */
  amount: v.pipe(
    v.union([v.string(), v.number()]),
    v.transform(String),
    v.check((amount) => picoOfDecimal(amount, true) !== null, "an amount"),
  ),
  currency: v.optional(v.string(), "USD"),
  workspace_id: text,
  description: text,
  cost_type: text,
  token_type: text,
  model: text,
  service_tier: text,
  context_window: text,
  inference_geo: text,
});

export function costReport(client: ApiClient): DailyReport {
  return {
    id: "cost-report",
    access: CONSOLE_ADMIN,
    optional: false,
    maxDays: MAX_DAYS,
    firstDay: () => null,
    fetchPage: async (window, cursor) => {
      const query = bucketQuery(window, cursor, ["workspace_id", "description"]);
      const page = readAnswer(bucketPage, await client.get(PATH, query), "cost_report");
      const reader = new RowReader(row);
      const rows = page.data.flatMap(({ starting_at, results }) =>
        reader.readAll(results, (r) => [
          {
            ...emptyOrgRow("cost-report", dateOf(starting_at)),
            workspace: r.workspace_id,
            model: r.model,
            serviceTier: r.service_tier,
            contextWindow: r.context_window,
            geo: r.inference_geo,
            detail: r.description || r.token_type || r.cost_type,
            costPico: picoOfDecimal(r.amount, true),
            currency: r.currency.toUpperCase(),
          },
        ]),
      );
      return reader.page(page, rows);
    },
  };
}
