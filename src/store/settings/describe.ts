/** Lists every setting with its description from the schema itself, so that the list is always up to date. */

import * as v from "valibot";
import { SECTIONS } from "./schema.ts";

export type SettingInfo = {
  /** Such as `alerts.windowPercent`. */
  readonly key: string;
  /** One literal sentence. */
  readonly meaning: string;
  /** The allowed values, such as `true or false`. */
  readonly allowed: string;
  /** The default as in the file; undefined = not set. */
  readonly fallback: unknown;
  /** The command that changes it, where it is more than a value; null = `config set`. */
  readonly command: string | null;
};

/** Lists of records, which are entered with a command that validates each. */
const BY_COMMAND: Readonly<Record<string, string>> = {
  budgets: "claude-cost budget set",
  tags: "claude-cost tag",
  "limits.spend": "claude-cost plan limit",
  "credits.apiCredits.purchases": "claude-cost credits add",
  "credits.apiCredits.reconciliations": "claude-cost credits reconcile",
  "alerts.snoozed": "claude-cost limits snooze",
  "credits.usageCredits.balance": "claude-cost plan credits",
  "credits.usageCredits.autoReload": "claude-cost plan credits",
  "credits.usageCredits.earlier": "claude-cost plan credits",
  "credits.usageCredits.purchases": "claude-cost plan credits",
  "credits.usageCredits.organizationUsed": "claude-cost plan limit",
  "credits.apiCredits.autoReload": "claude-cost credits reload",
};

export function listSettings(): readonly SettingInfo[] {
  return Object.entries(SECTIONS).flatMap(([name, schema]) => walk(name, schema));
}

export function findSetting(key: string): SettingInfo | undefined {
  return listSettings().find((setting) => setting.key === key);
}

/** Unknown keys in a settings file, such as `alerts.windowPercents`. `version` is known. */
export function unknownKeys(file: Readonly<Record<string, unknown>>): readonly string[] {
  const { version: _, $schema: __, ...sections } = file;
  return unknownIn(SECTIONS, sections, "");
}

type Schema = v.GenericSchema & {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly default?: unknown;
};

function walk(key: string, schema: v.GenericSchema): readonly SettingInfo[] {
  const inner = unwrap(schema as Schema);
  // A record with a description of its own is one setting, because its parts have no meaning alone.
  if (inner.entries && meaningOf(schema as Schema) === "")
    return Object.entries(inner.entries).flatMap(([name, part]) => walk(`${key}.${name}`, part));
  return [
    {
      key,
      meaning: meaningOf(schema as Schema),
      allowed: allowedOf(inner),
      fallback: v.getDefault(schema),
      command: BY_COMMAND[key] ?? null,
    },
  ];
}

function unwrap(schema: Schema): Schema {
  return schema.wrapped ? unwrap(schema.wrapped) : schema;
}

/** The innermost description of the setting: of the optional itself, or of what it wraps. */
function meaningOf(schema: Schema): string {
  return v.getDescription(schema) ?? (schema.wrapped ? meaningOf(schema.wrapped) : "");
}

/** The schemas' own messages state what is allowed. */
function allowedOf(schema: Schema): string {
  const { issues } = v.safeParse(schema, Symbol("nothing that may stand there"));
  const [issue] = issues ?? [];
  // The schema library's default messages for lists and objects are not informative.
  if (issue?.received !== "symbol" || !issue.message.startsWith("Invalid")) return issue?.message ?? "";
  return schema.entries ? `an object with ${Object.keys(schema.entries).join(", ")}` : "a list of objects";
}

function unknownIn(
  entries: Readonly<Record<string, v.GenericSchema>>,
  value: Readonly<Record<string, unknown>>,
  prefix: string,
): readonly string[] {
  return Object.entries(value).flatMap(([name, part]) => {
    const key = `${prefix}${name}`;
    const schema = entries[name];
    return schema ? unknownBelow(unwrap(schema as Schema), part, key) : [key];
  });
}

function unknownBelow(schema: Schema, value: unknown, key: string): readonly string[] {
  if (Array.isArray(value) && schema.item) {
    const item = unwrap(schema.item);
    return value.flatMap((part, i) => unknownBelow(item, part, `${key}[${i}]`));
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && schema.entries ? unknownIn(schema.entries, value as Record<string, unknown>, `${key}.`) : [];
}
