/** Every setting with its value and meaning. */

import { capital } from "../text/format.ts";
import { truncateEnd } from "../text/spans.ts";
import type { TerminalStyle } from "../text/terminal-style.ts";
import { wrapWords } from "../text/wrap.ts";

export type ConfigLine = {
  readonly key: string;
  readonly value: unknown;
  /** The default; undefined = none. */
  readonly fallback: unknown;
  /** Whether the value differs from the default. */
  readonly isSet: boolean;
  readonly allowed: string;
  readonly meaning: string;
  readonly command: string | null;
};

export function configLines(
  rows: readonly ConfigLine[],
  file: string,
  { width, style }: { readonly width: number; readonly style: TerminalStyle },
): string[] {
  const lines = [style.bold("Settings"), style.paint("muted", truncateEnd(`  ${file}`, width, style.unicode))];
  let section = "";
  for (const row of rows) {
    const [name = ""] = row.key.split(".");
    if (name !== section) lines.push("");
    section = name;
    lines.push(...rowLines(row, width, style));
  }
  return lines;
}

function rowLines(row: ConfigLine, width: number, style: TerminalStyle): string[] {
  const value = shown(row.value);
  const head = truncateEnd(`${row.key} = ${value}`, width, style.unicode);
  const facts = [row.meaning, row.command === null ? capital(row.allowed) : `Changed with \`${row.command}\``];
  if (row.isSet) facts.push(`Default: ${shown(row.fallback)}`);
  const text = facts.map((fact) => (fact.endsWith(".") ? fact : `${fact}.`)).join(" ");
  return [
    row.isSet ? style.bold(head) : head,
    ...wrapWords(`  ${text}`, width, 2).map((line) => style.paint("muted", line)),
  ];
}

const shown = (value: unknown): string => (value === undefined ? "(not set)" : JSON.stringify(value));
