/**
 * A team's spending as FOCUS 1.3 rows (FinOps Open Cost and Usage Specification): one for each charge period, consumer,
 * model and type of token. The cost of a cell is divided between its types of tokens without losing a pico-dollar.
 */

import { dayKey, daysInMonth, parseDay } from "../calendar/period.ts";
import type { DayNumber } from "../calendar/zone.ts";
import { shareOut } from "../drivers/share-out.ts";
import { type Pico, usdString } from "../pricing/money.ts";
import type { PriceBook } from "../pricing/price-book.ts";
import { WEB_SEARCH_PICO } from "../pricing/price-response.ts";
import type { Rates } from "../pricing/rate-card.ts";
import { TOKEN_CLASSES, type TokenClass } from "../responses/tokens.ts";
import { type DayRange, type SumRow, totalOf } from "./sums.ts";
import type { Team } from "./team-file.ts";

/** The dimensions of the sums for it, in addition to charge period and consumer. */
export const FOCUS_DIMENSIONS = ["model", "kind", "billing", "provider"] as const;

export const FOCUS_VERSION = "1.3";

/** A charge period (a day or a month) of one consumer. */
export type FocusCharge = {
  readonly period: DayRange;
  /** `group`, `cost-center`, `project` or `member`, with its key; null = the team. */
  readonly consumer: { readonly tag: string; readonly key: string } | null;
  /** Its keys end with `FOCUS_DIMENSIONS`. */
  readonly row: SumRow;
};

export type FocusRow = Readonly<Record<(typeof FOCUS_COLUMNS)[number], string>>;

export const FOCUS_COLUMNS = [
  "BilledCost",
  "BillingAccountId",
  "BillingAccountName",
  "BillingCurrency",
  "BillingPeriodStart",
  "BillingPeriodEnd",
  "ChargeCategory",
  "ChargeClass",
  "ChargeDescription",
  "ChargeFrequency",
  "ChargePeriodStart",
  "ChargePeriodEnd",
  "ConsumedQuantity",
  "ConsumedUnit",
  "ContractedCost",
  "ContractedUnitPrice",
  "EffectiveCost",
  "HostProviderName",
  "InvoiceIssuerName",
  "ListCost",
  "ListUnitPrice",
  "PricingCategory",
  "PricingQuantity",
  "PricingUnit",
  "ServiceCategory",
  "ServiceName",
  "ServiceProviderName",
  "ServiceSubcategory",
  "SkuId",
  "SkuMeter",
  "SkuPriceDetails",
  "SkuPriceId",
  "SubAccountId",
  "SubAccountName",
  "Tags",
  "x_BillingMode",
  "x_CacheTtl",
  "x_ClaudeCodeBackground",
  "x_MemberPseudonym",
] as const;

type Meter = { readonly meter: string; readonly sku: string; readonly ttl: string; readonly type: string };

const METERS: Readonly<Record<TokenClass, Meter>> = {
  input: { meter: "Input Tokens", sku: "input", ttl: "", type: "Input" },
  output: { meter: "Output Tokens", sku: "output", ttl: "", type: "Output" },
  cacheWrite5m: { meter: "Cache Write Input Tokens", sku: "cache-write-5m", ttl: "5m", type: "CacheWrite" },
  cacheWrite1h: { meter: "Cache Write Input Tokens", sku: "cache-write-1h", ttl: "1h", type: "CacheWrite" },
  cacheRead: { meter: "Cache Read Input Tokens", sku: "cache-read", ttl: "", type: "CacheRead" },
};

const HOSTS: Readonly<Record<string, string>> = { bedrock: "AWS", vertex: "Google Cloud" };

/** What is billed separately: one type of token, or web searches. */
type Line = Meter & {
  readonly quantity: number;
  readonly unit: "Tokens" | "Requests";
  /** Pico-dollars per token or search; null = no price is known. */
  readonly rate: number | null;
  readonly pico: Pico;
};

export function focusRows(charge: FocusCharge, team: Team, book: PriceBook): readonly FocusRow[] {
  const [model = ""] = charge.row.keys.slice(-FOCUS_DIMENSIONS.length);
  const rates = book.entry(model, charge.period.to * 86_400_000)?.rates ?? null;
  return linesOf(charge.row, rates).map((line) => rowOf(charge, line, team));
}

function linesOf(row: SumRow, rates: Rates | null): readonly Line[] {
  const lines = TOKEN_CLASSES.map((name) => ({
    ...METERS[name],
    quantity: row.tokens[name],
    unit: "Tokens" as const,
    rate: rates?.[name] ?? null,
  }));
  const searches = { meter: "Web Searches", sku: "web-search", ttl: "", type: "", unit: "Requests" as const };
  const all = [...lines, { ...searches, quantity: row.webSearches, rate: WEB_SEARCH_PICO }].filter(
    ({ quantity }) => quantity > 0,
  );
  if (all.length === 0) return [];
  const weights = all.map(({ quantity, rate }) => quantity * (rate ?? 1));
  const parts = shareOut(totalOf(row), weights);
  return all.map((line, i) => ({ ...line, pico: parts[i] as Pico }));
}

function rowOf({ period, consumer, row }: FocusCharge, line: Line, team: Team): FocusRow {
  const [model = "", kind = "", billing = "", provider = ""] = row.keys.slice(-FOCUS_DIMENSIONS.length);
  const cost = usdString(line.pico);
  const billed = billing === "subscription" ? "0" : cost;
  const isTokens = line.unit === "Tokens";
  const unitPrice = line.rate === null ? "" : usdString(BigInt(line.rate) * (isTokens ? 1_000_000n : 1n));
  const lastMonth = monthOf(period.to);
  const isMember = consumer?.tag === "member";
  const sku = `${model}-${line.sku}`;
  return {
    BilledCost: billed,
    BillingAccountId: team.id,
    BillingAccountName: team.name,
    BillingCurrency: "USD",
    BillingPeriodStart: startOf(monthOf(period.from)),
    BillingPeriodEnd: startOf(lastMonth + daysInMonth(lastMonth)),
    ChargeCategory: "Usage",
    ChargeClass: "",
    ChargeDescription: `Claude Code, ${model}, ${line.meter}`,
    ChargeFrequency: "Usage-Based",
    ChargePeriodStart: startOf(period.from),
    ChargePeriodEnd: startOf(period.to + 1),
    ConsumedQuantity: String(line.quantity),
    ConsumedUnit: line.unit,
    ContractedCost: cost,
    ContractedUnitPrice: unitPrice,
    EffectiveCost: billed,
    HostProviderName: HOSTS[provider] ?? "Anthropic",
    InvoiceIssuerName: HOSTS[provider] ?? "Anthropic",
    ListCost: cost,
    ListUnitPrice: unitPrice,
    PricingCategory: "Standard",
    PricingQuantity: isTokens ? usdString(BigInt(line.quantity) * 1_000_000n) : String(line.quantity),
    PricingUnit: isTokens ? "1000000 Tokens" : "Requests",
    ServiceCategory: "AI and Machine Learning",
    ServiceName: "Claude Code",
    ServiceProviderName: "Anthropic",
    ServiceSubcategory: "Generative AI",
    SkuId: sku,
    SkuMeter: line.meter,
    SkuPriceDetails: JSON.stringify({ ModelDeveloper: "Anthropic", ModelId: model, TokenType: line.type || null }),
    SkuPriceId: `${sku}-${billing}`,
    SubAccountId: isMember ? "" : (consumer?.key ?? ""),
    SubAccountName: isMember ? "" : (consumer?.key ?? ""),
    Tags: JSON.stringify(consumer === null ? {} : { [consumer.tag]: consumer.key }),
    x_BillingMode: billing,
    x_CacheTtl: line.ttl,
    x_ClaudeCodeBackground: kind.startsWith("background:") ? kind.slice("background:".length) : "",
    x_MemberPseudonym: isMember ? consumer.key : "",
  };
}

/** The first day of the month that a day is in. */
const monthOf = (day: DayNumber): DayNumber => parseDay(`${dayKey(day).slice(0, 7)}-01`) as DayNumber;
const startOf = (day: DayNumber): string => `${dayKey(day)}T00:00:00Z`;

/** The metadata of the rows. @param generatedAt ISO 8601 */
export function focusMetadata(generatedAt: string, version: string): Readonly<Record<string, unknown>> {
  return {
    SchemaId: `claude-cost-focus-${FOCUS_VERSION}`,
    FocusVersion: FOCUS_VERSION,
    DataGenerator: `claude-cost ${version}`,
    CreationDate: generatedAt,
    Columns: FOCUS_COLUMNS,
    Notes: [
      "ListCost and ContractedCost are the value at API list prices. BilledCost and EffectiveCost are 0 where a seat plan pays.",
      "A cell's cost is shared out to its types of tokens by their list prices; the parts sum to it exactly.",
      "Charge periods are days where no single person could be told apart, else calendar months or the whole range (UTC).",
      "Parts of a charge period that too few people stand behind are merged: model other, billing mode unknown where they differ. The merged part is billed at list prices then.",
      "Columns that FOCUS 1.3 deprecates (ProviderName, PublisherName) are not written. RegionId is not known.",
    ],
  };
}
