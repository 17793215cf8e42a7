/** The vendor's SDK behind our gate, with `get` for reports that the SDK has no method for. */

import { setMaxListeners } from "node:events";
import { BaseAnthropic } from "@anthropic-ai/sdk/client";
import { Analytics } from "@anthropic-ai/sdk/resources/beta/organization/analytics/analytics";
import { SpendLimits as BetaSpendLimits } from "@anthropic-ai/sdk/resources/beta/organization/spend-limits/spend-limits";
import { Organization } from "@anthropic-ai/sdk/resources/organization/organization";
import { createGate, type GateOptions } from "./gate.ts";

/** Time limit of one request, including its answer; milliseconds. */
const TIMEOUT_MS = 30_000;
const MAX_RETRIES = 4;
/** For reports that the SDK has no method for: the API version of their documentation. */
const REPORTS_VERSION = "2023-06-01";

/** For servers without the vendor's API versions. */
export const NO_VERSION = { "anthropic-version": null };

export type ApiClient = {
  readonly organization: Organization;
  readonly analytics: Analytics;
  readonly spendLimits: BetaSpendLimits;
  /** @param query lists become `name[]=a&name[]=b` */
  get(path: string, query: Record<string, unknown>, headers?: Record<string, string | null>): Promise<unknown>;
};

/** @param bounds of one request */
export function createApiClient(
  options: GateOptions,
  { timeoutMs = TIMEOUT_MS, maxRetries = MAX_RETRIES }: { timeoutMs?: number; maxRetries?: number } = {},
): ApiClient {
  // The SDK adds a listener for each request, and removes it when the request is garbage-collected.
  setMaxListeners(0, options.signal);
  const sdk = withoutVendorVariables(
    () =>
      new BaseAnthropic({
        // Only the gate has the key.
        apiKey: "none",
        baseURL: options.base.href.replace(/\/$/, ""),
        fetch: createGate(options),
        maxRetries,
        timeout: timeoutMs,
        openTelemetry: false,
        logLevel: "off",
      }),
  );
  return {
    organization: new Organization(sdk),
    analytics: new Analytics(sdk),
    spendLimits: new BetaSpendLimits(sdk),
    get: (path, query, headers = { "anthropic-version": REPORTS_VERSION }) =>
      jsonOf(sdk.get(path, { query, headers, signal: options.signal })),
  };
}

/** The whole body of an answer: a page object of the SDK would contain only the fields that it knows. */
export async function jsonOf(request: { asResponse(): Promise<Response> }): Promise<unknown> {
  const response = await request.asResponse();
  return await response.json();
}

/**
 * Runs `make` without the vendor's environment variables. The SDK reads ANTHROPIC_BASE_URL, ANTHROPIC_CUSTOM_HEADERS,
 * ANTHROPIC_LOG and others when it is created. They are for Claude Code's requests: none may redirect, change or log a
 * request with an organisation's key.
 */
function withoutVendorVariables<T>(make: () => T): T {
  const hidden = Object.entries(process.env).filter(([name]) => name.toUpperCase().startsWith("ANTHROPIC_"));
  for (const [name] of hidden) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of hidden) process.env[name] = value;
  }
}
