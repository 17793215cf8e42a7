/** A Claude Code settings file as text: JSON in which comments and trailing commas are let pass. */

import { type FormattingOptions, type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { type Json, object } from "../json.ts";

export type SettingsText = {
  readonly bom: string;
  /** Without the byte order mark. */
  readonly body: string;
  readonly root: Json;
  /** As the file is indented. */
  readonly formatting: FormattingOptions;
};

/** What is wrong with the file, in words; null = nothing. */
export function settingsProblem(source: string): string | null {
  const { body } = split(source);
  if (body.trim() === "") return null;
  const errors: ParseError[] = [];
  const value: unknown = parse(body, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first) {
    const line = body.slice(0, first.offset).split("\n").length;
    return `line ${line}: ${printParseErrorCode(first.error)}`;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? null : "it holds no object { … }";
}

/**
 * True where the file can be read with comments and trailing commas let pass, but not without: client 2.1.330 then calls
 * it malformed and heeds none of it.
 */
export function isTooLoose(source: string): boolean {
  const { body } = split(source);
  if (body.trim() === "" || settingsProblem(source) !== null) return false;
  try {
    JSON.parse(body);
    return false;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

export function parseSettings(source: string): SettingsText {
  const { bom, body } = split(source);
  const root = object(parse(body, [], { allowTrailingComma: true }));
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
