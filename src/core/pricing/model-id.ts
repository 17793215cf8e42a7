/** Which model a logged id means: exact ids only, after the spellings of the clouds and gateways are taken off. */

export type ModelName = {
  /** The id without cloud, gateway, version and window marks. */
  readonly id: string;
  /** Called through a regional endpoint of a cloud, which costs more (not `global.`). */
  readonly regional: boolean;
  /** Asked for with the `[1m]` window. */
  readonly wideWindow: boolean;
};

const REGIONS = /^(us|eu|apac|jp|au|global)\./;
const GATEWAYS = /^(?:anthropic|bedrock|bedrock_converse|vertex_ai|vertex|litellm|openrouter|azure_ai|databricks)\//;

/**
 * Takes off `[1m]`, a gateway's path (`anthropic/…`, `bedrock/…`, `vertex_ai/…`, an inference profile's ARN), a Bedrock
 * region and `anthropic.`, a trailing `-vN:M` or `-vN`; turns Vertex's `@date` into `-date`.
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

/** Who serves a logged id, as far as its spelling shows it; plain names of Claude are the vendor's own. */
export function modelProvider(raw: string): "anthropic" | "bedrock" | "vertex" | "gateway" | "unknown" {
  const gateway = GATEWAYS.exec(raw)?.[0] ?? "";
  if (raw.startsWith("arn:") || gateway.startsWith("bedrock") || /(^|\.)anthropic\./.test(raw)) return "bedrock";
  if (gateway.startsWith("vertex") || raw.includes("@")) return "vertex";
  if (gateway !== "" && gateway !== "anthropic/") return "gateway";
  if (/^claude-/.test(normaliseModelId(raw).id)) return "anthropic";
  return raw.includes("/") ? "gateway" : "unknown";
}
