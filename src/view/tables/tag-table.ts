/** Tags, the user's own and those of Claude Code's settings, as a table and as JSON. */

import type { AttributionLog } from "../../core/attribution/attribution-log.ts";
import type { Tag, TagTarget } from "../../core/attribution/tags.ts";
import { cleanText } from "../../core/clean-text.ts";
import { headJson, isoTime, type JsonHead } from "../json/parts.ts";
import { projectLabel } from "../text/project-label.ts";
import { shortSessionId } from "../text/session-id.ts";
import { type Column, type Row, renderTable } from "../text/table.ts";
import { wrapWords } from "../text/wrap.ts";
import { type TableFrame, titleLine } from "./frame.ts";

const COLUMNS: readonly Column[] = [
  { header: "Tag", priority: 1, rule: "shrink", minWidth: 10 },
  { header: "Of", priority: 1, rule: "shrink", minWidth: 16, isName: true },
  { header: "Set by", priority: 2, rule: "hard", tone: "muted" },
];

/** The name of a target: `session 3f2a1b2c`, `project api`, `branch main of api`. */
export function targetName(target: TagTarget): string {
  if (target.kind === "session") return `session ${shortSessionId(target.session)}`;
  if (target.kind === "project") return `project ${projectLabel(target.project)}`;
  return `branch ${cleanText(target.branch)} of ${projectLabel(target.project)}`;
}

const NO_TAGS = "  none: set one with `claude-cost tag current CC-1001`";

export function tagLines(tags: readonly Tag[], { folders }: AttributionLog, frame: TableFrame): string[] {
  const own = tags.map((tag): Row => [cleanText(tag.code), targetName(tag), "you"]);
  const named = [...folders].flatMap(([folder, history]): Row[] => {
    const code = history.at(-1)?.code ?? "";
    return code === "" ? [] : [[cleanText(code), `new sessions in ${projectLabel(folder)}`, "Claude Code's settings"]];
  });
  const title = titleLine("Tags", frame);
  if (own.length + named.length === 0) return [title, ...wrapWords(NO_TAGS, frame.width, 2)];
  return [title, "", ...renderTable(COLUMNS, [...own, ...named], frame.width, frame.style)];
}

export function tagsJson(head: JsonHead, tags: readonly Tag[], { folders }: AttributionLog): Record<string, unknown> {
  return {
    ...headJson(head),
    tags: tags.map((tag) => ({
      kind: tag.kind,
      ...(tag.kind === "session" ? { session: tag.session } : { project: tag.project }),
      ...(tag.kind === "branch" ? { branch: tag.branch } : {}),
      code: tag.code,
    })),
    fromClaudeCode: [...folders].flatMap(([project, history]) =>
      history.map(({ code, afterMs }) => ({ project, code, sessionsAfter: isoTime(afterMs) })),
    ),
  };
}
