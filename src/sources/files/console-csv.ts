/** The two files that the Console exports under Usage and Cost: by UTC day, key, workspace and model. */

import { emptyOrgRow, type OrgRow } from "../../core/organization/org-row.ts";
import { amountIn, countIn, dateIn, firstIn, LeftOut, reasonIn, textIn } from "./cells.ts";
import type { TableRow } from "./csv-rows.ts";
import type { FileFormat } from "./format.ts";

/** The Console creates a key for each member who signs in with Claude Code, with the member's name in the key's. */
const MEMBERS_KEY = /^claude_code_key_(.+)_[a-z]+$/;

export const CONSOLE_USAGE: FileFormat = {
  report: "console-usage",
  name: "usage export of the Console",
  needs: ["usage_date_utc", "model_version", "usage_input_tokens_no_cache", "usage_output_tokens"],
  columns: [],
  hasDates: true,
  rowOf: (row) => {
    const date = dateIn(row, "usage_date_utc");
    const tokens = [
      countIn(row, "usage_input_tokens_no_cache"),
      countIn(row, "usage_output_tokens"),
      countIn(row, "usage_input_tokens_cache_write_5m"),
      countIn(row, "usage_input_tokens_cache_write_1h"),
      countIn(row, "usage_input_tokens_cache_read"),
      countIn(row, "web_search_count"),
    ];
    const reason = reasonIn(date, ...tokens);
    if (reason) return reason;
    const [input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches] = tokens as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const counts = { input, output, cacheWrite5m, cacheWrite1h, cacheRead, webSearches };
    return { ...shared("console-usage", date as string, row), model: textIn(row, "model_version"), ...counts };
  },
};

export const CONSOLE_COST: FileFormat = {
  report: "console-cost",
  name: "cost export of the Console",
  needs: ["usage_date_utc", "cost_usd"],
  columns: [],
  hasDates: true,
  rowOf: (row) => {
    const [date, cost, list] = [
      dateIn(row, "usage_date_utc"),
      amountIn(row, "cost_usd"),
      amountIn(row, "list_price_usd"),
    ];
    const reason = reasonIn(date, cost, list) ?? (cost === null ? new LeftOut("cost_usd is empty") : undefined);
    if (reason) return reason;
    return {
      ...shared("console-cost", date as string, row),
      model: firstIn(row, "model", "model_version"),
      detail: firstIn(row, "token_type", "cost_type"),
      costPico: cost as bigint,
      listPico: list as bigint | null,
    };
  },
};

function shared(report: OrgRow["report"], date: string, row: TableRow): OrgRow {
  const apiKey = textIn(row, "api_key");
  const member = MEMBERS_KEY.exec(apiKey)?.[1] ?? "";
  return {
    ...emptyOrgRow(report, date),
    actorKind: member === "" ? (apiKey === "" ? "none" : "api-key") : "user",
    actorName: member.toLowerCase(),
    workspace: textIn(row, "workspace"),
    apiKey,
    speed: textIn(row, "speed"),
    geo: textIn(row, "inference_geo"),
    serviceTier: /batch/i.test(textIn(row, "usage_type")) ? "batch" : "standard",
    contextWindow: windowOf(textIn(row, "context_window")),
  };
}

/** Converts `≤ 200k` and `> 200k` to the API's values. */
function windowOf(text: string): string {
  if (!text.includes("200k")) return text;
  return /^(>|200k\s*-)/.test(text) ? "200k-1M" : "0-200k";
}
