import { cleanText } from "../../core/clean-text.ts";

/** A short name for a project's path: its last folder, with its parent where two projects have the same name. */
export function projectLabel(path: string, all: Iterable<string> = []): string {
  const name = lastPart(path);
  if (!name) return "(no project)";
  for (const other of all) {
    if (other !== path && lastPart(other) === name)
      return cleanText(path.split(/[/\\]/).filter(Boolean).slice(-2).join("/"));
  }
  return name;
}

function lastPart(path: string): string {
  return cleanText(path.split(/[/\\]/).filter(Boolean).at(-1) ?? "");
}
