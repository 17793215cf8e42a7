/** The part of JSON Schema that the schemas in `schemas/` use; an unknown keyword is an error. */

import { readFileSync } from "node:fs";
import { posix } from "node:path";

type Schema = Record<string, unknown>;

const ABOUT = ["$schema", "$id", "$defs", "title", "description"];

/** The errors of a value, as `path: reason`; a field that no schema describes is an error too. */
export function schemaErrors(name: string, value: unknown): string[] {
  return check(load(name), value, "$");
}

/**
 * @param name path in `schemas/`, without the extension @returns the schema, with its references as paths from
 * `schemas/` too
 */
function load(name: string): Schema {
  const schema = loaded.get(name) ?? read(name);
  loaded.set(name, schema);
  return schema;
}

const loaded = new Map<string, Schema>();

function read(name: string): Schema {
  const text = readFileSync(new URL(`../../schemas/${name}.json`, import.meta.url), "utf8");
  const folder = posix.dirname(name);
  return JSON.parse(text, (key, value) => (key === "$ref" ? posix.join(folder, value) : value)) as Schema;
}

function resolve(ref: string): Schema {
  const [file = "", path = ""] = ref.split("#/$defs/");
  const found = (load(file.replace(/\.json$/, ""))["$defs"] as Record<string, Schema>)[path];
  if (!found) throw new Error(`no definition ${ref}`);
  return found;
}

function check(schema: Schema, value: unknown, at: string): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (ABOUT.includes(keyword)) return [];
    const test = KEYWORDS[keyword];
    if (!test) throw new Error(`${at}: unknown keyword ${keyword}`);
    return test(rule as never, value, at);
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  return Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

const said = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? "undefined";

const KEYWORDS: Record<string, (rule: never, value: unknown, at: string) => string[]> = {
  $ref: (ref: string, value, at) => check(resolve(ref), value, at),
  type: (type: string, value, at) => (typeOf(value).includes(type) ? [] : [`${at}: ${said(value)} is not ${type}`]),
  const: (only: unknown, value, at) => (value === only ? [] : [`${at}: ${said(value)} is not ${said(only)}`]),
  enum: (all: unknown[], value, at) => (all.includes(value) ? [] : [`${at}: ${said(value)} is none of ${said(all)}`]),
  pattern: (pattern: string, value, at) =>
    new RegExp(pattern).test(String(value)) ? [] : [`${at}: ${said(value)} does not match ${pattern}`],
  minimum: (least: number, value, at) => (Number(value) >= least ? [] : [`${at}: ${said(value)} is below ${least}`]),
  items: (schema: Schema, value, at) =>
    Array.isArray(value) ? value.flatMap((item, i) => check(schema, item, `${at}[${i}]`)) : [],
  required: (names: string[], value, at) =>
    names.filter((n) => isObject(value) && !(n in value)).map((n) => `${at}.${n}: missing`),
  properties: (all: Record<string, Schema>, value, at) =>
    Object.entries(isObject(value) ? value : {}).flatMap(([name, part]) => {
      const schema = Object.hasOwn(all, name) ? all[name] : undefined;
      return schema ? check(schema, part, `${at}.${name}`) : [`${at}.${name}: not described`];
    }),
  anyOf: (any: Schema[], value, at) => {
    const tries = any.map((schema) => check(schema, value, at));
    return tries.some((errors) => errors.length === 0) ? [] : (tries[0] ?? []);
  },
};
