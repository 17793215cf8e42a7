/** The organisation's limits in `limits`: those that were set, the user's own, and members who are near theirs. */

import { cleanText } from "../../../core/clean-text.ts";
import { SEVERITY_RANK } from "../../../core/limits/limit.ts";
import type { SourceKind } from "../../../core/organization/fetched.ts";
import type { OrgLimitEntry } from "../../../core/organization/limit-list.ts";
import type { RateLimit } from "../../../core/organization/limits.ts";
import { counted, duration, wholeNumber } from "../../text/format.ts";
import { type Line, span } from "../../text/spans.ts";
import { wrapWords } from "../../text/wrap.ts";
import { type LimitsFrame, limitLines } from "../limit-lines.ts";

export type ShownOrgLimits = {
  readonly source: SourceKind;
  readonly asOfMs: number;
  readonly entries: readonly OrgLimitEntry[];
  readonly rateLimits: readonly RateLimit[];
};

const TITLES: Readonly<Record<SourceKind, string>> = {
  anthropic: "Organisation, by the Console",
  enterprise: "Organisation, by the Enterprise API",
  gateway: "Organisation, by the gateway",
  litellm: "Budgets of LiteLLM",
};

/** The most members in a table: those nearest to their limits. */
const MAX_MEMBERS = 20;

/**
 * @param withNotes sources of the figures, who set the limits, and rate limits @returns empty where there is nothing to
 * show
 */
export function orgLimitLines(
  { source, asOfMs, entries, rateLimits }: ShownOrgLimits,
  frame: LimitsFrame,
  withNotes: boolean,
): Line[] {
  const others = entries.filter(({ member, isOwn }) => member !== null && !isOwn);
  const near = others
    .filter(({ limit }) => SEVERITY_RANK[limit.severity] >= SEVERITY_RANK.warn)
    .sort((a, b) => (b.limit.usedPercent ?? 0) - (a.limit.usedPercent ?? 0))
    .slice(0, MAX_MEMBERS);
  const shown = [...entries.filter(({ member, isOwn }) => member === null || isOwn), ...near];
  const age = frame.nowMs - asOfMs;
  const title = `${TITLES[source]}, fetched ${age < 60_000 ? "just now" : `${duration(age)} ago`}`;
  const notes = [
    ...shown.flatMap(({ limit }) => limit.notes.map((note) => `${limit.label}: ${note}`)),
    ...(others.length === near.length ? [] : [restText(others.length, near.length)]),
    ...rateLimits.map(rateLimitText),
  ];
  const isNothing = shown.length === 0 && (notes.length === 0 || !withNotes);
  if (isNothing) return [];
  return [
    ...wrapWords(title, frame.width, 2).map((text): Line => [span(text, "accent")]),
    ...(shown.length === 0
      ? []
      : limitLines(
          shown.map(({ limit }) => ({ ...limit, label: cleanText(limit.label) })),
          frame,
        )),
    ...(withNotes ? notes : []).flatMap((note) =>
      wrapWords(cleanText(note), frame.width, 2).map((text): Line => [span(text, "muted")]),
    ),
  ];
}

const restText = (all: number, near: number): string =>
  `${counted(all, "member")} in all, ${near === 0 ? "none" : wholeNumber(near)} of them near a limit; --json has every one`;

/** `rate limit of Opus 5.5: requests per minute 4,000`. */
const rateLimitText = ({ group, limits }: RateLimit): string =>
  `rate limit of ${group}: ${limits.map(({ type, value }) => `${type.replaceAll("_", " ")} ${wholeNumber(value)}`).join(", ")}`;
