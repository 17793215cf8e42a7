/** A Claude Code settings file as text: JSON in which comments and trailing commas are accepted. */

import { type FormattingOptions, type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { parseJson } from "../../core/parse-json.ts";
import { isObject, type Json, object } from "../json.ts";

export type SettingsText = {
  readonly bom: string;
  /** Without the byte order mark. */
  readonly body: string;
  readonly root: Json;
  /** The file's own indentation. */
  readonly formatting: FormattingOptions;
};

/** A description of what is wrong with the file; null = nothing. */
export function settingsProblem(source: string): string | null {
  const { body } = split(source);
  if (body.trim() === "" || strict(body) !== undefined) return null;
  const errors: ParseError[] = [];
  const value: unknown = parse(body, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first) {
    const line = body.slice(0, first.offset).split("\n").length;
    return `line ${line}: ${printParseErrorCode(first.error)}`;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? null : "it contains no object { … }";
}

/**
 * True where the file can be read only if comments and trailing commas are accepted: client 2.1.330 then reports it as
 * malformed and ignores all of it.
 */
export function isTooLoose(source: string): boolean {
  return looseLine(source) !== null;
}

/** The line of the first comment or trailing comma; null where there is none, or the file is invalid. */
export function looseLine(source: string): number | null {
  const { body } = split(source);
  if (body.trim() === "" || strict(body) !== undefined || settingsProblem(source) !== null) return null;
  const errors: ParseError[] = [];
  parse(body, errors, { disallowComments: true, allowTrailingComma: false });
  return body.slice(0, errors[0]?.offset ?? 0).split("\n").length;
}

/** The object of a text that is strict JSON, which is parsed much faster; undefined where it is not. */
function strict(body: string): Json | undefined {
  const value = parseJson(body);
  return isObject(value) ? value : undefined;
}

export function parseSettings(source: string): SettingsText {
  const { bom, body } = split(source);
  const root = strict(body) ?? object(parse(body, [], { allowTrailingComma: true }));
  return { bom, body, root, formatting: formattingOf(body) };
}

function split(source: string): { bom: string; body: string } {
  return source.startsWith("\uFEFF") ? { bom: "\uFEFF", body: source.slice(1) } : { bom: "", body: source };
}

function formattingOf(body: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(body)?.[1] ?? "  ";
  const eol = body.includes("\r\n") ? "\r\n" : "\n";
  return indent.startsWith("\t")
    ? { insertSpaces: false, tabSize: 1, eol }
    : { insertSpaces: true, tabSize: indent.length, eol };
}
