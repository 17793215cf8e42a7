/**
 * Single changes to a settings file's text. Unchanged parts keep every byte, whereas jsonc-parser's own formatting
 * would also reformat their neighbours.
 */

import {
  applyEdits,
  createScanner,
  findNodeAtLocation,
  type JSONPath,
  modify,
  type Node,
  parseTree,
} from "jsonc-parser";
import { parseSettings } from "./settings-text.ts";

/** Tokens of jsonc-parser's scanner; its own names for them are a const enum, which does not exist at run time. */
const COMMA = 5;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const LINE_BREAK = 14;
const END = 17;

/** Sets a value and creates missing objects on the path. A path that ends in a list's length appends. */
export function setValue(source: string, path: JSONPath, value: unknown): string {
  const { bom, body } = parseSettings(source);
  const root = parseTree(body, [], { allowTrailingComma: true });
  if (root === undefined) return bom + body + pretty(nested(path, value), "", formatOf(body)) + formatOf(body).eol;
  const node = findNodeAtLocation(root, path);
  if (node)
    return bom + splice(body, node.offset, node.length, pretty(value, indentAt(body, node.offset), formatOf(body)));
  let depth = path.length - 1;
  // The root itself is always found.
  while (!findNodeAtLocation(root, path.slice(0, depth))) depth--;
  const parent = findNodeAtLocation(root, path.slice(0, depth)) as Node;
  return bom + insertInto(body, parent, path[depth] as string | number, nested(path.slice(depth + 1), value));
}

/** Removes a value and its comma. */
export function removeValue(source: string, path: JSONPath): string {
  const { bom, body } = parseSettings(source);
  return bom + applyEdits(body, modify(body, path, undefined, {}));
}

function nested(path: JSONPath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

type Format = { readonly unit: string; readonly eol: string };

function formatOf(body: string): Format {
  const { insertSpaces = true, tabSize = 2, eol = "\n" } = parseSettings(body).formatting;
  return { unit: insertSpaces ? " ".repeat(tabSize) : "\t", eol };
}

function pretty(value: unknown, indent: string, { unit, eol }: Format): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", eol + indent);
}

function splice(body: string, offset: number, length: number, text: string): string {
  return body.slice(0, offset) + text + body.slice(offset + length);
}

/** The indentation of the line. */
function indentAt(body: string, offset: number): string {
  const line = body.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(body.slice(line, offset))?.[0] ?? "";
}

/** Adds an entry after the last one, formatted like the others. */
function insertInto(body: string, parent: Node, key: string | number, value: unknown): string {
  const format = formatOf(body);
  const name = parent.type === "object" ? `${JSON.stringify(key)}: ` : "";
  const close = parent.offset + parent.length - 1;
  const last = parent.children?.at(-1);
  if (last === undefined) {
    const outer = indentAt(body, parent.offset);
    const entry = name + pretty(value, outer + format.unit, format);
    const isBlank = body.slice(parent.offset + 1, close).trim() === "";
    const start = isBlank ? parent.offset + 1 : close;
    return splice(body, start, close - start, format.eol + outer + format.unit + entry + format.eol + outer);
  }
  const isInline = !body.slice(parent.offset, last.offset).includes("\n");
  if (isInline) return splice(body, last.offset + last.length, 0, `, ${name}${JSON.stringify(value)}`);
  const indent = indentAt(body, last.offset);
  const entry = format.eol + indent + name + pretty(value, indent, format);
  const end = last.offset + last.length;
  const { comma, restOfLine } = afterEntry(body, end, close);
  if (comma === null) return splice(splice(body, restOfLine, 0, entry), end, 0, ",");
  return splice(body, Math.max(restOfLine, comma + 1), 0, `${entry},`);
}

/** Where the comma after the entry is, and where the rest of its line (a comment) ends. */
function afterEntry(body: string, end: number, close: number): { comma: number | null; restOfLine: number } {
  const scanner = createScanner(body, false);
  scanner.setPosition(end);
  let comma: number | null = null;
  let restOfLine = end;
  let onLine = true;
  for (let token: number = scanner.scan(); scanner.getTokenOffset() < close && token !== END; token = scanner.scan()) {
    if (token === LINE_BREAK) onLine = false;
    if (token === COMMA) comma = scanner.getTokenOffset();
    const isComment = token === LINE_COMMENT || token === BLOCK_COMMENT;
    if (onLine && (isComment || token === COMMA)) {
      restOfLine = scanner.getTokenOffset() + scanner.getTokenLength();
    }
  }
  return { comma, restOfLine };
}
