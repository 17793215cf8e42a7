/**
 * AWS's Cost and Usage Report 2.0 (Data Exports): a line for each type of token; only lines of Claude on Bedrock are
 * read.
 */

import { emptyOrgRow, type OrgRow } from "../../core/organization/org-row.ts";
import { amountIn, dateIn, firstIn, LeftOut, reasonIn, textIn } from "./cells.ts";
import type { TableRow } from "./csv-rows.ts";
import type { FileFormat } from "./format.ts";
import { isClaude, tokensAs } from "./token-types.ts";

/** Columns that contain the names of what a line is for. */
const NAMES = [
  "line_item_usage_type",
  "line_item_line_item_description",
  "line_item_operation",
  "line_item_product_code",
  "product_product_name",
];

/** Line types that are usage; taxes, credits, refunds and fees belong to no member or model. */
const USAGE = new Set(["Usage", "DiscountedUsage", "SavingsPlanCoveredUsage", ""]);

export const CUR: FileFormat = {
  report: "cur",
  name: "Cost and Usage Report 2.0 of AWS",
  needs: ["line_item_usage_start_date", "line_item_usage_type", "line_item_unblended_cost"],
  columns: [
    ...NAMES,
    "line_item_line_item_type",
    "line_item_net_unblended_cost",
    "line_item_currency_code",
    "line_item_iam_principal",
    "line_item_usage_account_id",
    "line_item_usage_amount",
    "pricing_unit",
    "pricing_public_on_demand_cost",
    "product_region_code",
  ],
  hasDates: true,
  rowOf: (row) => {
    const names = NAMES.map((name) => textIn(row, name));
    if (!isClaude(names)) return new LeftOut("of other services");
    const type = textIn(row, "line_item_line_item_type");
    if (!USAGE.has(type)) return new LeftOut(`no usage: ${type}`);
    const date = dateIn(row, "line_item_usage_start_date");
    const [unblended, net, list] = [
      amountIn(row, "line_item_unblended_cost"),
      amountIn(row, "line_item_net_unblended_cost"),
      amountIn(row, "pricing_public_on_demand_cost"),
    ];
    const reason = reasonIn(date, unblended, net, list);
    if (reason) return reason;
    const usageType = textIn(row, "line_item_usage_type");
    return {
      ...emptyOrgRow("cur", date as string),
      ...principalOf(row),
      team: textIn(row, "line_item_usage_account_id"),
      model: modelOf(names),
      geo: textIn(row, "product_region_code"),
      detail: usageType,
      ...tokensAs(usageType, tokensIn(row)),
      costPico: (net ?? unblended) as bigint | null,
      listPico: (list ?? unblended) as bigint | null,
      currency: firstIn(row, "line_item_currency_code").toUpperCase() || "USD",
    };
  },
};

/** `…:assumed-role/role/alice@acme.com` → the address; for a user or a session without one, the name. */
function principalOf(row: TableRow): Pick<OrgRow, "actorKind" | "actorId" | "actorName"> {
  const arn = textIn(row, "line_item_iam_principal");
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  return {
    actorKind: arn === "" ? "none" : name.includes("@") ? "user" : "principal",
    actorId: arn,
    actorName: name.includes("@") ? name.toLowerCase() : name,
  };
}

/** Tokens are counted singly, in thousands or in millions, depending on the unit. */
function tokensIn(row: TableRow): number {
  const amount = Number(textIn(row, "line_item_usage_amount"));
  const unit = /^\s*(\d[\d,]*)?\s*([KM])?\s*tokens?/i.exec(textIn(row, "pricing_unit"));
  const factor = unit
    ? Number((unit[1] ?? "1").replaceAll(",", "")) * ({ K: 1000, M: 1_000_000 }[unit[2]?.toUpperCase() ?? ""] ?? 1)
    : 0;
  return Number.isFinite(amount) && amount > 0 ? Math.round(amount * factor) : 0;
}

/** `USE1-Claude4.6Sonnet-input-tokens` → `Claude4.6Sonnet`: the name in the bill. */
function modelOf(names: readonly string[]): string {
  const found = names
    .map((name) => /claude[\w.]*(?:[- ](?:opus|sonnet|haiku|fable|mythos|\d[\d.]*))*/i.exec(name)?.[0])
    .find(Boolean);
  return found ?? "";
}
