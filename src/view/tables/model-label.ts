import { cleanText } from "../../core/clean-text.ts";

/** A model's id without what every id has: `claude-opus-5-5` → `opus-5-5`. */
export function modelLabel(id: string): string {
  return cleanText(id)
    .replace(/^claude-/, "")
    .replace(/-20\d{6}$/, "");
}
