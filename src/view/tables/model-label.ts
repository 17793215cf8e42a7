import { cleanText } from "../../core/clean-text.ts";

/** A model's id without the common prefix: `claude-opus-5-5` → `opus-5-5`. */
export function modelLabel(id: string): string {
  return cleanText(id)
    .replace(/^claude-/, "")
    .replace(/-20\d{6}$/, "");
}

/** Several models in one cell: the most expensive one and the number of others: `opus-5-5 +2`. */
export function modelsLabel(models: readonly { readonly model: string }[]): string {
  const [first, ...rest] = models;
  if (!first) return "";
  return rest.length === 0 ? modelLabel(first.model) : `${modelLabel(first.model)} +${rest.length}`;
}
