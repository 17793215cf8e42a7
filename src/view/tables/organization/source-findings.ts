/** What `doctor` and `team doctor` show about an organisation's sources. */

import type { SourceInspection } from "../../../core/organization/fetched.ts";
import { counted, duration } from "../../text/format.ts";
import type { Finding, FindingSection } from "../doctor-lines.ts";

/** Vendors revise days for weeks, and months are billed by them: after this time fetching again is recommended. */
const STALE_MS = 3 * 86_400_000;

/** @returns no section where no source is set up */
export function sourceFindings(sources: readonly SourceInspection[], nowMs: number): readonly FindingSection[] {
  if (sources.length === 0) return [];
  return [{ title: "Organisation", findings: sources.flatMap((source) => findingsOf(source, nowMs)) }];
}

function findingsOf(source: SourceInspection, nowMs: number): readonly Finding[] {
  const { kind } = source;
  const finding = (level: Finding["level"], text: string): Finding => ({ level, name: kind, text });
  const refused = source.reports.flatMap(({ id, refusal, unreadable }): Finding[] => [
    ...(refusal === null
      ? []
      : [
          finding(
            "warn",
            [refusal.message || id, refusal.needs, refusal.instead].filter((part) => part !== "").join(" "),
          ),
        ]),
    ...(unreadable === 0
      ? []
      : [finding("warn", `${id}: ${counted(unreadable, "row")} of the last run could not be read`)]),
  ]);
  return [...keyFindings(source, finding), ...freshness(source, nowMs, finding), ...refused];
}

type Make = (level: Finding["level"], text: string) => Finding;

function keyFindings({ kind, key }: SourceInspection, finding: Make): readonly Finding[] {
  if (key === null) return [];
  if (key.problem !== null) return [finding("warn", key.problem)];
  if (key.from === null)
    return [finding("info", `no key is found here; \`claude-cost fetch ${kind} --help\` says where it belongs`)];
  const scopes = key.kind?.startsWith("Enterprise") ? "; a refusal names the scopes that it has" : "";
  return [finding("ok", `${key.kind ?? "a key of a kind that does not show"}, from ${key.from}${scopes}`)];
}

function freshness(
  { kind, key, finishedMs, startedMs, address, reports }: SourceInspection,
  nowMs: number,
  finding: Make,
): readonly Finding[] {
  const had = reports.filter(({ refusal, lastDay }) => refusal === null && lastDay !== null);
  const days = had.map(({ id, lastDay }) => `${id} to ${lastDay}`).join(", ");
  if (key === null) return [finding("info", `imported: ${days || "nothing"}`)];
  if (startedMs === null) return [finding("info", `nothing is fetched yet; claude-cost fetch ${kind}`)];
  if (finishedMs === null) {
    return [
      finding(
        "warn",
        `the last run was broken off ${duration(nowMs - startedMs)} ago; claude-cost fetch ${kind} goes on with it`,
      ),
    ];
  }
  const age = nowMs - finishedMs;
  const from = address === "" ? "" : ` from ${address}`;
  const text = `fetched ${duration(age)} ago${from}${days === "" ? "" : `: ${days}`}`;
  return [
    age > STALE_MS ? finding("warn", `${text}; days are revised for weeks, so fetch it again`) : finding("ok", text),
  ];
}
