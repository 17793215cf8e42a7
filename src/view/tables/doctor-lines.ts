/** The findings of `doctor`, as labelled lines. */

import { cleanText } from "../../core/clean-text.ts";
import type { Unpriced } from "../../core/reports/totals.ts";
import { type ScanReport, SKIP_REASONS } from "../../core/responses/scan.ts";
import { totalTokens } from "../../core/responses/tokens.ts";
import { bytes, compactTokens, counted, wholeNumber } from "../text/format.ts";
import type { TerminalStyle } from "../text/terminal-style.ts";
import { wrapWords } from "../text/wrap.ts";

/** `ok` is fine, `warn` needs attention, `info` is neither. */
export type Finding = { readonly level: "ok" | "warn" | "info"; readonly name: string; readonly text: string };

export type FindingSection = { readonly title: string; readonly findings: readonly Finding[] };

const NAME_WIDTH = 22;

/** A path wider than `width` gets a line of its own, so that it can be copied. */
export function doctorLines(sections: readonly FindingSection[], style: TerminalStyle, width: number): string[] {
  return sections.flatMap(({ title, findings }, i) => [
    ...(i === 0 ? [] : [""]),
    style.bold(title),
    ...findings.flatMap((f) => findingLines(f, style, width)),
  ]);
}

/** Below this width, findings are shown under their labels. */
const NARROW = 80;

function findingLines({ level, name, text }: Finding, style: TerminalStyle, width: number): string[] {
  const mark = level === "warn" ? "!" : " ";
  const shown = cleanText(text);
  const lines =
    width < NARROW
      ? [`${mark} ${cleanText(name)}`, ...wrapWords(`    ${shown}`, width, 4)]
      : wrapWords(`${mark} ${cleanText(name).padEnd(NAME_WIDTH)} ${shown}`, width, NAME_WIDTH + 3);
  return level === "warn" ? lines.map((line) => style.paint("warn", line)) : lines;
}

export const SKIP_TEXTS: Readonly<Record<(typeof SKIP_REASONS)[number], string>> = {
  "not-json": "not JSON: torn, binary or foreign",
  "no-usage": "a response without usage",
  "unknown-type": "a row of an unknown type with a usage or a cost",
  "bad-usage": "impossible token counts: negative, fractional, huge or text",
  "bad-facts": "a session's ledger, compaction or turn with impossible numbers",
  "not-billed": "made by the client itself, or an API error: never billed",
  "no-model": "a response without a model",
  "too-large": "too large to decode",
  "torn-tail": "last line still being written, or cut off by a crash",
};

/** Findings about the logs: size, clients, and what was not counted. */
export function scanFindings(report: ScanReport): readonly Finding[] {
  const versions = Object.entries(report.versions).sort(([a], [b]) => compareVersions(a, b));
  // Newest first, because the end of the list may be cut.
  const newest = versions
    .slice(-6)
    .reverse()
    .map(([v, n]) => `${v} (${wholeNumber(n)})`);
  const skipped = SKIP_REASONS.filter((r) => report.skipped[r] > 0);
  const harmless = new Set(["not-billed", "torn-tail"]);
  return [
    {
      level: "info",
      name: "files",
      text: `${wholeNumber(report.files)}, ${bytes(report.bytes)}, ${counted(report.rows, "row")}`,
    },
    { level: "info", name: "usage rows", text: wholeNumber(report.usageRows) },
    {
      level: "info",
      name: "client versions",
      text: `${versions.length > 6 ? `${versions.length} in all, the newest: ` : ""}${newest.join(", ") || "none"}`,
    },
    ...skipped.map(
      (r): Finding => ({
        level: harmless.has(r) ? "info" : "warn",
        name: `skipped: ${r}`,
        text: `${counted(report.skipped[r], "row")}, ${SKIP_TEXTS[r]}`,
      }),
    ),
    ...(skipped.length === 0 ? [{ level: "ok" as const, name: "skipped rows", text: "none" }] : []),
    ...(report.undated > 0
      ? [
          {
            level: "warn" as const,
            name: "undated",
            text: `${counted(report.undated, "response")} took the time of the row before them`,
          },
        ]
      : []),
  ];
}

export function unpricedFindings(unpriced: Unpriced): readonly Finding[] {
  if (unpriced.models.length === 0) return [{ level: "ok", name: "unpriced models", text: "none" }];
  const text = `${unpriced.models.join(", ")}: ${counted(unpriced.requests, "request")}, ${compactTokens(totalTokens(unpriced.tokens))} tokens; \`claude-cost prices add\` gives a price`;
  return [{ level: "warn", name: "unpriced models", text }];
}

function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((v) => v.split(".").map(Number)) as [number[], number[]];
  return (x[0] ?? 0) - (y[0] ?? 0) || (x[1] ?? 0) - (y[1] ?? 0) || (x[2] ?? 0) - (y[2] ?? 0);
}
