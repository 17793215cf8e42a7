/** The history of the Console or of LiteLLM as a table: our price of the tokens beside the source's own figures. */

import { cleanText } from "../../../core/clean-text.ts";
import {
  type ConsoleDimension,
  type ConsoleGroup,
  type ConsoleReport,
  type ConsoleSource,
  type ConsoleSums,
  discountPercent,
} from "../../../core/organization/console-report.ts";
import { type Pico, usdNumber, usdString } from "../../../core/pricing/money.ts";
import { TOKEN_CLASSES } from "../../../core/responses/tokens.ts";
import { largest, plainBar } from "../../text/charts.ts";
import { cellMoney, compactTokens, counted, percent } from "../../text/format.ts";
import { type Column, type Row, renderTable } from "../../text/table.ts";
import { wrapWords } from "../../text/wrap.ts";
import { tokenColumns } from "../count-cells.ts";
import { type TableFrame, titleLine } from "../frame.ts";
import { modelLabel } from "../model-label.ts";

const COLUMNS = (name: string, source: ConsoleSource): readonly Column[] => [
  { header: name, priority: 1, rule: "shrink", minWidth: 14, maxWidth: 44, isName: true },
  { header: "At list", priority: 1, rule: "hard", align: "right" },
  { header: "Share", priority: 5, rule: "hard", align: "right" },
  { header: source === "litellm" ? "LiteLLM" : "Charged", priority: 2, rule: "hard", align: "right" },
  // LiteLLM has no second estimate.
  { header: source === "litellm" ? "" : "Claude Code", priority: 3, rule: "hard", align: "right", tone: "muted" },
  ...tokenColumns(6),
  { header: "", priority: 4, rule: "grow", minWidth: 8, maxWidth: 24 },
];

const HEADERS: Readonly<Record<ConsoleDimension, string>> = {
  day: "Day (UTC)",
  month: "Month",
  user: "Member",
  model: "Model",
  workspace: "Workspace",
  key: "Key",
  team: "Team",
  tag: "Tag",
};

const UNNAMED: Readonly<Record<ConsoleDimension, string>> = {
  day: "",
  month: "",
  user: "(keys, no member)",
  model: "(no model)",
  workspace: "(default workspace)",
  key: "(no key)",
  team: "(no team)",
  tag: "(no tag)",
};

export type ConsoleFrame = TableFrame & {
  readonly source: ConsoleSource;
  readonly dimension: ConsoleDimension;
  readonly since: string;
  readonly until: string;
  /** Whether only the workspace of Claude Code is shown. */
  readonly claudeCode: boolean;
};

export function consoleLines({ groups, totals }: ConsoleReport, frame: ConsoleFrame): string[] {
  const { source, dimension, since, until, claudeCode, width, style } = frame;
  const filter = `${since} to ${until}${claudeCode ? ", workspace Claude Code" : ""}`;
  const title = titleLine(`${source === "litellm" ? "LiteLLM" : "Console"} by ${dimension}`, { ...frame, filter });
  if (groups.length === 0) return [title, "  nothing in this range"];
  const top = largest(groups.map((group) => usdNumber(group.pico)));
  const whole = usdNumber(totals.pico);
  const row = (group: ConsoleGroup): Row => [
    labelOf(dimension, group, width),
    ...cells(group, whole, frame),
    (room) => plainBar(top === 0 ? 0 : usdNumber(group.pico) / top, room, style.unicode),
  ];
  const total: Row = [
    `Total, ${counted(groups.filter(({ key }) => key !== "").length, dimension === "user" ? "member" : dimension)}`,
    ...cells(totals, whole, frame),
  ];
  return [
    title,
    "",
    ...renderTable(COLUMNS(HEADERS[dimension], source), groups.map(row), width, style, { totals: [total] }),
    ...(source === "litellm" ? liteLlmNotes(totals, dimension) : notesOf(totals)).flatMap((note) =>
      wrapWords(note, width, 2).map((line) => style.paint("muted", line)),
    ),
  ];
}

/** Below this width there is only room for an address. */
const ROOM_FOR_NAMES = 110;

function labelOf(dimension: ConsoleDimension, { key, name }: ConsoleGroup, width: number): string {
  if (key === "") return UNNAMED[dimension];
  if (dimension === "model") return modelLabel(key);
  if (dimension === "workspace") return cleanText(name || key);
  return cleanText(name === "" || width < ROOM_FOR_NAMES ? key : `${key} (${name})`);
}

function cells(sums: ConsoleSums, whole: number, { source, style: { unicode } }: ConsoleFrame): string[] {
  const { tokens } = sums;
  const bound = sums.isAtLeast || sums.unpricedTokens > 0 ? (unicode ? "≥" : ">=") : "";
  return [
    `${bound}${cellMoney(sums.pico)}`,
    percent(usdNumber(sums.pico), whole),
    own(sums.chargedPico),
    source === "litellm" ? "" : own(sums.estimatedPico),
    compactTokens(tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h),
    compactTokens(tokens.cacheRead),
    compactTokens(tokens.output),
  ];
}

const own = (pico: Pico | null): string => (pico === null ? "–" : cellMoney(pico));

/** What the columns mean, and why they differ. */
function notesOf(totals: ConsoleSums): readonly string[] {
  const discount = discountPercent(totals);
  return [
    "At list: the tokens at API rates of their days. Claude Code: the Console's own estimate for it, in whole cents; members with seats are not in it.",
    ...(totals.chargedPico === null
      ? []
      : ["Charged: what the Console reports as charged, by day, model and workspace; Priority Tier is not in it."]),
    ...(discount === null ? [] : [`${discount}% less was charged than at list: discounts of a contract, most likely.`]),
    ...(totals.isAtLeast
      ? ["≥: the API does not report which prompts of a model were long ones, which cost more."]
      : []),
    ...unpricedNotes(totals),
  ];
}

function liteLlmNotes(totals: ConsoleSums, dimension: ConsoleDimension): readonly string[] {
  return [
    "At list: the tokens at API rates of their days, with cache writes as the cheaper five-minute ones, since it does not report for how long. LiteLLM: the cost by its own price list.",
    ...(dimension === "tag"
      ? [
          "Tags overlap: a request counts under each of its tags, so that they add up to more than the total, in which it counts once.",
        ]
      : []),
    ...unpricedNotes(totals),
  ];
}

function unpricedNotes({ unpricedTokens, unpricedModels }: ConsoleSums): readonly string[] {
  if (unpricedTokens === 0) return [];
  return [`${compactTokens(unpricedTokens)} tokens have no price: ${unpricedModels.map(cleanText).join(", ")}.`];
}

export const CONSOLE_CSV_HEADER = [
  "key",
  "name",
  "webSearches",
  ...TOKEN_CLASSES,
  "costUsd",
  "chargedUsd",
  "estimatedUsd",
  "unpricedTokens",
];

export function consoleCsvRows({ groups }: ConsoleReport): (string | number)[][] {
  return groups.map((group) => [
    group.key,
    group.name,
    group.webSearches,
    ...TOKEN_CLASSES.map((name) => group.tokens[name]),
    usdString(group.pico),
    group.chargedPico === null ? "" : usdString(group.chargedPico),
    group.estimatedPico === null ? "" : usdString(group.estimatedPico),
    group.unpricedTokens,
  ]);
}
