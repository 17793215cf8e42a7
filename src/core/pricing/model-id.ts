/** Finds the model of a logged id: only exact ids match, after the spellings of clouds and gateways are removed. */

export type ModelName = {
  /** The id without marks of cloud, gateway, version and window. */
  readonly id: string;
  /** Called through a regional endpoint of a cloud, which costs more (`global.` is not regional). */
  readonly regional: boolean;
  /** Requested with the `[1m]` window. */
  readonly wideWindow: boolean;
};

const REGIONS = /^(us|eu|apac|jp|au|global)\./;
const GATEWAYS = /^(?:anthropic|bedrock|bedrock_converse|vertex_ai|vertex|litellm|openrouter|azure_ai|databricks)\//;

/**
 * Removes `[1m]`, a gateway's path (`anthropic/…`, `bedrock/…`, `vertex_ai/…`, an inference profile's ARN), a Bedrock
 * region and `anthropic.`, a trailing `-vN:M` or `-vN`; converts Vertex's `@date` to `-date`.
 */
export function normaliseModelId(raw: string): ModelName {
  const wideWindow = /\[1m\]$/i.test(raw);
  let id = wideWindow ? raw.slice(0, -4) : raw;
  if (id.startsWith("arn:")) id = id.slice(id.lastIndexOf("/") + 1);
  while (GATEWAYS.test(id)) id = id.replace(GATEWAYS, "");
  const region = REGIONS.exec(id)?.[1] ?? "";
  if (region) id = id.slice(region.length + 1);
  id = id
    .replace(/^anthropic\./, "")
    .replace(/-v\d+(?::\d+)?$/, "")
    .replace("@", "-");
  return { id, regional: region !== "" && region !== "global", wideWindow };
}

/** The id without a date at its end, where it has one: `claude-opus-4-5-20251101` → `claude-opus-4-5`. */
export function withoutDate(id: string): string {
  return id.replace(/-20\d{6}$/, "");
}

/**
 * The provider that a logged id was served by, as far as its spelling shows it; plain Claude names are the vendor's
 * own.
 */
export function modelProvider(raw: string): "anthropic" | "bedrock" | "vertex" | "gateway" | "unknown" {
  const gateway = GATEWAYS.exec(raw)?.[0] ?? "";
  if (raw.startsWith("arn:") || gateway.startsWith("bedrock") || /(^|\.)anthropic\./.test(raw)) return "bedrock";
  if (gateway.startsWith("vertex") || raw.includes("@")) return "vertex";
  if (gateway !== "" && gateway !== "anthropic/") return "gateway";
  if (/^claude-/.test(normaliseModelId(raw).id)) return "anthropic";
  return raw.includes("/") ? "gateway" : "unknown";
}
