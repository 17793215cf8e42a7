/** FOCUS, a common format of bills (1.0 to 1.4): rows of Claude are read, whoever sells it. */

import { emptyOrgRow, type OrgRow } from "../../core/organization/org-row.ts";
import { amountIn, dateIn, firstIn, LeftOut, mapIn, reasonIn, textIn } from "./cells.ts";
import type { TableRow } from "./csv-rows.ts";
import type { FileFormat } from "./format.ts";
import { isClaude, tokensAs } from "./token-types.ts";

/** Columns that contain the names of what a row is for. */
const NAMES = [
  "ServiceName",
  "ServiceProviderName",
  "ProviderName",
  "PublisherName",
  "SkuId",
  "SkuMeter",
  "ChargeDescription",
  "ResourceName",
  "SkuPriceDetails",
  "x_UsageType",
];

const USAGE = new Set(["usage", ""]);

export const FOCUS: FileFormat = {
  report: "focus",
  name: "FOCUS",
  needs: ["ChargePeriodStart", "BilledCost", "BillingCurrency"],
  columns: [
    ...NAMES,
    "ChargeCategory",
    "EffectiveCost",
    "ListCost",
    "ConsumedQuantity",
    "ConsumedUnit",
    "Tags",
    "RegionId",
    "SubAccountId",
    "SubAccountName",
    "ConsumerId",
    "PrincipalId",
    "x_MemberPseudonym",
    "x_CacheTtl",
  ],
  hasDates: true,
  rowOf: (row) => {
    const names = [...NAMES.map((name) => textIn(row, name)), ...mapIn(row, "Tags").values()];
    if (!isClaude(names)) return new LeftOut("of other services");
    const category = textIn(row, "ChargeCategory").toLowerCase();
    if (!USAGE.has(category)) return new LeftOut(`no usage: ${category}`);
    const date = dateIn(row, "ChargePeriodStart");
    const [billed, effective, list] = [
      amountIn(row, "BilledCost"),
      amountIn(row, "EffectiveCost"),
      amountIn(row, "ListCost"),
    ];
    const reason = reasonIn(date, billed, effective, list);
    if (reason) return reason;
    const details = mapIn(row, "SkuPriceDetails");
    const tags = mapIn(row, "Tags");
    const type = details.get("TokenType") || firstIn(row, "SkuMeter", "SkuId", "x_UsageType", "ChargeDescription");
    return {
      ...emptyOrgRow("focus", date as string),
      ...consumerOf(row, tags),
      team: firstIn(row, "SubAccountName", "SubAccountId"),
      model: details.get("ModelId") || tags.get("litellm:model") || modelOf(names),
      geo: textIn(row, "RegionId"),
      detail: type,
      ...tokensAs(`${type} ${textIn(row, "x_CacheTtl")}`, tokensIn(row)),
      // The amount paid is the effective cost, which includes the share of a seat or a commitment.
      costPico: (effective ?? billed) as bigint | null,
      listPico: list as bigint | null,
      currency: textIn(row, "BillingCurrency").toUpperCase(),
    };
  },
};

/** Tags that identify the user, as gateways write them. */
const PERSON_TAGS = ["litellm:user_email", "litellm:user_id", "user_email", "user"];

function consumerOf(
  row: TableRow,
  tags: ReadonlyMap<string, string>,
): Pick<OrgRow, "actorKind" | "actorId" | "actorName"> {
  const tagged = PERSON_TAGS.map((name) => tags.get(name) ?? "").find((value) => value !== "") ?? "";
  const id = firstIn(row, "x_MemberPseudonym", "ConsumerId", "PrincipalId") || tagged;
  const isAddress = id.includes("@");
  return {
    actorKind: id === "" ? "none" : isAddress ? "user" : "principal",
    actorId: id,
    actorName: isAddress ? id.toLowerCase() : "",
  };
}

function tokensIn(row: TableRow): number {
  if (!/token/i.test(textIn(row, "ConsumedUnit"))) return 0;
  const quantity = Number(textIn(row, "ConsumedQuantity"));
  return Number.isFinite(quantity) && quantity > 0 ? Math.round(quantity) : 0;
}

/** `claude-opus-5-5-cache-read` → `claude-opus-5-5`. */
function modelOf(names: readonly string[]): string {
  const found = names.map((name) => /claude-[\w.-]+/i.exec(name)?.[0]).find(Boolean) ?? "";
  return found.replace(/-(cache|input|output|uncached|web).*$/i, "");
}
