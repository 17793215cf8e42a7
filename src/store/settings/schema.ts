/**
 * The settings file as sections, each validated separately, so that a mistake in one does not affect the others. A new
 * section is a file beside this one and a line in `SECTIONS`. Unknown keys are kept, because a newer version may have
 * written them.
 */

import * as v from "valibot";
import { isObject } from "../../core/parse-json.ts";
import { alertsSection } from "./alerts.ts";
import { budgetsSection } from "./budgets.ts";
import { contextSection } from "./context.ts";
import { creditsSection } from "./credits.ts";
import { currencySection } from "./currency.ts";
import { dashboardSection } from "./dashboard.ts";
import { hooksSection } from "./hooks.ts";
import { limitsSection } from "./limits.ts";
import { planSection } from "./plan.ts";
import { sourcesSection } from "./sources.ts";
import { statuslineSection } from "./statusline.ts";
import { tagsSection, ticketsSection } from "./tags.ts";
import { teamSection } from "./team.ts";

export const SETTINGS_VERSION = 1;

export const SECTIONS = {
  plan: planSection,
  credits: creditsSection,
  budgets: budgetsSection,
  limits: limitsSection,
  alerts: alertsSection,
  context: contextSection,
  dashboard: dashboardSection,
  hooks: hooksSection,
  statusline: statuslineSection,
  sources: sourcesSection,
  team: teamSection,
  currency: currencySection,
  tags: tagsSection,
  tickets: ticketsSection,
} as const;

type SectionName = keyof typeof SECTIONS;

export type Settings = { [K in SectionName]: v.InferOutput<(typeof SECTIONS)[K]> };

export type CheckedSettings = {
  readonly settings: Settings;
  /** One line per problem: the key, its value, what is allowed. That section has its defaults. */
  readonly problems: readonly string[];
};

/** Validates the parsed file. Never throws. */
export function checkSettings(raw: unknown): CheckedSettings {
  const problems: string[] = [];
  const file = isObject(raw) ? raw : {};
  if (raw !== undefined && !isObject(raw)) problems.push("the file must contain an object { … }");
  const checked: Record<string, unknown> = {};
  for (const name of Object.keys(SECTIONS) as SectionName[]) {
    const schema: v.GenericSchema = SECTIONS[name];
    const result = v.safeParse(schema, file[name]);
    if (result.success) {
      checked[name] = result.output;
    } else {
      checked[name] = v.parse(schema, undefined);
      for (const issue of result.issues) problems.push(describe(name, issue));
    }
  }
  return { settings: checked as Settings, problems };
}

function describe(section: string, issue: v.BaseIssue<unknown>): string {
  let key = section;
  for (const part of issue.path ?? []) key += typeof part.key === "number" ? `[${part.key}]` : `.${String(part.key)}`;
  const missing = issue.input === undefined;
  const is = missing ? "is missing" : `is ${JSON.stringify(issue.input)?.slice(0, 60)}`;
  const allowed = issue.message.startsWith("Invalid") ? plain(issue) : issue.message;
  return `${key} ${is}; it must be ${allowed}`;
}

/** The message where a schema has none of its own. */
function plain(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === "Array") return "a list";
  if (issue.expected === "Object") return "an object { … }";
  return issue.expected ?? "something else";
}
